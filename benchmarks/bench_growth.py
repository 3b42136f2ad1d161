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


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rows written in bulk: no signature is looked at here, and no file."""
    folder = tmp_path_factory.mktemp("old")
    db = connect(folder / "station.db")
    log = AuditLog(db, FakeClock(), bytes(32))
    with transaction(db):
        for number in range(PACKETS):
            name, state = f"{number:032x}", _STATES[number % len(_STATES)]
            at = to_text(NOW - timedelta(days=300) + timedelta(minutes=number))
            done = state == "receipted"
            db.execute(
                "INSERT INTO enrollment (id, state, procedure, started_at, updated_at) VALUES (?, 'sealed', '', ?, ?)",
                (name, at, at),
            )
            db.execute(
                "INSERT INTO outbox (packet_id, enrollment_id, name, state, queued_at, nonce, size, receipted_at,"
                " erased, next_try_at) VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?, ?)",
                (name * 2, name, name, state, at, name, at if done else None, done, to_text(NOW + timedelta(days=1))),
            )
        for _ in range(EVENTS):
            log.append(AuditEvent(EventKind.SAMPLE_ACCEPTED, "ab" * 32, "draft", {"sample": "portrait"}))
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
        OutboxPages(db).counts()
        db.close()

    benchmark.pedantic(start, rounds=30, warmup_rounds=1)
    _told(benchmark, station, "start of the work thread's part")


@pytest.mark.benchmark(group="growth-home")
def test_first_page(benchmark: BenchmarkFixture, station: Path, db: Connection) -> None:
    pages = OutboxPages(db)
    benchmark.pedantic(lambda: (pages.newest(), pages.counts()), rounds=30, warmup_rounds=1)
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
    def change() -> None:
        with transaction(db):
            store.mark_sending(packet_id)
            store.mark_waiting(packet_id, "STN-301", NOW)
            log.append(AuditEvent(EventKind.PACKET_SEALED, subject=token_bytes(32).hex()))
        pages.counts()
        store.next_due(NOW)

    return change
