"""Asking what the centre decided: at its own pace, one at a time, and without any say over what is kept."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from sqlite3 import Connection

import pytest

from devices.api import Cancelled, CancelScope
from station.domain.answers import Answer, Reason, Verdict
from station.domain.clock import count
from station.domain.events import AuditEvent, EventKind
from station.domain.outbox import OutboxRow, PacketId, Proof
from station.outbox.answers import MOST_ASKS, OutboxAnswers, pace
from station.outbox.asking import Asking
from station.outbox.errors import AnswerUnexpected, AnswerUnfit, PacketRefused, ReceiverBusy, TransportDown
from station.outbox.pages import OutboxPages
from station.outbox.store import OutboxStore
from station.storage.database import connect
from tests.support.clock import NOW, FakeClock
from tests.support.packets import queue_one

MINUTE = 60.0
Told = Answer | Exception | None


class Centre:
    """Says the same to everybody until the test lets it say something else."""

    def __init__(self) -> None:
        self.says: Told = None
        self.asked: list[PacketId] = []

    def ask(self, row: OutboxRow, receipt: bytes, scope: CancelScope) -> tuple[bytes, Answer] | None:
        assert receipt == b"receipt"
        self.asked.append(row.packet_id)
        if isinstance(self.says, Exception):
            raise self.says
        return None if self.says is None else (f"signed {self.says.answered_at}".encode(), self.says)

    def close(self) -> None: ...


class Bench:
    def __init__(self, db: Connection, folder: Path) -> None:
        self.db, self.clock, self.centre = db, FakeClock(), Centre()
        self.store, self.answers = OutboxStore(db, folder), OutboxAnswers(db)
        self.events: list[AuditEvent] = []
        self.changes = 0
        self.asking = Asking(self.store, self.answers, self.centre, self.events.append, self.clock, self._changed)

    def _changed(self) -> None:
        self.changes += 1

    def received(self) -> PacketId:
        packet_id = queue_one(self.db, self.store)
        self.store.mark_receipted(packet_id, b"receipt", NOW)
        return packet_id

    def run(self) -> int:
        """Until nothing is due; how many steps that took."""
        for steps in range(200):
            if not self.asking.step(CancelScope()):
                return steps
        pytest.fail("it never comes to rest")

    def later(self, seconds: float) -> int:
        self.clock.advance(seconds)
        return self.run()

    def says(self, packet_id: PacketId, verdict: Verdict, hours: int = 1, *reasons: Reason) -> None:
        self.centre.says = Answer(packet_id, verdict, NOW + timedelta(hours=hours), reasons)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with closing(connect(tmp_path / "station.db")) as db:
        yield Bench(db, tmp_path / "outbox")


def test_only_what_was_received_under_a_receipt_is_asked_for(bench: Bench) -> None:
    queue_one(bench.db, bench.store)
    unsigned = queue_one(bench.db, bench.store)
    bench.store.mark_delivered(unsigned, b"statement", NOW)
    assert bench.run() == 0
    assert bench.asking.wait_s() is None
    packet_id = bench.received()
    bench.run()
    assert bench.centre.asked == []  # it has just been received: nobody has opened it yet
    assert bench.asking.wait_s() == MINUTE
    bench.later(MINUTE)
    assert bench.centre.asked == [packet_id]


def test_each_at_its_own_pace_up_to_a_day_and_not_for_ever(bench: Bench) -> None:
    bench.received()
    bench.run()
    waits = []
    while (wait := bench.asking.wait_s()) is not None:
        waits.append(wait)
        bench.later(wait)
    assert waits[:3] == [MINUTE, 2 * MINUTE, 4 * MINUTE]
    assert waits == sorted(waits)
    assert waits[-1] == 86_400
    assert len(bench.centre.asked) == MOST_ASKS - 1
    assert timedelta(days=40) < sum(map(pace, range(MOST_ASKS)), timedelta()) < timedelta(days=60)


def test_after_the_computer_was_started_anew_it_asks_once(bench: Bench) -> None:
    bench.received()
    bench.run()
    bench.later(MINUTE)
    bench.clock.restart()
    assert bench.run() == 1
    assert len(bench.centre.asked) == 2


@pytest.mark.parametrize(
    ("error", "hours"),
    [
        (TransportDown(), 1 / 6),
        (ReceiverBusy(reason="INT-057", retry_after_s=30), 1 / 6),
        (AnswerUnexpected(status=404), 6),
    ],
)
def test_one_knock_is_enough_where_nobody_answers(bench: Bench, error: Exception, hours: float) -> None:
    """The last is an older intake: one question in six hours, however many packets it has."""
    for _ in range(4):
        bench.received()
    bench.run()
    bench.centre.says = error
    bench.later(MINUTE)
    assert len(bench.centre.asked) == 1
    bench.later(hours * 3600 - 1)
    assert len(bench.centre.asked) == 1
    bench.centre.says = None
    bench.later(1)
    assert len(bench.centre.asked) == 5
    assert not bench.events


def test_a_centre_that_is_away_for_long_uses_up_no_questions(bench: Bench) -> None:
    packet_id = bench.received()
    bench.run()
    bench.centre.says = TransportDown()
    for _ in range(2 * MOST_ASKS):
        bench.later(86_400)
    bench.says(packet_id, Verdict.ACCEPTED)
    bench.later(86_400)
    assert bench.answers.of((packet_id,))[packet_id].answer.verdict is Verdict.ACCEPTED


def test_what_is_no_answer_is_said_and_asked_for_again(bench: Bench) -> None:
    first, second = bench.received(), bench.received()
    bench.run()
    bench.centre.says = AnswerUnfit(reason="other-packet")
    bench.later(MINUTE)
    assert sorted(bench.centre.asked) == sorted((first, second))  # it is about one of them, not about all
    assert {event.kind for event in bench.events} == {EventKind.ANSWER_REJECTED}
    assert bench.events[0].details == {"code": "STN-270", "reason": "other-packet"}
    bench.centre.says = PacketRefused(reason="INT-021")
    assert bench.later(2 * MINUTE) == 2
    assert bench.answers.of((first, second)) == {}


def test_a_receipt_that_is_gone_from_the_disk_stops_nobody(bench: Bench) -> None:
    first, second = bench.received(), bench.received()
    bench.run()
    bench.store.receipt_path(first).unlink()
    assert bench.later(MINUTE) == 2
    assert bench.centre.asked == [second]


def test_a_bug_or_a_cancel_costs_one_question(bench: Bench) -> None:
    bench.received()
    bench.run()
    bench.centre.says = ZeroDivisionError()
    assert bench.later(MINUTE) == 1
    bench.centre.says = Cancelled()
    bench.clock.advance(2 * MINUTE)
    with pytest.raises(Cancelled):
        bench.asking.step(CancelScope())
    assert bench.run() == 0


def test_an_answer_lies_beside_the_receipt_and_is_counted_until_seen(bench: Bench) -> None:
    packet_id = bench.received()
    bench.run()
    bench.says(packet_id, Verdict.AGAIN, 1, Reason("ANSWER-QUALITY", "portrait"), Reason("INT-092", "right_index"))
    before = bench.changes
    bench.later(MINUTE)
    assert bench.changes == before + 1
    kept = bench.answers.of((packet_id,))[packet_id]
    assert (kept.answer, kept.unseen, bench.answers.unseen(confidential=True)) == (bench.centre.says, True, 1)
    files = bench.store.files_of(bench.store.name_of(packet_id))
    assert files.answer.read_bytes().startswith(b"signed")
    assert [event.kind for event in bench.events] == [EventKind.PACKET_ANSWERED]
    assert bench.events[0].details == {"verdict": "again", "codes": "ANSWER-QUALITY INT-092"}
    bench.answers.see(packet_id)
    bench.later(2 * MINUTE)  # the same answer again: no news
    assert (bench.answers.unseen(confidential=True), len(bench.events)) == (0, 1)
    assert bench.store.strangers() == ()


def test_a_later_answer_counts_and_an_earlier_one_does_not(bench: Bench) -> None:
    packet_id = bench.received()
    bench.run()
    bench.says(packet_id, Verdict.ACCEPTED, 2)
    bench.later(MINUTE)
    assert bench.answers.unseen(confidential=True) == 0
    bench.says(packet_id, Verdict.REJECTED, 1, Reason("ANSWER-INCOMPLETE"))
    bench.later(2 * MINUTE)
    assert bench.answers.of((packet_id,))[packet_id].answer.verdict is Verdict.ACCEPTED
    bench.says(packet_id, Verdict.REJECTED, 3, Reason("ANSWER-INCOMPLETE"))
    bench.later(4 * MINUTE)
    assert bench.answers.of((packet_id,))[packet_id].answer.verdict is Verdict.REJECTED
    assert bench.answers.unseen(confidential=True) == 1


def test_it_changes_nothing_of_what_is_kept(bench: Bench) -> None:
    """A packet that is refused afterwards is still received, and its payload is as it was."""
    packet_id = bench.received()
    row, payload = bench.store.row(packet_id), bench.store.payload(packet_id)
    bench.run()
    bench.says(packet_id, Verdict.REJECTED, 1, Reason("ANSWER-INCOMPLETE"))
    bench.later(MINUTE)
    assert (bench.store.row(packet_id), bench.store.payload(packet_id)) == (row, payload)


def test_unseen_ones_stand_first_on_the_page(bench: Bench) -> None:
    old = bench.received()
    bench.run()
    bench.says(old, Verdict.REJECTED, 1, Reason("ANSWER-INCOMPLETE"))
    bench.later(MINUTE)
    newer = [bench.received() for _ in range(3)]
    shown = [row.packet_id for row in OutboxPages(bench.db).newest(2, confidential=True)]
    assert shown[0] == old
    assert set(shown[1:]) < set(newer)


def test_found_again_among_the_files_it_is_asked_for_anew(bench: Bench) -> None:
    packet_id = bench.received()
    bench.db.execute("DELETE FROM outbox_answer")
    bench.store.unprove(packet_id, "STN-310", NOW)
    bench.store.prove(packet_id, Proof.RECEIPT, NOW)
    assert bench.answers.next_due(count(bench.clock)) == (packet_id, 0)


def test_many_packets_cost_what_few_cost(bench: Bench) -> None:
    """Each question finds the next one by an index."""
    at = count(bench.clock)
    plans = []

    def noted(query: str) -> None:
        if query.startswith("SELECT"):
            found = bench.db.execute(f"EXPLAIN QUERY PLAN {query}").fetchall()
            plans.extend(row[3] for row in found)

    bench.db.set_trace_callback(noted)
    bench.answers.next_wait_s(at)
    bench.answers.unseen(confidential=True)
    bench.db.set_trace_callback(None)
    assert len(plans) == 7
    only_unseen = "SCAN a USING INDEX outbox_answer_unseen"
    assert [plan for plan in plans if not plan.startswith("SEARCH") and plan != only_unseen] == []
