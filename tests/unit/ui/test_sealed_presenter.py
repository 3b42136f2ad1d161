"""The last page: the packet's life, live; offline; refused; the next applicant."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.outbox import OutboxState, PacketId
from station.services.views import EnrollmentView, OutboxView
from tests.support.capture_fakes import NOW, Inbox, Later, view
from ui.pages.sealed.presenter import SealedPresenter, SealedState, moments

ROW = OutboxView(
    PacketId("0123456789abcdef" * 4), EnrollmentId("e-1"), OutboxState.PENDING, NOW, 0, None, 1000, None, False
)
OTHER = replace(ROW, enrollment_id=EnrollmentId("e-2"), state=OutboxState.REFUSED)
DOWN = Problem("STN-301")


@dataclass
class Screen:
    states: list[SealedState] = field(default_factory=list)
    opened: list[EnrollmentView] = field(default_factory=list)
    told: list[Problem] = field(default_factory=list)

    def show_state(self, state: SealedState) -> None:
        self.states.append(state)

    def open_enrollment(self, view: EnrollmentView) -> None:
        self.opened.append(view)

    def tell(self, problem: Problem) -> None:
        self.told.append(problem)


@dataclass
class Outbox:
    row: OutboxView = ROW
    hearers: list[Callable[[], None]] = field(default_factory=list)
    asked: int = 0
    retried: list[PacketId] = field(default_factory=list)
    start_problem: Problem | None = None

    def of_enrollment(self, enrollment_id: EnrollmentId) -> OutboxView | None:
        self.asked += 1
        return self.row if self.row.enrollment_id == enrollment_id else None

    def retry(self, packet_id: PacketId) -> None:
        self.retried.append(packet_id)

    def subscribe(self, on_change: Callable[[], None]) -> Callable[[], None]:
        self.hearers.append(on_change)
        return lambda: self.hearers.remove(on_change)

    def start(self, procedure: str) -> EnrollmentView | Problem:
        return self.start_problem or view()

    def become(self, **changes: object) -> None:
        self.row = replace(self.row, **changes)  # type: ignore[arg-type]
        for hearer in tuple(self.hearers):
            hearer()


class Bench:
    def __init__(self) -> None:
        self.screen, self.outbox, self.inbox, self.work = Screen(), Outbox(), Inbox(), Later()
        self.page = SealedPresenter(self.screen, self.outbox, self.outbox, self.inbox, self.work.run)
        self.page.enter(view())
        self.work.finish()

    def become(self, **changes: object) -> list[str]:
        self.outbox.become(**changes)
        self.inbox.run()
        self.work.finish()
        return [item.state for item in self.screen.states[-1].moments]


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_a_packets_life(bench: Bench) -> None:
    assert bench.page.state.short_id == "0123 4567"
    assert [item.state for item in bench.page.state.moments] == ["done", "current", "to_do", "to_do"]
    assert bench.become(state=OutboxState.SENDING) == ["done", "current", "to_do", "to_do"]
    assert bench.become(state=OutboxState.RECEIPTED) == ["done", "done", "done", "current"]
    assert bench.become(erased=True) == ["done", "done", "done", "done"]


def test_offline_then_back(bench: Bench) -> None:
    assert bench.become(state=OutboxState.WAITING, problem=DOWN, next_try_at=NOW)[1] == "waiting"
    assert bench.page.state.moments[1].problem == DOWN
    assert not bench.page.state.needs_person
    bench.page.retry()
    bench.work.finish()
    assert bench.outbox.retried == [ROW.packet_id]


def test_refused_and_parked_need_a_person(bench: Bench) -> None:
    assert bench.become(state=OutboxState.REFUSED, problem=Problem("STN-302")) == ["done", "done", "refused", "to_do"]
    assert bench.page.state.needs_person
    assert bench.become(state=OutboxState.PARKED, problem=Problem("STN-303"))[1] == "refused"
    assert bench.page.state.needs_person


def test_many_changes_cause_one_more_question(bench: Bench) -> None:
    asked = bench.outbox.asked
    for _ in range(9):
        bench.outbox.become(attempts=1)
    bench.inbox.run()
    bench.work.finish()
    assert bench.outbox.asked == asked + 2


def test_next_applicant(bench: Bench) -> None:
    bench.outbox.start_problem = Problem("STN-101")
    bench.page.next_applicant()
    bench.work.finish()
    assert bench.screen.told == [Problem("STN-101")]
    bench.outbox.start_problem = None
    bench.page.next_applicant()
    bench.page.next_applicant()
    bench.work.finish()
    bench.page.next_applicant()  # before the page of that one is there
    bench.work.finish()
    assert len(bench.screen.opened) == 1


def test_after_leaving_nothing_is_asked(bench: Bench) -> None:
    asked = bench.outbox.asked
    hearer = bench.outbox.hearers[0]
    bench.page.leave()
    hearer()
    bench.inbox.run()
    assert bench.outbox.asked == asked
    assert bench.outbox.hearers == []


def test_pending_is_sending_from_here() -> None:
    assert moments(ROW)[1].state == "current"


def test_delivered_without_a_receipt_claims_none() -> None:
    """The receiver signs nothing: no receipt is shown, and no erasure is promised."""
    delivered = replace(ROW, state=OutboxState.RECEIPTED, unsigned=True)
    assert [(item.moment_id, item.state) for item in moments(delivered)] == [
        ("sealed", "done"),
        ("sent", "done"),
        ("delivered", "done"),
    ]
    erased = moments(replace(delivered, erased=True))
    assert (erased[-1].moment_id, erased[-1].state) == ("erased", "done")


def test_an_outbox_that_cannot_be_asked_is_told_and_asked_again(bench: Bench) -> None:
    broken, ask = Problem("STN-150", {"incident": "A1B2C3D4"}), bench.outbox.of_enrollment
    bench.outbox.of_enrollment = lambda _: broken  # type: ignore[method-assign,assign,return-value]
    assert bench.become(state=OutboxState.RECEIPTED) == ["done", "current", "to_do", "to_do"], "what was known stays"
    assert bench.screen.told == [broken]
    bench.outbox.of_enrollment = ask  # type: ignore[method-assign]
    assert bench.become(erased=True) == ["done", "done", "done", "done"]


def test_a_try_that_cannot_be_asked_for_is_told(bench: Bench) -> None:
    broken = Problem("STN-101")
    bench.become(state=OutboxState.WAITING, problem=DOWN)
    bench.outbox.retry = lambda packet_id: broken  # type: ignore[method-assign,assign,return-value]
    bench.page.retry()
    bench.work.finish()
    assert bench.screen.told == [broken]
