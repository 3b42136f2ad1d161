"""One packet that does not get through, for whatever reason, never keeps the others from going."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from errno import EIO
from pathlib import Path
from sqlite3 import Connection

import pytest

from devices.api import CancelScope
from station.domain.errors import StationError
from station.domain.events import AuditEvent, EventKind
from station.domain.outbox import OutboxRow, OutboxState, PacketId, Parcel
from station.outbox import errors
from station.outbox.answers import OutboxAnswers
from station.outbox.delivery import Delivery
from station.outbox.pages import OutboxPages
from station.outbox.store import OutboxStore
from station.services.deliver import Deliver
from station.services.work import Work
from station.storage.database import connect
from station.storage.errors import DiskFull
from tests.support.clock import FakeClock
from tests.support.disks import FailingDisk
from tests.support.packets import queue_one

Fault = Callable[[PacketId], None]


class Receiver:
    """Takes everything but what `fault` raises at."""

    def __init__(self) -> None:
        self.sent: list[PacketId] = []
        self.fault: Fault = lambda packet_id: None

    def send(self, parcel: Parcel, scope: CancelScope) -> bytes:
        self.sent.append(parcel.packet_id)
        self.fault(parcel.packet_id)
        return b"receipt"

    def close(self) -> None: ...


class Outbox:
    def __init__(self, db: Connection, folder: Path, count: int = 3) -> None:
        self.db, self.disk, self.clock = db, FailingDisk(error=EIO), FakeClock()
        self.store = OutboxStore(db, folder, self.disk)
        self.receiver, self.events = Receiver(), []  # type: ignore[var-annotated]
        self.check: Callable[[bytes, OutboxRow], object] = lambda receipt, row: None
        self.record: Callable[[AuditEvent], object] = self.events.append
        self.delivery = self.another(erase_after=timedelta(days=1))
        self.ids = [queue_one(db, self.store) for _ in range(count)]
        self.first = self.store.rows()[0].packet_id

    def another(self, erase_after: timedelta) -> Delivery:
        """As a program that starts makes it."""
        return Delivery(
            self.store,
            self.receiver,
            lambda receipt, row: self.check(receipt, row),
            lambda event: self.record(event),
            self.clock,
            erase_after,
            lambda: None,
            chance=lambda: 1.0,
        )

    def run(self) -> None:
        for _ in range(50):
            if not self.delivery.step(CancelScope()):
                return
        pytest.fail("it never comes to rest")

    def states(self) -> Counter[OutboxState]:
        return Counter(row.state for row in self.store.rows())

    def kinds(self, packet_id: PacketId) -> list[EventKind]:
        return [event.kind for event in self.events if event.subject == packet_id]


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    with closing(connect(tmp_path / "station.db")) as db:
        yield Outbox(db, tmp_path / "outbox")


def raise_at(packet_id: PacketId, error: Exception) -> Fault:
    def fault(asked: PacketId) -> None:
        if asked == packet_id:
            raise error

    return fault


# --- a bug -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["transport", "receipt"])
def test_a_packet_that_meets_a_bug_steps_aside_with_a_number(
    outbox: Outbox, where: str, caplog: pytest.LogCaptureFixture
) -> None:
    bug = ValueError("Հակոբյան")
    if where == "transport":
        outbox.receiver.fault = raise_at(outbox.first, bug)
    else:
        outbox.check = lambda receipt, row: raise_at(outbox.first, bug)(row.packet_id)
    outbox.run()
    assert outbox.states() == {OutboxState.PARKED: 1, OutboxState.RECEIPTED: 2}
    assert Counter(outbox.receiver.sent) == dict.fromkeys(outbox.ids, 1)
    row = outbox.store.row(outbox.first)
    assert row.problem_code == "STN-151"
    assert row.incident
    assert row.incident in caplog.text
    assert "Հակոբյան" not in caplog.text
    (event,) = (event for event in outbox.events if event.subject == outbox.first)
    assert event.kind is EventKind.PACKET_PARKED
    assert event.details == {"code": "STN-151", "incident": row.incident}
    assert outbox.store.payload(outbox.first)[0], "nothing is lost"


def test_the_number_is_shown(outbox: Outbox) -> None:
    outbox.receiver.fault = raise_at(outbox.first, ValueError())
    outbox.run()
    work = Work()
    with closing(work):
        pages, answers = OutboxPages(outbox.db), OutboxAnswers(outbox.db)
        shown = {row.packet_id: row for row in Deliver(outbox.store, pages, answers, work, lambda: None).rows()}
    problem = shown[outbox.first].problem
    assert problem is not None
    assert problem.params == {"incident": outbox.store.row(outbox.first).incident}
    assert problem.retryable
    assert sum(row.problem is not None for row in shown.values()) == 1


def test_a_person_may_try_again_and_so_does_the_next_start(outbox: Outbox) -> None:
    outbox.receiver.fault = raise_at(outbox.first, ValueError())
    outbox.run()
    outbox.store.retry(outbox.first)
    outbox.run()
    assert outbox.store.row(outbox.first).state is OutboxState.PARKED
    outbox.receiver.fault = lambda packet_id: None  # a newer program knows how
    outbox.delivery = outbox.another(timedelta(days=1))
    outbox.delivery.start()
    outbox.run()
    assert outbox.states() == {OutboxState.RECEIPTED: 3}
    assert Counter(outbox.receiver.sent)[outbox.first] == 3


def test_what_is_parked_for_another_reason_waits_for_a_person(outbox: Outbox) -> None:
    outbox.receiver.fault = raise_at(outbox.first, errors.OtherReceiver())
    outbox.run()
    outbox.delivery.start()
    assert outbox.store.row(outbox.first).state is OutboxState.PARKED
    assert outbox.kinds(outbox.first) == [EventKind.PACKET_PARKED]


# --- one that never gets through --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "error", [errors.TransportTimeout(), errors.TransportDown(), errors.AnswerUnexpected(status=1)]
)
def test_a_packet_that_is_never_answered_does_not_stand_before_the_others(outbox: Outbox, error: StationError) -> None:
    """A timeout makes all wait: after it somebody else must go first, or nobody ever goes."""
    outbox.receiver.fault = raise_at(outbox.first, error)
    for _ in range(2):
        outbox.run()
        outbox.clock.advance(10)
    assert outbox.states() == {OutboxState.WAITING: 1, OutboxState.RECEIPTED: 2}


def test_knocks_in_vain_become_rarer_although_each_packet_knocks_once(outbox: Outbox) -> None:
    def nobody(_: PacketId) -> None:
        raise errors.TransportDown

    outbox.receiver.fault = nobody
    waits = []
    for _ in outbox.ids:
        outbox.run()
        waits.append(outbox.delivery.wait_s())
        outbox.clock.advance(waits[-1] or 0)
    assert waits == [2.0, 4.0, 8.0]
    assert Counter(outbox.receiver.sent) == dict.fromkeys(outbox.ids, 1)
    outbox.receiver.fault = lambda packet_id: None
    outbox.run()
    assert outbox.states() == {OutboxState.RECEIPTED: 3}


# --- erasing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bug", [False, True])
def test_a_payload_that_cannot_be_erased_keeps_nobody_from_sending(
    outbox: Outbox, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, bug: bool
) -> None:
    outbox.run()
    outbox.delivery = outbox.another(erase_after=timedelta(0))
    late = queue_one(outbox.db, outbox.store)
    outbox.ids.append(late)
    with monkeypatch.context() as patch:
        if bug:
            patch.setattr(outbox.store, "erase", lambda *_: 1 / 0)
        else:
            patch.setattr(outbox.disk, "remove", refuse)
        outbox.run()
        assert outbox.store.row(late).state is OutboxState.RECEIPTED
        assert not any(row.erased for row in outbox.store.rows())
        assert outbox.delivery.wait_s() is None, "it does not try again and again"
        assert all(outbox.store.payload(packet_id) for packet_id in outbox.ids)
    assert len([each for each in caplog.records if each.levelno >= logging.ERROR]) == len(outbox.ids)
    outbox.delivery.forget_pause()
    outbox.run()
    assert {row.packet_id for row in outbox.store.rows() if row.erased} == set(outbox.ids)
    assert all(outbox.kinds(packet_id)[-1] is EventKind.PAYLOAD_ERASED for packet_id in outbox.ids)


def refuse(_: Path) -> None:
    raise OSError(EIO, "io")


# --- row and event are one ------------------------------------------------------------------------------------------


def test_a_receipt_that_the_log_cannot_tell_of_is_asked_for_again(outbox: Outbox) -> None:
    """Else the payload would be erased without an event saying that it was received."""

    def full(event: AuditEvent) -> None:
        raise DiskFull

    outbox.record = full
    outbox.run()
    assert outbox.states() == {OutboxState.WAITING: 3}
    assert {row.problem_code for row in outbox.store.rows()} == {"STN-101"}
    outbox.record = outbox.events.append
    outbox.clock.advance(60)
    outbox.run()
    assert outbox.states() == {OutboxState.RECEIPTED: 3}
    assert all(outbox.kinds(packet_id) == [EventKind.PACKET_RECEIPTED] for packet_id in outbox.ids)
