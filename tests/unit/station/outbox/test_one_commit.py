"""Changes that belong together are one commit: when the second of them fails, the first has not happened."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from sqlite3 import Connection

import pytest

from station.domain.enrollment import EnrollmentState
from station.domain.outbox import OutboxState, PacketId
from station.outbox.store import OutboxStore
from station.storage import enrollments
from station.storage.database import connect
from station.storage.errors import DatabaseFailed
from tests.support.clock import NOW
from tests.support.packets import new_draft, queue_alone, random_packet

LATER = NOW + timedelta(minutes=1)
SECOND_FAILS = "CREATE TRIGGER broken BEFORE UPDATE OF {column} ON {table} BEGIN SELECT RAISE(ABORT, 'disk'); END"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Connection]:
    with closing(connect(tmp_path / "station.db")) as connection:
        yield connection


@pytest.fixture
def store(db: Connection, tmp_path: Path) -> OutboxStore:
    return OutboxStore(db, tmp_path / "outbox")


def queued(db: Connection, store: OutboxStore) -> PacketId:
    return queue_alone(store, new_draft(db), random_packet(), "0d" * 16, NOW)


def states(db: Connection, store: OutboxStore, packet_id: PacketId) -> tuple[object, ...]:
    row = store.row(packet_id)
    return row.state, row.erased, row.unsigned, enrollments.state_of(db, row.enrollment_id)


@pytest.mark.parametrize(
    ("table", "column", "act"),
    [
        ("enrollment", "state", lambda store, packet: store.mark_receipted(packet, b"receipt", LATER)),
        ("outbox", "unsigned", lambda store, packet: store.mark_delivered(packet, b"statement", LATER)),
    ],
)
def test_an_end_of_the_way_is_one_commit(
    db: Connection, store: OutboxStore, table: str, column: str, act: Callable[[OutboxStore, PacketId], None]
) -> None:
    packet_id = queued(db, store)
    db.execute(SECOND_FAILS.format(table=table, column=column))
    with pytest.raises(DatabaseFailed):
        act(store, packet_id)
    assert states(db, store, packet_id) == (OutboxState.PENDING, False, False, EnrollmentState.SEALED)
    db.execute("DROP TRIGGER broken")
    act(store, packet_id)
    assert store.row(packet_id).state is OutboxState.RECEIPTED


def test_erasing_is_one_commit(db: Connection, store: OutboxStore) -> None:
    packet_id = queued(db, store)
    store.mark_receipted(packet_id, b"receipt", NOW)
    db.execute(SECOND_FAILS.format(table="enrollment", column="state"))
    with pytest.raises(DatabaseFailed):
        store.erase(packet_id, LATER)
    assert states(db, store, packet_id) == (OutboxState.RECEIPTED, False, False, EnrollmentState.RECEIPTED)
    db.execute("DROP TRIGGER broken")
    store.erase(packet_id, LATER)
    assert states(db, store, packet_id) == (OutboxState.RECEIPTED, True, False, EnrollmentState.ERASED)


def test_sealing_is_one_commit(db: Connection, store: OutboxStore) -> None:
    draft, packet = new_draft(db), random_packet()
    db.execute("CREATE TRIGGER broken BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, 'disk'); END")
    with pytest.raises(DatabaseFailed):
        queue_alone(store, draft, packet, "0d" * 16, NOW)
    assert enrollments.state_of(db, draft) is EnrollmentState.DRAFT
    assert store.rows() == ()
    db.execute("DROP TRIGGER broken")
    assert queue_alone(store, draft, packet, "0d" * 16, NOW) == packet.packet_id
