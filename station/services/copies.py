"""How copies of drafts stand, for the first page and the doctor."""

from collections.abc import Callable
from dataclasses import replace

from station.copies.copier import Copier, CopiesState
from station.copies.errors import PlaceNotSet
from station.copies.escrow import Escrow
from station.services.views import CopiesView, DoctorLine

_FIRST_LOOK_S = 5.0


class Copies:
    """From any thread; only `doctor` waits, for the first look at the place."""

    def __init__(self, wanted: Callable[[], bool], copier: Copier | None, escrow: Escrow | None) -> None:
        """wanted: whether policy asks for copies. copier, escrow: None where no place is set."""
        self._wanted = wanted
        self._copier = copier
        self._escrow = escrow

    def start(self) -> None:
        if self._copier is not None:
            self._copier.start()

    def view(self) -> CopiesView:
        """Nothing to say where no policy asks for copies."""
        return self._view(0.0) if self._wanted() else CopiesView()

    def subscribe(self, on_change: Callable[[], None]) -> Callable[[], None]:
        """`on_change` is called on the thread of copies when `view` is another. Returns the unsubscribe."""
        return self._copier.subscribe(on_change) if self._copier is not None else lambda: None

    def doctor(self) -> tuple[DoctorLine, ...]:
        return lines_of(self._view(_FIRST_LOOK_S)) if self._wanted() else NOT_ASKED

    def _view(self, wait_s: float) -> CopiesView:
        if self._copier is None or self._escrow is None:
            return CopiesView(PlaceNotSet().problem())
        state = self._copier.state(wait_s)
        view = view_of(state)
        return replace(view, problem=self._escrow.problem) if view.problem is None and view.behind else view


NOT_ASKED = (DoctorLine("storage", "CHK-COPIES", "skip"),)


def view_of(state: CopiesState) -> CopiesView:
    return CopiesView(state.problem, state.behind, state.newest, state.left)


def lines_of(view: CopiesView) -> tuple[DoctorLine, ...]:
    """What the doctor says: how many drafts are without a copy, how old the newest copy is, and why."""
    newest = f"{view.newest.astimezone():%d.%m.%Y %H:%M}" if view.newest is not None else "-"
    late = view.problem is not None or view.behind > 0 or view.left > 0
    told = [newest]
    if late:
        told = [f"{view.behind} behind", *([f"{view.left} left"] if view.left else []), newest]
    if view.problem is not None:
        told.insert(0, view.problem.code)
    return (DoctorLine("storage", "CHK-COPIES", "fail" if late else "pass", ", ".join(told)),)
