"""What the page of papers does: which paper is in hand, its pages, the camera, keeping, and taking a deletion back."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from station.domain.attachment import PaperWanted
from station.domain.capture import (
    CaptureRefused,
    CaptureStopped,
    PageCandidate,
    PageEvent,
    PageGuidance,
    PreviewFrame,
)
from station.domain.enrollment import Enrollment, EnrollmentId
from station.domain.errors import Problem
from station.domain.sample import Blob
from station.services.views import EnrollmentView, EnrollResult
from ui.keeping import Keeper, Stage
from ui.live import Devices, LiveCapture, Session
from ui.pages.attachments.model import PapersState, Phase, Removed, Taken, rows_of
from ui.pictures import ImageOf, fetch
from ui.threads import Post, Run

_UNDO_MOST = 20


class Capture(Protocol):
    def page(self, paper: str, on_event: Callable[[PageEvent], None], /) -> Session | Problem: ...


class Attachments(Protocol):
    def see(self, enrollment_id: EnrollmentId, paper: PaperWanted, seen: bool, /) -> EnrollResult: ...
    def add(
        self, enrollment_id: EnrollmentId, paper: PaperWanted, candidate: PageCandidate, instead: int | None, /
    ) -> EnrollResult: ...
    def move(self, enrollment_id: EnrollmentId, paper: PaperWanted, place: int, to: int, /) -> EnrollResult: ...
    def take_away(self, enrollment_id: EnrollmentId, paper: PaperWanted, place: int, /) -> EnrollResult: ...
    def put_back(self, enrollment_id: EnrollmentId, paper: PaperWanted, place: int, page: Blob, /) -> EnrollResult: ...
    def clear(self, enrollment_id: EnrollmentId, paper: PaperWanted, /) -> EnrollResult: ...
    def say_language(self, enrollment_id: EnrollmentId, paper: PaperWanted, language: str, /) -> EnrollResult: ...


class PapersView(Protocol):
    def show_state(self, state: PapersState) -> None: ...
    def show_frame(self, pixels: NDArray[np.uint8]) -> None: ...
    def show_corners(self, corners: tuple[tuple[float, float], ...] | None) -> None: ...
    def freeze(self, pixels: NDArray[np.uint8]) -> None: ...
    def enrollment_changed(self, view: EnrollmentView) -> None: ...
    def tell(self, problem: Problem | None) -> None: ...


class PapersPresenter:
    """Lives on the UI thread."""

    def __init__(
        self,
        view: PapersView,
        capture: Capture,
        attachments: Attachments,
        images: ImageOf,
        devices: Devices,
        post: Post,
        run: Run,
    ) -> None:
        self._view, self._capture, self._attachments, self._images, self._run = view, capture, attachments, images, run
        self._live: LiveCapture[PageEvent] = LiveCapture(
            "document", devices, post, self._hear, self._failed, self._start, self._show
        )
        self._keeper: Keeper[Taken] = Keeper(run, self._keep, self._kept_it, self._not_kept)
        self._enrollment: Enrollment | None = None
        self._instead: int | None = None
        self._removed: list[Removed] = []
        self.state = PapersState()

    # --- coming and going ----------------------------------------------------------------------------------------

    def enter(self, view: EnrollmentView) -> None:
        if self._enrollment is None or self._enrollment.enrollment_id != view.enrollment.enrollment_id:
            self._removed.clear()
        self.state = PapersState()
        self._take_in(view)
        self._live.watch()
        held = self._keeper.open(view.enrollment.enrollment_id)
        first = next((place for place, row in enumerate(self.state.rows) if not row.done), 0)
        if held is not None:
            self._view.freeze(held.candidate.candidate.pixels)
            self._show_held()
        else:
            self.choose(first)

    def settle(self) -> None:
        self._keeper.settle()
        self._show_held()

    def leave(self) -> None:
        """Stop what runs, keep first."""
        self._keeper.settle()
        self._keeper.close()
        self._live.unwatch()
        self._live.end()
        self.state = replace(self.state, phase=Phase.STOPPED)

    def forget(self) -> None:
        self._keeper.forget()
        self._removed.clear()

    def refresh(self, view: EnrollmentView) -> None:
        self._take_in(view)
        self._show()

    # --- what the operator does ----------------------------------------------------------------------------------

    def choose(self, at: int) -> None:
        """Another paper is in hand."""
        if self._keeper.held is not None or not self.state.rows:
            return
        self.state = replace(self.state, at=max(0, min(at, len(self.state.rows) - 1)), page=None, told=None)
        self._instead = None
        self._start()

    def look_at(self, place: int) -> None:
        """Show a kept page in the place of the live picture."""
        row, enrollment = self.state.row, self._enrollment
        if row is None or enrollment is None or not 0 <= place < len(row.pages) or self._keeper.held is not None:
            return
        self._live.end()
        self._set(Phase.SHOWN, page=place, told=row.pages[place])
        digest = row.pages[place].image.digest

        def loaded(answer: NDArray[np.uint8] | Problem) -> None:
            if self.state.phase is not Phase.SHOWN or self.state.page != place or self.state.row != row:
                return
            if isinstance(answer, Problem):
                self._view.tell(answer)
            else:
                self._view.freeze(answer)

        self._run(lambda: fetch(self._images, enrollment.enrollment_id, digest), loaded)

    def press(self) -> None:
        """Space: say that it was seen; take the page; or what else comes next."""
        row = self.state.row
        if row is None:
            return
        if row.paper.left:
            self._change(self._attachments.clear, row.paper)
        elif not row.paper.pages:
            self._change(self._attachments.see, row.paper, not row.done)
        elif self.state.phase is Phase.LIVE:
            self._live.capture()
            self._set(Phase.TAKING)
        elif self.state.phase is Phase.UNSAVED:
            self.settle()
        elif self.state.phase not in (Phase.OPENING, Phase.TAKING, Phase.SAVING):
            self._instead = None
            self._start()

    def retake(self) -> None:
        """Photograph the page that is looked at once more; the one before stays until the new one is kept."""
        if self.state.phase is Phase.SHOWN and self.state.page is not None:
            self._instead = self.state.page
            self._start()

    def move(self, by: int) -> None:
        row, place = self.state.row, self.state.page
        if row is not None and place is not None and 0 <= place + by < len(row.pages):
            self.state = replace(self.state, page=place + by)
            self._change(self._attachments.move, row.paper, place, place + by)

    def delete(self) -> None:
        row, place = self.state.row, self.state.page
        if row is not None and place is not None and place < len(row.pages):
            self._removed = [*self._removed, Removed(row.paper, place, row.pages[place].image)][-_UNDO_MOST:]
            self._change(self._attachments.take_away, row.paper, place)
            self._instead = None
            self.state = replace(self.state, page=None, told=None)
            self._start()

    def undo(self) -> None:
        """Put back the page that was deleted last."""
        if self._removed:
            last = self._removed.pop()
            self._change(self._attachments.put_back, last.paper, last.place, last.page)

    def cancel(self) -> bool:
        """Esc: back to the live picture from a page; else stop the camera. False when nothing ran."""
        if self.state.phase is Phase.SHOWN or self._instead is not None:
            self._instead = None
            self.state = replace(self.state, page=None, told=None)
            self._start()
            return True
        if self.state.phase not in (Phase.OPENING, Phase.LIVE, Phase.WAITING, Phase.REFUSED, Phase.TAKING):
            return False
        self._live.end()
        self._set(Phase.STOPPED)
        return True

    # --- the session ---------------------------------------------------------------------------------------------

    def _start(self) -> None:
        row = self.state.row
        if row is None or row.paper.left or not row.paper.pages:
            self._live.end()
            self._set(Phase.NO_PAGES)
            return
        self._set(Phase.OPENING)
        self._live.begin(partial(self._capture.page, row.paper.paper))

    def _failed(self, problem: Problem) -> None:
        self._set(Phase.WAITING, problem=problem)

    def _hear(self, event: PageEvent) -> None:
        row = self.state.row
        match event:
            case PreviewFrame() | PageGuidance():
                self._moving(event)
            case PageCandidate() if row is not None:
                self._view.freeze(event.pixels)
                self._keeper.keep(Taken(row.paper, event, self._instead))
                self._show_held()
            case CaptureRefused(problem, pixels):
                if pixels is not None:
                    self._view.freeze(pixels)
                self._set(Phase.REFUSED, problem=problem)
            case CaptureStopped():
                self._set(Phase.STOPPED)

    def _moving(self, event: PreviewFrame | PageGuidance) -> None:
        if self.state.phase is Phase.OPENING:
            self._set(Phase.LIVE)
        if isinstance(event, PreviewFrame):
            self._view.show_frame(event.pixels)
        else:
            self._view.show_corners(event.corners)

    # --- keeping -------------------------------------------------------------------------------------------------

    def _keep(self, which: EnrollmentId, taken: Taken) -> EnrollResult:
        return self._attachments.add(which, taken.paper, taken.candidate, taken.instead)

    def _kept_it(self, candidate: Taken, view: EnrollmentView, *, newest: bool) -> None:
        if newest:
            self._take_in(view)
            row = next((row for row in self.state.rows if row.paper == candidate.paper), None)
            place = -1 if candidate.instead is None else candidate.instead
            self._instead = None
            told = row.pages[place] if row is not None and row.pages else None
            self.state = replace(self.state, page=None, told=told)
            self._start()
        self._view.enrollment_changed(view)

    def _not_kept(self, candidate: Taken, problem: Problem, *, newest: bool) -> None:
        if not newest:  # the page was left meanwhile: it must not be lost in silence
            self._view.tell(problem)
        elif self._keeper.held is None:
            self._set(Phase.REFUSED, problem=problem)
        else:
            self._show_held()

    def _show_held(self) -> None:
        held = self._keeper.held
        if held is not None:
            self._set(Phase.UNSAVED if held.stage is Stage.UNSAVED else Phase.SAVING, problem=held.problem)

    # --- what is shown -------------------------------------------------------------------------------------------

    def _change(self, ask: Callable[..., EnrollResult], *arguments: object) -> None:
        enrollment = self._enrollment
        if enrollment is None:
            return

        def done(answer: EnrollResult) -> None:
            self._view.tell(answer if isinstance(answer, Problem) else None)
            if not isinstance(answer, Problem):
                self._view.enrollment_changed(answer)

        self._run(lambda: ask(enrollment.enrollment_id, *arguments), done)

    def _take_in(self, view: EnrollmentView) -> None:
        """What the enrollment says of its papers now; the same paper stays in hand."""
        self._enrollment = view.enrollment
        rows = rows_of(view)
        before = self.state.row
        same = [place for place, row in enumerate(rows) if before is not None and row.paper == before.paper]
        at = same[0] if same else min(self.state.at, max(0, len(rows) - 1))
        self.state = replace(self.state, rows=rows, at=at)

    def _set(self, phase: Phase, problem: Problem | None = None, **changes: object) -> None:
        self.state = replace(self.state, phase=phase, problem=problem, **changes)  # type: ignore[arg-type]
        self._show()

    def _show(self) -> None:
        self.state = replace(self.state, device=self._live.device(), can_undo=bool(self._removed))
        self._view.show_state(self.state)
