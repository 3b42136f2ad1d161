"""The outbox thread: wakes, rests, survives a failing disk and bugs, and stops when told."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from sqlite3 import Connection
from threading import Event

import pytest

from devices.api import Cancelled, CancelScope
from station.domain.outbox import OutboxRow, OutboxState, PacketId, Parcel
from station.outbox import dispatcher
from station.outbox.delivery import Delivery
from station.outbox.dispatcher import Dispatcher
from station.outbox.errors import TransportDown
from station.outbox.store import OutboxStore
from station.storage.database import connect
from station.storage.errors import DatabaseFailed
from tests.support.clock import FakeClock
from tests.support.packets import queue_one

PATIENCE_S = 10.0


class Gate:
    """A transport that says when a packet came and waits until the test lets it answer."""

    def __init__(self) -> None:
        self.came = Event()
        self.go = Event()
        self.down = False

    def send(self, parcel: Parcel, scope: CancelScope) -> bytes:
        self.came.set()
        if self.down:
            raise TransportDown
        self.go.wait(PATIENCE_S)
        if scope.cancelled:
            raise Cancelled
        return b"receipt"

    def close(self) -> None:
        self.go.set()


class Station:
    """One home folder; the dispatcher on its thread, the test on its own connection."""

    def __init__(self, folder: Path) -> None:
        self.path, self.outbox = folder / "station.db", folder / "outbox"
        self.gate = Gate()
        self.changed = Event()
        self.db = connect(self.path)
        self.store = OutboxStore(self.db, self.outbox)

    def duties(self, db: Connection) -> tuple[Delivery]:
        delivery = Delivery(
            OutboxStore(db, self.outbox),
            self.gate,
            accept,
            lambda event: None,
            FakeClock(),
            timedelta(days=1),
            self.changed.set,
        )
        return (delivery,)

    def until(self, condition: Callable[[], bool]) -> None:
        for _ in range(100):
            self.changed.clear()
            if condition():
                return
            assert self.changed.wait(PATIENCE_S)
        pytest.fail("it never came true")

    def state(self, packet_id: PacketId) -> OutboxState:
        return self.store.row(packet_id).state


def accept(receipt: bytes, row: OutboxRow) -> None: ...


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    made = Station(tmp_path)
    yield made
    made.db.close()


@contextmanager
def running(station: Station, connect_: Callable[[], Connection] | None = None) -> Iterator[Dispatcher]:
    made = Dispatcher(connect_ or (lambda: connect(station.path)), station.duties, station.gate.close)
    made.start()
    try:
        yield made
    finally:
        made.close()


def test_what_was_queued_before_the_start_is_sent(station: Station) -> None:
    packet_id = queue_one(station.db, station.store)
    station.gate.go.set()
    with running(station):
        station.until(lambda: station.state(packet_id) is OutboxState.RECEIPTED)


def test_wake_sends_what_was_queued_meanwhile(station: Station) -> None:
    station.gate.go.set()
    with running(station) as made:
        assert station.changed.wait(PATIENCE_S), "it has started and found nothing"
        packet_id = queue_one(station.db, station.store)
        made.wake()
        station.until(lambda: station.state(packet_id) is OutboxState.RECEIPTED)


def test_wake_forgets_that_nobody_was_there(station: Station) -> None:
    station.gate.down = True
    packet_id = queue_one(station.db, station.store)
    with running(station) as made:
        station.until(lambda: station.state(packet_id) is OutboxState.WAITING)
        station.gate.down = False
        station.gate.go.set()
        station.store.retry(packet_id)
        made.wake()
        station.until(lambda: station.state(packet_id) is OutboxState.RECEIPTED)


def test_close_breaks_off_and_the_packet_stays(station: Station) -> None:
    packet_id = queue_one(station.db, station.store)
    with running(station):
        assert station.gate.came.wait(PATIENCE_S)
    assert station.state(packet_id) is OutboxState.PENDING
    assert station.store.payload(packet_id)[0]


def test_closed_twice_or_never_started(station: Station) -> None:
    with running(station) as made:
        made.close()
    Dispatcher(lambda: connect(station.path), station.duties, station.gate.close).close()


@pytest.mark.parametrize("error", [DatabaseFailed(reason="busy"), RuntimeError("a bug")])
def test_goes_on_after_a_failure(
    station: Station, error: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(dispatcher, "_AFTER_FAULT_S", 0.01)
    monkeypatch.setattr(dispatcher, "_LONGEST_WAIT_S", 0.01)
    packet_id = queue_one(station.db, station.store)
    station.gate.go.set()
    failures = [error]

    def unsteady() -> Connection:
        if failures:
            raise failures.pop()
        return connect(station.path)

    with running(station, unsteady):
        station.until(lambda: station.state(packet_id) is OutboxState.RECEIPTED)
    assert [record.levelname for record in caplog.records] == ["ERROR"]
