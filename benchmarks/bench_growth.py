"""A desk after many years: what the work thread pays at start, for the first page and for each change.

50,000 packets in the outbox and 1,000,000 events in the log, beside the same with an empty station.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from secrets import token_bytes
from sqlite3 import Connection

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from station.audit import AuditLog
from station.domain.clock import count
from station.domain.events import AuditEvent, EventKind
from station.domain.outbox import PacketId
from station.outbox.pages import OutboxPages
from station.outbox.store import OutboxStore
from station.storage.database import connect, transaction
from station.storage.enrollments import to_text
from tests.support.clock import NOW, FakeClock
from tests.support.packets import queue_one

PACKETS, EVENTS = 50_000, 1_000_000
_STATES = ("receipted",) * 7 + ("waiting", "pending", "parked")


ROWS = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {count}) "
ENROLLMENTS = """
    INSERT INTO enrollment (id, state, procedure, started_at, updated_at)
    SELECT printf('%032x', i), 'sealed', '', :at, :at FROM n
"""
OUTBOX = """
    INSERT INTO outbox
        (packet_id, case_id, enrollment_id, name, state, queued_at, nonce, size, receipted_at, erased, next_try_at)
    SELECT printf('%064x', i), printf('%032x', i), printf('%032x', i), printf('%032x', i),
        CASE WHEN i % 10 < 7 THEN 'receipted' WHEN i % 10 = 7 THEN 'waiting' WHEN i % 10 = 8 THEN 'pending'
            ELSE 'parked' END,
        substr(:at, 1, 20) || printf('%06d+00:00', i), 'nonce', 1, CASE WHEN i % 10 < 7 THEN :at END, i % 10 < 7, :later
    FROM n
"""
EVENT_ROWS = """
    INSERT INTO audit (seq, event, seed)
    SELECT i + 1, '{"actor":"","at":"2026-11-24T09:30:00.000Z","details":{},"kind":"' || :kind || '"}',
        randomblob(16) FROM n
"""


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Filled in bulk: nothing here reads a file or checks a hash."""
    folder = tmp_path_factory.mktemp("old")
    db = connect(folder / "station.db")
    told = {"at": to_text(NOW - timedelta(days=300)), "later": to_text(NOW + timedelta(days=1))}
    with transaction(db):
        db.execute(ROWS.format(count=PACKETS) + ENROLLMENTS, told)
        db.execute(ROWS.format(count=PACKETS) + OUTBOX, told)
    with transaction(db):
        db.execute(ROWS.format(count=EVENTS) + EVENT_ROWS, {"kind": EventKind.SAMPLE_ACCEPTED})
        for level in range(EVENTS.bit_length()):
            node = f"INSERT INTO audit_node SELECT {level}, i, randomblob(32) FROM n"
            db.execute(ROWS.format(count=EVENTS >> level) + node)
    db.close()
    return folder


@pytest.fixture(params=["empty", "old"])
def station(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    folder: Path = tmp_path if request.param == "empty" else request.getfixturevalue("old")
    return folder


@pytest.fixture
def db(station: Path) -> Iterator[Connection]:
    made = connect(station / "station.db")
    yield made
    made.close()


def _told(benchmark: BenchmarkFixture, station: Path, what: str) -> None:
    empty = station.name != "old0"
    benchmark.extra_info.update(what=f"{what}, {'an empty station' if empty else '50,000 packets, 1,000,000 events'}")
    benchmark.extra_info.update({"floor": True} if empty else {"target_s": 0.05})


@pytest.mark.benchmark(group="growth-start")
def test_start(benchmark: BenchmarkFixture, station: Path) -> None:
    """Opening the database, its first event and the first counts."""

    def start() -> None:
        db = connect(station / "station.db")
        AuditLog(db, FakeClock(), bytes(32)).append(AuditEvent(EventKind.STATION_STARTED))
        OutboxPages(db).counts(confidential=True)
        db.close()

    benchmark.pedantic(start, rounds=30, warmup_rounds=1)
    _told(benchmark, station, "start of the work thread's part")


@pytest.mark.benchmark(group="growth-home")
def test_first_page(benchmark: BenchmarkFixture, station: Path, db: Connection) -> None:
    pages = OutboxPages(db)
    benchmark.pedantic(
        lambda: (pages.newest(confidential=True), pages.counts(confidential=True)), rounds=30, warmup_rounds=1
    )
    _told(benchmark, station, "the first page's packets and counts")


@pytest.mark.benchmark(group="growth-change")
def test_each_change(benchmark: BenchmarkFixture, station: Path, db: Connection) -> None:
    """A row moves on, the log says so, the counts are read: one commit."""
    store, pages = OutboxStore(db, station / "outbox"), OutboxPages(db)
    log, packet_id = AuditLog(db, FakeClock(), bytes(32)), queue_one(db, store)
    benchmark.pedantic(_change(db, store, pages, log, packet_id), rounds=30, warmup_rounds=1)
    _told(benchmark, station, "one change with its event")


def _change(
    db: Connection, store: OutboxStore, pages: OutboxPages, log: AuditLog, packet_id: PacketId
) -> Callable[[], None]:
    now = count(FakeClock())

    def change() -> None:
        with transaction(db):
            store.mark_sending(packet_id)
            store.mark_waiting(packet_id, "STN-301", NOW, now.after(timedelta(minutes=5)))
            log.append(AuditEvent(EventKind.PACKET_SEALED, subject=token_bytes(32).hex()))
        pages.counts(confidential=True)
        store.next_due(now)

    return change
