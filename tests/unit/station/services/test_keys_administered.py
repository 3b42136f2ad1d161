"""What was done with keys stays done, whatever the log says; lists are installed together or not at all."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crypto.authority import load_authority, revocation_list
from crypto.errors import CryptoError
from crypto.keys.pkcs11.wire import Kind
from station.domain.events import AuditEvent
from station.services.station_keys import StationKeys, open_station_keys
from station.settings import Settings
from station.storage.errors import DiskFull


@pytest.fixture
def keys(demo_settings: Settings) -> Iterator[StationKeys]:
    with open_station_keys(demo_settings) as opened:
        yield opened


def full(_: AuditEvent) -> None:
    raise DiskFull


def test_a_key_that_was_made_is_made_although_the_log_is_full(
    keys: StationKeys, caplog: pytest.LogCaptureFixture
) -> None:
    """Else it looks undone, and doing it again is refused because a key waits already."""
    keys._officer = "an officer"  # who answers for it has been asked
    keys._record = full
    keys.make(Kind.P256, "Desk", "Office", again=False)
    assert list(keys.requests()) == ["station"]
    assert "STN-101" in caplog.text


def lists(settings: Settings) -> list[bytes]:
    folder, at = settings.intake_home / "authority", datetime.now(UTC)
    names = sorted(each.stem for each in (settings.trust / "crls").glob("*.crl"))[:2]
    return [
        revocation_list(load_authority(folder, folder / "secret", name), [], at, timedelta(days=7)) for name in names
    ]


def installed(settings: Settings) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in (settings.trust / "crls").iterdir()}


def test_one_bad_list_among_good_ones_changes_nothing(keys: StationKeys, demo_settings: Settings) -> None:
    before = installed(demo_settings)
    with pytest.raises(CryptoError):
        keys.take_lists([*lists(demo_settings), b"no list"])
    assert installed(demo_settings) == before
    assert keys.take_lists(lists(demo_settings)) == 2
    assert installed(demo_settings) != before
