"""What the sheet of proofs does: photograph, show it, take it again, keep it; have a second person confirm. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from station.acts import Act
from station.domain.capture import (
    CaptureRefused,
    CaptureStopped,
    PhotoCandidate,
    PhotoEvent,
    PreviewFrame,
)
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.operator import CredentialId
from station.domain.proven import NOTHING_ASKED, Proof, Proven
from station.domain.sample import Modality
from station.services.views import CredentialView, EnrollmentView, EnrollResult
from ui.keeping import Keeper, Stage
from ui.live import Devices, LiveCapture, Session
from ui.pictures import ImageOf, fetch
from ui.threads import Post, Run
from ui.widgets.officer_model import Officer, officers_among


class Phase(StrEnum):
    CLOSED = "closed"
    IDLE = "idle"  # no photograph is asked for
    OPENING = "opening"
    LIVE = "live"
    WAITING = "waiting"  # no camera, or it failed
    REFUSED = "refused"
    SAVING = "saving"
    UNSAVED = "unsaved"
    KEPT = "kept"


@dataclass(frozen=True)
class ProofState:
    """problem: of the photograph; said: of what the second person asked for last."""

    phase: Phase = Phase.CLOSED
    proven: Proven = NOTHING_ASKED
    people: tuple[Officer, ...] = ()
    confirming: bool = False
    problem: Problem | None = None
    said: Problem | None = None


class Capture(Protocol):
    def photo(self, on_event: Callable[[PhotoEvent], None], /) -> Session | Problem: ...


class Proofs(Protocol):
    def keep_photo(self, enrollment_id: EnrollmentId, what: Modality, photo: PhotoCandidate, /) -> EnrollResult: ...
    def confirm(self, enrollment_id: EnrollmentId, what: Modality, who: CredentialId, pin: str, /) -> EnrollResult: ...


class ProofView(Protocol):
    def show_state(self, state: ProofState) -> None: ...
    def show_frame(self, pixels: NDArray[np.uint8]) -> None: ...
    def freeze(self, pixels: NDArray[np.uint8]) -> None: ...
    def enrollment_changed(self, view: EnrollmentView) -> None: ...
    def tell(self, problem: Problem) -> None: ...


def proven_of(view: EnrollmentView | None, what: Modality) -> Proven:
    steps = () if view is None else view.steps
    return next((step.proven for step in steps if step.takes is what), NOTHING_ASKED)


class ProofPresenter:
    """Lives on the UI thread."""

    def __init__(
        self,
        view: ProofView,
        what: Modality,
        capture: Capture,
        proofs: Proofs,
        people: Callable[[], tuple[CredentialView, ...]],
        images: ImageOf,
        devices: Devices,
        post: Post,
        run: Run,
    ) -> None:
        """people: everybody who can sign in here; for the work thread."""
        self._view, self._what, self._capture, self._proofs = view, what, capture, proofs
        self._people, self._images, self._run = people, images, run
        self._live: LiveCapture[PhotoEvent] = LiveCapture(
            "camera", devices, post, self._hear, self._failed, self._start, lambda: None
        )
        self._keeper: Keeper[PhotoCandidate] = Keeper(run, self._keep, self._kept_it, self._not_kept)
        self._enrollment: EnrollmentView | None = None
        self._visit = 0  # counts openings and closings: an answer of an earlier one changes nothing
        self.state = ProofState()

    # --- coming and going ----------------------------------------------------------------------------------------

    def enter(self, view: EnrollmentView) -> None:
        self._keeper.open(view.enrollment.enrollment_id)
        self.refresh(view)

    def refresh(self, view: EnrollmentView) -> None:
        self._enrollment = view
        self._set(proven=proven_of(view, self._what))

    def open(self) -> None:
        """Over the page. What was photographed is shown; where nothing was, the camera runs."""
        view = self._enrollment
        if view is None or self.state.phase is not Phase.CLOSED or not self.state.proven.asked:
            return
        self._visit += 1
        visit = self._visit
        self._set(Phase.IDLE)
        self._live.watch()
        if self._keeper.held is not None:
            self._view.freeze(self._keeper.held.candidate.pixels)
            self._show_held()
        elif Proof.PHOTO in self.state.proven.asked:
            self._show_kept() if self.state.proven.photo is not None else self._start()
        self._run(self._people, lambda answer: self._know(visit, answer))

    def close(self) -> bool:
        """False where it was closed already."""
        if self.state.phase is Phase.CLOSED:
            return False
        self._visit += 1
        self._keeper.settle()
        self._live.unwatch()
        self._live.end()
        self._set(Phase.CLOSED, confirming=False, said=None)
        return True

    def settle(self) -> None:
        self._keeper.settle()

    def leave(self) -> None:
        self.close()
        self._keeper.settle()
        self._keeper.close()

    def forget(self) -> None:
        self._keeper.forget()

    # --- what people do ------------------------------------------------------------------------------------------

    def press(self) -> None:
        """Space: take it, take it again, or keep again what could not be kept."""
        match self.state.phase:
            case Phase.LIVE:
                self._live.capture()
            case Phase.UNSAVED:
                self._keeper.settle()
                self._show_held()
            case Phase.KEPT | Phase.REFUSED | Phase.WAITING:
                self._start()

    def confirm(self, who: CredentialId, pin: str) -> None:
        """The second person. The PIN is kept nowhere."""
        view, visit = self._enrollment, self._visit
        if view is None or self.state.confirming:
            return
        which = view.enrollment.enrollment_id
        self._set(confirming=True, said=None)
        self._run(lambda: self._proofs.confirm(which, self._what, who, pin), lambda said: self._confirmed(visit, said))

    def _confirmed(self, visit: int, answer: EnrollResult) -> None:
        here = visit == self._visit
        if isinstance(answer, Problem):
            if here:
                self._set(confirming=False, said=answer)
            else:
                self._view.tell(answer)
            return
        if here:
            self._enrollment = answer
            self._set(confirming=False, proven=proven_of(answer, self._what))
        self._view.enrollment_changed(answer)

    def _know(self, visit: int, answer: tuple[CredentialView, ...] | Problem) -> None:
        if isinstance(answer, Problem):
            self._view.tell(answer)
        elif visit == self._visit and self._enrollment is not None:
            self._set(people=officers_among(answer, Act.CONFIRM, self._enrollment.enrollment.involved))

    # --- the camera ----------------------------------------------------------------------------------------------

    def _start(self) -> None:
        self._set(Phase.OPENING)
        self._live.begin(self._capture.photo)

    def _failed(self, problem: Problem) -> None:
        self._set(Phase.WAITING, problem)

    def _hear(self, event: PhotoEvent) -> None:
        match event:
            case PreviewFrame(pixels):
                if self.state.phase is Phase.OPENING:
                    self._set(Phase.LIVE)
                self._view.show_frame(pixels)
            case PhotoCandidate(pixels):
                self._view.freeze(pixels)
                self._keeper.keep(event)
                self._show_held()
            case CaptureRefused(problem, pixels):
                if pixels is not None:
                    self._view.freeze(pixels)
                self._set(Phase.REFUSED, problem)
            case CaptureStopped():
                self._set(Phase.WAITING)

    # --- keeping -------------------------------------------------------------------------------------------------

    def _keep(self, which: EnrollmentId, photo: PhotoCandidate) -> EnrollResult:
        """On the work thread."""
        return self._proofs.keep_photo(which, self._what, photo)

    def _kept_it(self, candidate: PhotoCandidate, view: EnrollmentView, *, newest: bool) -> None:
        if newest:
            self._enrollment = view
            if self.state.phase is not Phase.CLOSED:
                self._set(Phase.KEPT, proven=proven_of(view, self._what))
        self._view.enrollment_changed(view)

    def _not_kept(self, candidate: PhotoCandidate, problem: Problem, *, newest: bool) -> None:
        if not newest or self.state.phase is Phase.CLOSED:  # it must not be lost in silence
            self._view.tell(problem)
        elif self._keeper.held is None:
            self._set(Phase.REFUSED, problem)
        else:
            self._show_held()

    def _show_held(self) -> None:
        held = self._keeper.held
        if held is not None:
            self._set(Phase.UNSAVED if held.stage is Stage.UNSAVED else Phase.SAVING, held.problem)

    def _show_kept(self) -> None:
        view, photo, visit = self._enrollment, self.state.proven.photo, self._visit
        self._set(Phase.KEPT)
        if view is None or photo is None:
            return

        def loaded(answer: NDArray[np.uint8] | Problem) -> None:
            if visit != self._visit or self.state.phase is not Phase.KEPT:
                return
            if isinstance(answer, Problem):
                self._set(Phase.REFUSED, answer)
            else:
                self._view.freeze(answer)

        self._run(lambda: fetch(self._images, view.enrollment.enrollment_id, photo.digest), loaded)

    def _set(self, phase: Phase | None = None, problem: Problem | None = None, **changes: object) -> None:
        """phase: None where that of the photograph stays, with its problem."""
        if phase is not None:
            changes = {**changes, "phase": phase, "problem": problem}
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]
        self._view.show_state(self.state)
