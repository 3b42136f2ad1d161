"""Paying at a form: one try at a time, every end is told, and what comes late is not shown to the wrong applicant."""

from dataclasses import dataclass, field

import pytest

from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.paying import PaymentStopped, PaymentWaiting
from station.services.views import EnrollmentView
from tests.support.form_fakes import enrollment_view, run_now
from tests.support.paying import FakePayments
from ui.pages.form.paying import PayPresenter, PayState, Phase

ANI, OTHER = EnrollmentId("e-1"), EnrollmentId("e-2")


@dataclass
class FakeView:
    states: list[PayState] = field(default_factory=list)
    views: list[EnrollmentView] = field(default_factory=list)

    def show_pay(self, state: PayState) -> None:
        self.states.append(state)

    def paid(self, view: EnrollmentView) -> None:
        self.views.append(view)


@pytest.fixture
def payments() -> FakePayments:
    return FakePayments()


@pytest.fixture
def screen() -> FakeView:
    return FakeView()


@pytest.fixture
def pay(payments: FakePayments, screen: FakeView) -> PayPresenter:
    made = PayPresenter(payments, screen, lambda call: call(), run_now)
    made.enter(ANI)
    made.show_due(3000)
    return made


def phases(screen: FakeView) -> list[Phase]:
    return [state.phase for state in screen.states]


def test_the_terminal_is_asked_waits_and_it_is_paid(
    pay: PayPresenter, payments: FakePayments, screen: FakeView
) -> None:
    pay.take()
    pay.take()
    assert payments.begun == [ANI], "not twice while one runs"
    payments.tell(PaymentWaiting(3000))
    paid = enrollment_view()
    payments.tell(paid)
    assert phases(screen)[-3:] == [Phase.ASKING, Phase.WAITING, Phase.IDLE]
    assert screen.views == [paid]


@pytest.mark.parametrize(("due", "terminal"), [(0, True), (3000, False)])
def test_nothing_is_begun_without_a_fee_or_a_terminal(
    pay: PayPresenter, payments: FakePayments, due: int, terminal: bool
) -> None:
    payments.terminal = terminal
    pay.show_due(due)
    pay.take()
    assert payments.begun == []


def test_it_is_stopped_once_and_the_end_says_whether_in_time(
    pay: PayPresenter, payments: FakePayments, screen: FakeView
) -> None:
    assert not pay.cancel(), "nothing runs"
    pay.take()
    assert pay.cancel()
    assert not pay.cancel()
    payments.tell(PaymentWaiting(3000))
    assert pay.state.phase is Phase.STOPPING
    payments.tell(PaymentStopped())
    assert (pay.state.phase, payments.cancelled, screen.views) == (Phase.STOPPED, 1, [])
    pay.take()
    assert len(payments.begun) == 2


def test_a_refusal_is_told_and_it_may_be_tried_again(pay: PayPresenter, payments: FakePayments) -> None:
    payments.refuses = Problem("DEV-040")
    pay.take()
    assert pay.state.problem == Problem("DEV-040")
    payments.refuses = None
    pay.take()
    assert (pay.state.problem, pay.state.phase) == (None, Phase.ASKING)


def test_what_nobody_knows_a_person_says(pay: PayPresenter, payments: FakePayments) -> None:
    pay.nothing_taken()
    assert payments.dismissed == [], "nothing is unclear"
    pay.take()
    payments.tell(Problem("STN-453"))
    assert pay.state.unclear
    pay.nothing_taken()
    assert (payments.dismissed, pay.state.problem) == ([ANI], None)


def test_who_leaves_stops_it_and_hears_of_another_applicant_only(
    pay: PayPresenter, payments: FakePayments, screen: FakeView
) -> None:
    pay.take()
    pay.leave()
    late = payments.tell
    pay.enter(OTHER)
    pay.show_due(500)
    late(enrollment_view())
    assert payments.cancelled == 1
    assert screen.views == []
    assert pay.state == PayState(500, terminal=True)
    pay.take()
    assert payments.begun == [ANI, OTHER]
