"""One grace for policy, lists and receipts: the signed policy's; the setting only where none is held."""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from station.policy import OfflineGrace
from station.policy.floor import Floor, write_floor
from tests.support.desk import StillClock
from tests.support.policy import Office, keeper_of, open_office, rules_toml

SETTING = timedelta(hours=5)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_office(tmp_path / "repository")


@pytest.fixture
def grace(tmp_path: Path, office: Office) -> OfflineGrace:
    root = tmp_path / "root.json"
    root.write_bytes(office.first_root)
    return OfflineGrace(tmp_path / "policy", root, tmp_path / "config" / "policy.json", SETTING)


def test_the_setting_where_no_policy_is_held(tmp_path: Path, grace: OfflineGrace) -> None:
    assert grace() == SETTING
    (tmp_path / "root.json").unlink()
    assert grace() == SETTING


def test_the_policys_from_the_moment_it_is_taken(tmp_path: Path, office: Office, grace: OfflineGrace) -> None:
    assert grace() == SETTING
    for days in (30, 0, 3):
        office.publish(rules=rules_toml(grace_days=days))
        assert keeper_of(tmp_path, office, StillClock(datetime.now(UTC))).refresh()
        assert grace() == timedelta(days=days)


def test_a_policy_that_is_not_proven_grants_nothing(
    tmp_path: Path, office: Office, grace: OfflineGrace, caplog: pytest.LogCaptureFixture
) -> None:
    """Altered, or an old one that was put back."""
    office.publish(rules=rules_toml(grace_days=30))
    assert keeper_of(tmp_path, office, StillClock(datetime.now(UTC))).refresh()
    write_floor(tmp_path / "config" / "policy.json", Floor(1, 2, 2))
    with caplog.at_level(logging.ERROR):
        assert grace() == timedelta(0)
    assert "STN-701" in caplog.text
    (tmp_path / "policy" / "proven.msgpack").write_bytes(b"?")
    with caplog.at_level(logging.ERROR):
        assert grace() == timedelta(0)
