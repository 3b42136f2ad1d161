"""What the page of the day asks of its service, and whom of the list it is about. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from station.domain.contact import CallOutcome
from station.domain.errors import Problem
from station.domain.outbox import PacketId
from station.services.day import DayView, ToCall
from ui.threads import Post, Run


@dataclass(frozen=True)
class DayState:
    """day: None until it was asked. problem: why it is not shown. current: who is looked at."""

    day: DayView | None = None
    problem: Problem | None = None
    current: PacketId | None = None
    working: bool = False

    @property
    def call(self) -> ToCall | None:
        calls = () if self.day is None else self.day.calls
        return next((each for each in calls if each.packet.packet_id == self.current), None)

    @property
    def to_reach(self) -> bool:
        """Whether somebody is looked at who was not reached yet."""
        return self.call is not None and self.call.outcome is not CallOutcome.DONE


class DayService(Protocol):
    def view(self) -> DayView | Problem: ...
    def call(self, packet_id: PacketId, outcome: CallOutcome, /) -> Problem | None: ...


class Deliver(Protocol):
    def subscribe(self, on_change: Callable[[], None], /) -> Callable[[], None]: ...


class DayPageView(Protocol):
    def show_state(self, state: DayState) -> None: ...
    def tell(self, problem: Problem) -> None: ...


class DayPresenter:
    """UI thread only. `post` brings the calls of other threads over."""

    def __init__(self, view: DayPageView, day: DayService, deliver: Deliver, run: Run, post: Post) -> None:
        self._view, self._day, self._deliver, self._run, self._post = view, day, deliver, run, post
        self._unsubscribe: Callable[[], None] | None = None
        self.state = DayState()

    def enter(self) -> None:
        self._show(DayState())
        self._unsubscribe = self._deliver.subscribe(lambda: self._post(self._ask))
        self._ask()

    def leave(self) -> None:
        """Names do not stay behind."""
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None
        self._show(DayState())

    def look_at(self, packet_id: PacketId) -> None:
        self._show(replace(self.state, current=packet_id))

    def mark(self, outcome: CallOutcome) -> None:
        """What came of calling whoever is looked at."""
        which = self.state.current
        if which is None or self.state.working or not self.state.to_reach:
            return
        self._show(replace(self.state, working=True))
        self._run(lambda: self._day.call(which, outcome), self._marked)

    def _marked(self, answer: Problem | None) -> None:
        if answer is not None:
            self._view.tell(answer)
        self._show(replace(self.state, working=False))
        self._ask()

    def _ask(self) -> None:
        if self._unsubscribe is not None:
            self._run(self._day.view, self._found)

    def _found(self, answer: DayView | Problem) -> None:
        if self._unsubscribe is None:
            return
        if isinstance(answer, Problem):
            self._show(DayState(problem=answer))
            return
        ids = [each.packet.packet_id for each in answer.calls]
        current = self.state.current if self.state.current in ids else next(iter(ids), None)
        self._show(replace(self.state, day=answer, problem=None, current=current))

    def _show(self, state: DayState) -> None:
        self.state = state
        self._view.show_state(state)
