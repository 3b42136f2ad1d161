"""What the signature page does: ink from the window or from a connected pad, kept by itself when the pen rests."""

import numpy as np
from numpy.typing import NDArray

from station.domain.capture import CaptureStopped, InkPoint, SignatureEvent, WritingArea
from station.domain.enrollment import Enrollment, EnrollmentId
from station.domain.errors import Problem
from station.domain.sample import ExceptionReason, Modality, SignatureSample
from station.services.views import EnrollmentView, EnrollResult
from ui.keeping import Keeper, Stage
from ui.live import Devices, LiveCapture
from ui.pages.signature.state import (
    WINDOW_DEVICES,
    WIPED,
    Capture,
    Enroll,
    Ink,
    Phase,
    Reason,
    SignatureState,
    SignatureView,
)
from ui.pictures import fetch
from ui.threads import After, Post, Run

REST_S = 1.2  # the pen rested this long: the signature is finished and kept


class SignaturePresenter:
    """Lives on the UI thread."""

    def __init__(
        self,
        view: SignatureView,
        capture: Capture,
        enroll: Enroll,
        devices: Devices,
        post: Post,
        run: Run,
        after: After,
    ) -> None:
        self._view, self._capture, self._enroll = view, capture, enroll
        self._run, self._after = run, after
        self._live: LiveCapture[SignatureEvent] = LiveCapture(
            "signature", devices, post, self._hear, self._failed, self.use_pad, self._show_again
        )
        self._keeper: Keeper[Ink] = Keeper(run, self._keep, self._kept_it, self._not_kept)
        self._reasons: Keeper[Reason] = Keeper(run, self._except, self._excepted, self._not_excepted)
        self._enrollment: Enrollment | None = None
        self._pad: WritingArea | None = None
        self._stroke = 0  # counts changes of the ink; a rest that a later stroke ended keeps nothing
        self.state = SignatureState(Phase.EMPTY)

    # --- coming and going ----------------------------------------------------------------------------------------

    def enter(self, view: EnrollmentView) -> None:
        self._enrollment = view.enrollment
        self._live.watch()
        self._view.clear_ink()
        held = self._keeper.open(view.enrollment.enrollment_id)
        self._reasons.open(view.enrollment.enrollment_id)
        if held is not None and held.candidate is not WIPED:
            self._view.show_ink(held.candidate)
            self._show_held()
        elif held is not None and held.stage is Stage.UNDER_WAY:
            self._show(Phase.EMPTY)
        else:
            self._keeper.drop()  # wiping failed, and was told
            self._show_kept_or_empty()

    def leave(self) -> None:
        """Ink that was not kept yet is kept now."""
        self.settle()
        self._keeper.close()
        self._reasons.close()
        self._live.unwatch()
        self._live.end()
        self._stroke += 1

    def forget(self) -> None:
        self._keeper.forget()
        self._reasons.forget()

    def refresh(self, view: EnrollmentView) -> None:
        self._enrollment = view.enrollment

    # --- what is written -----------------------------------------------------------------------------------------

    def pen_down(self) -> None:
        """A stroke begins in the window: what runs on a pad ends."""
        self._live.end()
        self._stroke += 1
        if self.state.phase is not Phase.WRITING:
            self._show(Phase.WRITING)

    def written(self, points: tuple[InkPoint, ...], size_mm: tuple[float, float], *, pen: bool) -> None:
        """The pen left the window's writing area; `points` are all strokes so far."""
        self._rest(Ink(points, size_mm, WINDOW_DEVICES["pen" if pen else "mouse"]))

    def use_pad(self) -> None:
        """Write on the connected pad instead of in the window."""
        self._drop()
        self._show(Phase.PAD)
        self._pad = None
        self._live.begin(self._capture.signature)

    def settle(self) -> None:
        """Keep what is written now, without waiting for the pen to rest."""
        if self._keeper.held is None or self._keeper.held.candidate is WIPED:
            return
        self._live.end()
        self._keeper.settle()
        self._show_held()

    def clear(self) -> None:
        """Space: wipe the ink, and the signature kept before; or keep again what could not be kept."""
        if self.state.phase is Phase.UNSAVED:
            self.settle()
            return
        if self.state.phase is Phase.SAVING:
            return
        self._drop()
        if self._kept is not None:
            self._keeper.keep(WIPED)
        self._show(Phase.EMPTY)

    def cancel(self) -> bool:
        """Esc: stop the pad, or drop ink that is not kept. False when nothing ran."""
        if self.state.phase not in (Phase.PAD, Phase.WAITING, Phase.WRITING):
            return False
        self._drop()
        self._show_kept_or_empty()
        return True

    def except_for(self, reason: ExceptionReason | None) -> None:
        """Say why there is none, or that it is a mark; None: it is taken as usual after all."""
        if self._enrollment is None or self._reasons.held is not None:
            return
        if reason is not None and reason.nothing_taken:
            self._drop()
        else:
            self.settle()
        self._reasons.keep(Reason(reason))

    def _rest(self, ink: Ink) -> None:
        self._keeper.hold(ink)
        self._stroke += 1
        stroke = self._stroke
        self._after(REST_S, lambda: self._rested(stroke))

    def _rested(self, stroke: int) -> None:
        if stroke == self._stroke:
            self.settle()

    def _drop(self) -> None:
        """Nothing that is written is to be kept; what runs on a pad ends."""
        self._live.end()
        self._keeper.drop()
        self._stroke += 1
        self._view.clear_ink()

    # --- the connected pad ---------------------------------------------------------------------------------------

    def _failed(self, problem: Problem) -> None:
        """A signature is whole where the pen was off the pad: it is kept. Half of a stroke is none."""
        held = self._keeper.held
        if held is not None and held.stage is Stage.IN_HAND and not held.candidate.points[-1].down:
            self._view.tell(problem)
            self.settle()
            return
        self._keeper.drop()
        self._stroke += 1
        self._show(Phase.WAITING, problem)

    def _hear(self, event: SignatureEvent) -> None:
        match event:
            case WritingArea():
                self._pad = event
            case InkPoint() if self._pad is not None:
                self._add(event, self._pad)
            case CaptureStopped():
                self._show(Phase.EMPTY if self._kept is None else Phase.KEPT)

    def _add(self, point: InkPoint, pad: WritingArea) -> None:
        held = self._keeper.held
        ink = Ink((*(() if held is None else held.candidate.points), point), pad.size_mm, pad.device)
        self._view.show_ink(ink)
        if point.down:
            self._keeper.hold(ink)
            self._stroke += 1
        else:
            self._rest(ink)

    # --- why there is none ---------------------------------------------------------------------------------------

    @property
    def _reason(self) -> ExceptionReason | None:
        return None if self._enrollment is None else self._enrollment.why_not(Modality.SIGNATURE)

    def _except(self, enrollment_id: EnrollmentId, said: Reason) -> EnrollResult:
        """On the work thread."""
        return self._enroll.set_exception(enrollment_id, Modality.SIGNATURE, said.reason)

    def _excepted(self, candidate: Reason, view: EnrollmentView, *, newest: bool) -> None:
        if newest:
            self._enrollment = view.enrollment
            if self._keeper.held is None:
                self._show_kept_or_empty()
        self._view.enrollment_changed(view)

    def _not_excepted(self, candidate: Reason, problem: Problem, *, newest: bool) -> None:
        self._reasons.drop()
        self._view.tell(problem)
        if newest and self._keeper.held is None:
            self._show_kept_or_empty()

    # --- keeping -------------------------------------------------------------------------------------------------

    @property
    def _kept(self) -> SignatureSample | None:
        return None if self._enrollment is None else self._enrollment.samples.signature

    def _keep(self, enrollment_id: EnrollmentId, ink: Ink) -> EnrollResult:
        """On the work thread."""
        if ink is WIPED:
            return self._enroll.clear_signature(enrollment_id)
        return self._enroll.accept_signature(enrollment_id, ink.points, ink.size_mm, ink.device)

    def _kept_it(self, candidate: Ink, view: EnrollmentView, *, newest: bool) -> None:
        if newest:
            self._enrollment = view.enrollment
            if self.state.phase in (Phase.SAVING, Phase.EMPTY):
                self._show(Phase.EMPTY if candidate is WIPED else Phase.KEPT)
        self._view.enrollment_changed(view)

    def _not_kept(self, candidate: Ink, problem: Problem, *, newest: bool) -> None:
        if newest and candidate is WIPED:
            self._keeper.drop()  # it is still there: show so
            self._view.tell(problem)
            if self.state.phase is Phase.EMPTY:
                self._show_kept_or_empty()
        elif newest and self._keeper.held is not None:
            self._show_held()
        else:
            self._view.tell(problem)
            if newest:
                self._view.clear_ink()
                self._show_kept_or_empty()

    def _show_held(self) -> None:
        held = self._keeper.held
        if held is not None:
            self._show(Phase.UNSAVED if held.stage is Stage.UNSAVED else Phase.SAVING, held.problem)

    def _show_kept_or_empty(self) -> None:
        if self._kept is None:
            gone = self._reason is not None and self._reason.nothing_taken
            self._show(Phase.EXCEPTED if gone else Phase.EMPTY)
        else:
            self._show(Phase.KEPT)
            self._show_kept(self._kept)

    def _show_kept(self, signature: SignatureSample) -> None:
        enrollment, stroke = self._enrollment, self._stroke
        if enrollment is None:
            return

        def loaded(answer: NDArray[np.uint8] | Problem) -> None:
            if isinstance(answer, Problem):
                self._view.tell(answer)
            elif stroke == self._stroke:
                self._view.show_picture(answer)

        self._run(lambda: fetch(self._enroll.image, enrollment.enrollment_id, signature.image.digest), loaded)

    def _show(self, phase: Phase, problem: Problem | None = None) -> None:
        self.state = SignatureState(phase, problem, self._live.device(), self._kept, self._reason)
        self._view.show_state(self.state)

    def _show_again(self) -> None:
        """Devices changed: the page names the one in use."""
        if self._live.device() != self.state.pad:
            self._show(self.state.phase, self.state.problem)
