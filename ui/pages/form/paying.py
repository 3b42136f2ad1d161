"""Paying at a form: the terminal is asked, somebody holds a card to it, and one thing came of it. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol, TypeAlias

from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.paying import PaymentStopped, PaymentWaiting
from station.services.payment_book import PaymentUnclear
from station.services.views import EnrollmentView, EnrollResult

Event: TypeAlias = PaymentWaiting | PaymentStopped | EnrollmentView | Problem


class Phase(StrEnum):
    IDLE = "idle"
    ASKING = "asking"  # what became of the last one
    WAITING = "waiting"  # for a card
    STOPPING = "stopping"
    STOPPED = "stopped"  # nothing was taken


RUNNING = frozenset({Phase.ASKING, Phase.WAITING, Phase.STOPPING})


@dataclass(frozen=True)
class PayState:
    """due_amd: 0 where nothing is to be paid. terminal: whether one is there. problem: what came of the last try."""

    due_amd: int = 0
    terminal: bool = False
    phase: Phase = Phase.IDLE
    problem: Problem | None = None

    @property
    def running(self) -> bool:
        return self.phase in RUNNING

    @property
    def unclear(self) -> bool:
        return self.problem is not None and self.problem.code == PaymentUnclear.code


class Taking(Protocol):
    def cancel(self) -> None: ...


class Payments(Protocol):
    """See station.services.payments."""

    @property
    def terminal(self) -> bool: ...
    def take(self, enrollment_id: EnrollmentId, on_event: Callable[[Event], None], /) -> Taking | Problem: ...
    def nothing_taken(self, enrollment_id: EnrollmentId, /) -> EnrollResult: ...


class PayView(Protocol):
    def show_pay(self, state: PayState) -> None: ...
    def paid(self, view: EnrollmentView) -> None:
        """The payment is in the case."""


class PayPresenter:
    """UI thread only. post: from any thread to it. run: on the work thread, and the answer back here."""

    def __init__(
        self,
        payments: Payments,
        view: PayView,
        post: Callable[[Callable[[], None]], None],
        run: Callable[[Callable[[], EnrollResult], Callable[[EnrollResult], None]], None],
    ) -> None:
        self._payments, self._view, self._post, self._run = payments, view, post, run
        self._which: EnrollmentId | None = None
        self._taking: Taking | None = None
        self._turn = 0
        self.state = PayState()

    def enter(self, which: EnrollmentId) -> None:
        """Another application, or the same once more; what still runs for it is stopped by `leave` before."""
        self._which = which
        self._turn += 1
        self._show(PayState(terminal=self._payments.terminal))

    def leave(self) -> None:
        """What comes of a payment that was not over stands in the case, or is found by who comes back."""
        self._turn += 1
        if self._taking is not None:
            self._taking.cancel()
            self._taking = None

    def show_due(self, due_amd: int) -> None:
        self._show(replace(self.state, due_amd=due_amd, terminal=self._payments.terminal))

    def take(self) -> None:
        state = self.state
        if self._which is None or state.running or not state.due_amd or not state.terminal:
            return
        self._turn += 1
        turn = self._turn
        self._show(replace(state, phase=Phase.ASKING, problem=None))
        begun = self._payments.take(self._which, lambda event: self._post(lambda: self._heard(turn, event)))
        if isinstance(begun, Problem):
            self._heard(turn, begun)
        else:
            self._taking = begun

    def cancel(self) -> bool:
        """True when there was something to stop."""
        if self._taking is None or self.state.phase not in (Phase.ASKING, Phase.WAITING):
            return False
        self._show(replace(self.state, phase=Phase.STOPPING))
        self._taking.cancel()
        return True

    def nothing_taken(self) -> None:
        """Somebody looked at the terminal's paper."""
        which, turn = self._which, self._turn
        if which is not None and self.state.unclear:
            self._run(lambda: self._payments.nothing_taken(which), lambda answer: self._heard(turn, answer))

    def _heard(self, turn: int, event: Event) -> None:
        if turn != self._turn:
            return
        if isinstance(event, PaymentWaiting):
            phase = Phase.STOPPING if self.state.phase is Phase.STOPPING else Phase.WAITING
            self._show(replace(self.state, phase=phase))
            return
        self._taking = None
        phase = Phase.STOPPED if isinstance(event, PaymentStopped) else Phase.IDLE
        problem = event if isinstance(event, Problem) else None
        self._show(replace(self.state, phase=phase, problem=problem, terminal=self._payments.terminal))
        if isinstance(event, EnrollmentView):
            self._view.paid(event)

    def _show(self, state: PayState) -> None:
        if state != self.state:
            self.state = state
            self._view.show_pay(state)
