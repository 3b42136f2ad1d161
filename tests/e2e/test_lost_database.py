"""The database is put back to yesterday's, emptied or lost: what was sealed is delivered all the same, and once."""

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from station.__main__ import main
from station.domain.outbox import OutboxRow, OutboxState, PacketId
from station.outbox.store import OutboxStore
from station.services.views import SealedView
from station.settings import Settings, load_settings
from station.storage.database import connect
from tests.support.desk import OPERATOR, approved_draft, open_desk

Lose = Callable[[Settings], None]


def put_back(settings: Settings) -> None:
    shutil.copy(settings.data / "yesterday.db", settings.database)


def empty(settings: Settings) -> None:
    settings.database.write_bytes(b"")


def remove(settings: Settings) -> None:
    settings.database.unlink()


@pytest.fixture(scope="module")
def sealed(demo_keys: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, PacketId]:
    """A home to be copied. Sealed and queued; yesterday's database, from before the enrollment, lies beside today's."""
    home = tmp_path_factory.mktemp("sealed") / "home"
    shutil.copytree(demo_keys, home)
    settings = load_settings(home)
    desk = open_desk(settings)
    with closing(desk.db):
        desk.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(settings.database, settings.data / "yesterday.db")
        desk.sign_in_as(OPERATOR)
        sealed = desk.enroll.seal(approved_draft(desk))
        assert isinstance(sealed, SealedView), sealed
    return home, sealed.packet_id


@pytest.fixture
def demo_home(sealed: tuple[Path, PacketId], tmp_path: Path) -> Path:
    return Path(shutil.copytree(sealed[0], tmp_path / "home"))


@pytest.fixture
def packet_id(sealed: tuple[Path, PacketId]) -> PacketId:
    return sealed[1]


def lose(settings: Settings, how: Lose) -> None:
    how(settings)
    for end in ("-wal", "-shm"):
        settings.database.with_name(settings.database.name + end).unlink(missing_ok=True)


def deliver(home: Path) -> int:
    return main(["--home", str(home), "outbox", "--deliver", "60"])


def row_of(settings: Settings) -> OutboxRow:
    with closing(connect(settings.database)) as db:
        (row,) = OutboxStore(db, settings.outbox).rows()
    return row


def at_the_intake(home: Path) -> int:
    return len([path for path in (home / "data" / "intake" / "data").rglob("*.p7m") if "receipt" not in path.name])


@pytest.mark.parametrize("how", [put_back, empty, remove])
def test_what_was_sealed_is_delivered(demo_home: Path, demo_settings: Settings, packet_id: PacketId, how: Lose) -> None:
    lose(demo_settings, how)
    assert deliver(demo_home) == 0
    row = row_of(demo_settings)
    assert (row.packet_id, row.state, row.erased) == (packet_id, OutboxState.RECEIPTED, True)
    assert at_the_intake(demo_home) == 1


@pytest.mark.parametrize("how", [put_back, remove])
def test_what_was_received_is_not_sent_again(
    demo_home: Path, demo_settings: Settings, packet_id: PacketId, how: Lose
) -> None:
    assert deliver(demo_home) == 0
    receipt = next(demo_settings.outbox.glob("*.receipt.p7m")).read_bytes()
    lose(demo_settings, how)
    assert deliver(demo_home) == 0
    row = row_of(demo_settings)
    assert (row.packet_id, row.state, row.erased, row.attempts) == (packet_id, OutboxState.RECEIPTED, True, 0)
    assert next(demo_settings.outbox.glob("*.receipt.p7m")).read_bytes() == receipt


def test_a_lost_receipt_is_given_again(demo_home: Path, demo_settings: Settings, packet_id: PacketId) -> None:
    """Delivered, and then database and receipt lost while the packet was still here: the slip kept the nonce."""
    for path in demo_settings.outbox.iterdir():
        shutil.copy(path, demo_settings.data / path.name)
    assert deliver(demo_home) == 0
    receipt = next(demo_settings.outbox.glob("*.receipt.p7m"))
    given = receipt.read_bytes()
    receipt.unlink()
    for path in demo_settings.data.glob("packet-*"):
        path.rename(demo_settings.outbox / path.name)
    lose(demo_settings, remove)
    assert deliver(demo_home) == 0
    assert receipt.read_bytes() == given
    assert at_the_intake(demo_home) == 1
