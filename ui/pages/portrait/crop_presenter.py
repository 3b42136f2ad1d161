"""What moving a crop does: small steps within the table, each to be taken back, and one answer of the work thread."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from station.domain.enrollment import Enrollment, EnrollmentId
from station.domain.errors import Problem
from station.domain.face_facts import AS_RULED, Adjustment
from station.domain.framing import Measure
from station.domain.leeway import EVERYTHING, Leeway
from station.services.crops import Cropping
from station.services.views import EnrollmentView, EnrollResult
from ui.threads import Run

SHIFT, SIZE, TURN = 0.005, 1.01, 0.5
"""Of one step: shares of width and height, times the size, degrees."""


class Phase(StrEnum):
    CLOSED = "closed"
    LOADING = "loading"
    OPEN = "open"
    SAVING = "saving"


@dataclass(frozen=True)
class CropState:
    """limit: what the last step would have broken, and was not done for. problem: why it was not taken."""

    phase: Phase = Phase.CLOSED
    shown: Cropping | None = None
    how: Adjustment = AS_RULED
    undoable: bool = False
    limit: Measure | None = None
    problem: Problem | None = None


class Crops(Protocol):
    def look(self, enrollment_id: EnrollmentId, /) -> Cropping | Problem: ...
    def adjust(self, enrollment_id: EnrollmentId, how: Adjustment, /, leeway: Leeway = EVERYTHING) -> EnrollResult: ...


class CropView(Protocol):
    def show_state(self, state: CropState) -> None: ...
    def enrollment_changed(self, view: EnrollmentView) -> None: ...
    def tell(self, problem: Problem) -> None: ...


class CropPresenter:
    """Lives on the UI thread."""

    def __init__(self, view: CropView, crops: Crops, run: Run) -> None:
        self._view, self._crops, self._run = view, crops, run
        self._enrollment: Enrollment | None = None
        self._leeway = EVERYTHING
        self._before: list[Adjustment] = []
        self._round = 0
        self.state = CropState()

    def open(self, view: EnrollmentView) -> None:
        self._enrollment, self._leeway = view.enrollment, view.leeway
        self._before = []
        self._round += 1
        self._show(CropState(Phase.LOADING))
        which = view.enrollment.enrollment_id
        self._run(lambda: self._crops.look(which), self._only_now(self._looked))

    def close(self) -> bool:
        """As it was. False where it was closed already; while it is being saved it stays open."""
        if self.state.phase in (Phase.CLOSED, Phase.SAVING):
            return self.state.phase is Phase.SAVING
        self._end()
        return True

    def leave(self) -> None:
        """The page is left: what comes back later is for nobody."""
        if self.state.phase is not Phase.CLOSED:
            self._end()

    # --- steps ---------------------------------------------------------------------------------------------------

    def move(self, across: float, down: float) -> None:
        """In steps, > 0: the picture goes to the right and down in its frame, as if it were pushed."""
        how = self.state.how
        self._step(replace(how, across=how.across - across * SHIFT, down=how.down - down * SHIFT))

    def grow(self, steps: float) -> None:
        """The head, > 0 larger."""
        self._step(replace(self.state.how, size=self.state.how.size / SIZE**steps))

    def turn(self, steps: float) -> None:
        """The head, > 0 clockwise."""
        self._step(replace(self.state.how, turn=self.state.how.turn - steps * TURN))

    def reset(self) -> None:
        """As the rule has it."""
        self._step(AS_RULED)

    def drag(self, across: float, down: float, begins: bool) -> None:
        """By shares of width and height; all of one pull is one step to take back."""
        how = self.state.how
        self._step(replace(how, across=how.across - across, down=how.down - down), remember=begins)

    def undo(self) -> None:
        if self.state.phase is Phase.OPEN and self._before:
            how = self._before.pop()
            self._show(replace(self.state, how=how, undoable=bool(self._before), limit=None, problem=None))

    def take(self) -> None:
        """Enter: cut it there. Where it is where it was, it is only closed."""
        enrollment, shown, how = self._enrollment, self.state.shown, self.state.how
        if self.state.phase is not Phase.OPEN or enrollment is None or shown is None:
            return
        if how == shown.now:
            self._end()
            return
        self._show(replace(self.state, phase=Phase.SAVING, limit=None, problem=None))
        which, leeway = enrollment.enrollment_id, self._leeway
        self._run(lambda: self._crops.adjust(which, how, leeway=leeway), self._taken(self._round))

    def _step(self, how: Adjustment, *, remember: bool = True) -> None:
        shown = self.state.shown
        if self.state.phase is not Phase.OPEN or shown is None or how == self.state.how:
            return
        broken = shown.head.broken(how)
        if broken:
            self._show(replace(self.state, limit=broken[0], problem=None))
            return
        if remember:
            self._before.append(self.state.how)
        self._show(replace(self.state, how=how, undoable=bool(self._before), limit=None, problem=None))

    # --- answers -------------------------------------------------------------------------------------------------

    def _only_now(self, hear: Callable[[Cropping | Problem], None]) -> Callable[[Cropping | Problem], None]:
        this_round = self._round
        return lambda answer: hear(answer) if this_round == self._round else None

    def _looked(self, answer: Cropping | Problem) -> None:
        if isinstance(answer, Problem):
            self._end()
            self._view.tell(answer)
        else:
            self._show(CropState(Phase.OPEN, answer, answer.now))

    def _taken(self, this_round: int) -> Callable[[EnrollResult], None]:
        def hear(answer: EnrollResult) -> None:
            here = this_round == self._round
            if isinstance(answer, Problem):
                if here:
                    self._show(replace(self.state, phase=Phase.OPEN, problem=answer))
                else:
                    self._view.tell(answer)  # the page was left meanwhile: not in silence
                return
            if here:
                self._end()
            self._view.enrollment_changed(answer)

        return hear

    def _end(self) -> None:
        self._round += 1
        self._before = []
        self._show(CropState())

    def _show(self, state: CropState) -> None:
        self.state = state
        self._view.show_state(state)
