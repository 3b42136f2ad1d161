"""What the portrait page does: live session, automatic or manual capture, keeping, retake, a camera that goes away."""

from functools import partial

import numpy as np
from numpy.typing import NDArray

from station.domain.asking import Asking
from station.domain.capture import (
    CaptureRefused,
    CaptureStopped,
    PortraitCandidate,
    PortraitEvent,
    PortraitGuidance,
    PreviewFrame,
)
from station.domain.enrollment import Enrollment, EnrollmentId
from station.domain.errors import Problem
from station.domain.face_facts import Challenge
from station.domain.leeway import EVERYTHING
from station.domain.sample import ExceptionReason, Eye, Modality, Portrait
from station.policy import PortraitBelowPolicy
from station.services.views import EnrollmentView, EnrollResult
from ui.keeping import Keeper, Stage
from ui.live import Devices, LiveCapture
from ui.pages.portrait.state import Capture, Enroll, Phase, PortraitState, PortraitView, Reason
from ui.pictures import fetch
from ui.threads import Post, Run
from ui.widgets.overriding import Overrides, Refused


class PortraitPresenter:
    """Lives on the UI thread."""

    def __init__(
        self,
        view: PortraitView,
        capture: Capture,
        enroll: Enroll,
        overrides: Overrides,
        devices: Devices,
        post: Post,
        run: Run,
    ) -> None:
        self._view, self._capture, self._enroll, self._run = view, capture, enroll, run
        self._refused = Refused(run, overrides, view.enrollment_changed, view.tell)
        self._live: LiveCapture[PortraitEvent] = LiveCapture(
            "camera", devices, post, self._hear, self._failed, self._start, self._show_again
        )
        self._keeper: Keeper[PortraitCandidate] = Keeper(run, enroll.accept_portrait, self._kept_it, self._not_kept)
        self._reasons: Keeper[Reason] = Keeper(run, self._except, self._excepted, self._not_excepted)
        self._enrollment: Enrollment | None = None
        self._leeway = EVERYTHING
        self._asking = Asking()
        self.state = PortraitState(Phase.STOPPED)

    # --- coming and going ----------------------------------------------------------------------------------------

    def enter(self, view: EnrollmentView) -> None:
        self._know(view)
        self._live.watch()
        held = self._keeper.open(view.enrollment.enrollment_id)
        said = self._reasons.open(view.enrollment.enrollment_id)
        self._refused.open(view.enrollment.enrollment_id)
        if held is not None:
            self._view.freeze(held.candidate.source)
            self._show_held()
        elif said is not None:
            self._show(Phase.SAVING)
        else:
            self.begin()

    def begin(self) -> None:
        """Where nothing is held: the portrait that is kept, why there is none, or the camera."""
        self._live.end()
        reason = self._reason
        if self._kept is not None:
            self._show_kept()
        elif reason is not None and reason.nothing_taken:
            self._show(Phase.EXCEPTED)
        else:
            self._start()

    def settle(self) -> None:
        """What could not be kept yet is tried once more, before whatever is asked next."""
        self._keeper.settle()
        self._refused.settle()
        self._show_held()

    def leave(self) -> None:
        """Stop what runs, keep first."""
        self._keeper.settle()
        self._keeper.close()
        self._reasons.close()
        self._refused.leave()
        self._live.unwatch()
        self._live.end()
        self.state = PortraitState(Phase.STOPPED)

    def forget(self) -> None:
        self._keeper.forget()
        self._reasons.forget()
        self._refused.forget()

    def refresh(self, view: EnrollmentView) -> None:
        self._know(view)

    def _know(self, view: EnrollmentView) -> None:
        self._enrollment, self._leeway = view.enrollment, view.leeway

    # --- what the operator does ----------------------------------------------------------------------------------

    def capture_or_retake(self) -> None:
        """Space: take it now; or begin again; or keep again what could not be kept."""
        match self.state.phase:
            case Phase.LIVE:
                self._live.capture()
            case Phase.UNSAVED:
                self.settle()
            case Phase.WAITING | Phase.REFUSED | Phase.ACCEPTED | Phase.STOPPED | Phase.EXCEPTED:
                self._start()

    def cancel(self) -> bool:
        """Esc: stop what runs; a portrait kept before is shown again. False when nothing ran."""
        if self.state.phase not in (Phase.OPENING, Phase.LIVE, Phase.WAITING, Phase.REFUSED):
            return False
        self._live.end()
        if self._kept is None and (self.state.reason is None or not self.state.reason.nothing_taken):
            self._show(Phase.STOPPED)
        else:
            self.begin()
        return True

    def except_for(self, reason: ExceptionReason | None, eye: Eye | None = None) -> None:
        """Say why none is taken, or why another than usual, or less of an eye; None: it is taken as usual after all."""
        if self._enrollment is None or self._reasons.held is not None:
            return
        self._live.end()
        self._keeper.settle()
        self._show(Phase.SAVING)
        self._reasons.keep(Reason(reason, eye))

    # --- the session ---------------------------------------------------------------------------------------------

    def _start(self) -> None:
        self._show(Phase.OPENING)
        self._asking = Asking()
        self._live.begin(partial(self._capture.portrait, leeway=self._leeway, asking=self._asking))

    def ask(self, what: Challenge) -> None:
        """Of the person before the camera, for whoever sits here to see: a hint, and no verdict."""
        if self.state.phase is Phase.LIVE:
            self._asking.ask(what)

    def _failed(self, problem: Problem) -> None:
        self._show(Phase.WAITING, problem)

    def _hear(self, event: PortraitEvent) -> None:
        match event:
            case PreviewFrame() | PortraitGuidance():
                self._moving(event)
            case PortraitCandidate():
                self._view.freeze(event.source)
                self._keeper.keep(event)
                self._show_held()
            case CaptureRefused(problem, pixels, unfit=unfit):
                if pixels is not None:
                    self._view.freeze(pixels)
                self._show(Phase.REFUSED, problem)
                if unfit is not None:
                    self._refused.keep(unfit)
            case CaptureStopped():
                self._show(Phase.STOPPED)

    def _moving(self, event: PreviewFrame | PortraitGuidance) -> None:
        if self.state.phase is Phase.OPENING:
            self._show(Phase.LIVE)
        if isinstance(event, PreviewFrame):
            self._view.show_frame(event.pixels)
        else:
            self._view.show_guidance(event)

    # --- why none is taken ---------------------------------------------------------------------------------------

    @property
    def _reason(self) -> ExceptionReason | None:
        return None if self._enrollment is None else self._enrollment.why_not(Modality.FACE)

    def _except(self, enrollment_id: EnrollmentId, said: Reason) -> EnrollResult:
        """On the work thread."""
        if said.eye is not None:
            return self._enroll.set_eye(enrollment_id, said.eye, said.reason)
        return self._enroll.set_exception(enrollment_id, Modality.FACE, said.reason)

    def _excepted(self, candidate: Reason, view: EnrollmentView, *, newest: bool) -> None:
        if newest:
            self._know(view)
            self.begin()
        self._view.enrollment_changed(view)

    def _not_excepted(self, candidate: Reason, problem: Problem, *, newest: bool) -> None:
        self._reasons.drop()
        self._view.tell(problem)
        if newest:
            self.begin()

    # --- keeping -------------------------------------------------------------------------------------------------

    @property
    def _kept(self) -> Portrait | None:
        return None if self._enrollment is None else self._enrollment.samples.portrait

    def _kept_it(self, candidate: PortraitCandidate, view: EnrollmentView, *, newest: bool) -> None:
        if newest:
            self._enrollment = view.enrollment
            self._view.show_picture(candidate.crop, candidate.checks)
            self._show(Phase.ACCEPTED)
        self._view.enrollment_changed(view)

    def _not_kept(self, candidate: PortraitCandidate, problem: Problem, *, newest: bool) -> None:
        if not newest:  # the page was left meanwhile: it must not be lost in silence
            self._view.tell(problem)
        elif self._keeper.held is None:
            self._show(Phase.REFUSED, problem)
            if problem.code == PortraitBelowPolicy.code:
                self._refused.keep(candidate)
        else:
            self._show_held()

    def _show_held(self) -> None:
        held = self._keeper.held
        if held is not None:
            self._show(Phase.UNSAVED if held.stage is Stage.UNSAVED else Phase.SAVING, held.problem)

    def _show_kept(self) -> None:
        enrollment, portrait = self._enrollment, self._kept
        if enrollment is None or portrait is None:
            return
        self._show(Phase.ACCEPTED)
        digest = portrait.image.digest

        def loaded(answer: NDArray[np.uint8] | Problem) -> None:
            if self.state.phase is not Phase.ACCEPTED or self.state.portrait is not portrait:
                return
            if isinstance(answer, Problem):
                self._show(Phase.REFUSED, answer)
            else:
                self._view.show_picture(answer, ())

        self._run(lambda: fetch(self._enroll.image, enrollment.enrollment_id, digest), loaded)

    def _show(self, phase: Phase, problem: Problem | None = None) -> None:
        self.state = PortraitState(phase, problem, self._live.device(), self._kept, self._reason)
        self._view.show_state(self.state)

    def _show_again(self) -> None:
        """Devices changed: the page names the one in use."""
        if self._live.device() != self.state.device:
            self._show(self.state.phase, self.state.problem)
