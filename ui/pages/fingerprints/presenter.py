"""What the fingerprints page does: 4-4-2, three attempts each, best kept, missing fingers set before capture."""

import numpy as np
from numpy.typing import NDArray

from station.domain.capture import (
    CaptureRefused,
    CaptureStopped,
    PreviewFrame,
    SlapCandidate,
    SlapEvent,
    SlapGuidance,
)
from station.domain.errors import Problem
from station.domain.sample import BiometricException, ExceptionReason, Finger, Slap
from station.services.views import EnrollmentView, EnrollResult, SlapView
from ui.live import After, Devices, LiveCapture, Post, Run
from ui.pages.fingerprints.state import Capture, Enroll, FingerprintsState, FingerprintsView, Phase
from ui.pictures import fetch
from ui.widgets.finger_lines import next_slap, settled

RESULT_SHOWN_S = 1.4  # a good slap is shown this long before the next placement is asked for


class FingerprintsPresenter:
    """Lives on the UI thread."""

    def __init__(
        self,
        view: FingerprintsView,
        capture: Capture,
        enroll: Enroll,
        devices: Devices,
        post: Post,
        run: Run,
        after: After,
    ) -> None:
        self._view, self._capture, self._enroll = view, capture, enroll
        self._run, self._after = run, after
        self._live: LiveCapture[SlapEvent] = LiveCapture(
            "fingerprint", devices, post, self._hear, self._failed, self._start, self._show_again
        )
        self._enrollment: EnrollmentView | None = None
        self._slap: Slap | None = None
        self._unsaved: SlapCandidate | None = None
        self._turn = 0  # counts what the page turned to; a pause that ends after it does nothing
        self.state = FingerprintsState(Phase.STOPPED)

    # --- coming and going ----------------------------------------------------------------------------------------

    def enter(self, view: EnrollmentView) -> None:
        self._enrollment = view
        self._live.watch()
        if view.fingerprints_required:
            self._go_on()
        else:
            self._show(Phase.EXEMPT)

    def leave(self) -> None:
        """Stop what runs; what could not be kept yet is tried once more."""
        if self.state.phase is Phase.UNSAVED and self._unsaved is not None:
            self._save(self._unsaved)
        self._turn += 1
        self._live.unwatch()
        self._live.end()
        self._unsaved = None
        self.state = FingerprintsState(Phase.STOPPED)

    def refresh(self, view: EnrollmentView) -> None:
        self._enrollment = view

    # --- what the operator does ----------------------------------------------------------------------------------

    def go(self) -> None:
        """Space: begin; try again; go on; or keep again what could not be kept. The scanner itself takes the slap."""
        match self.state.phase:
            case Phase.UNSAVED if self._unsaved is not None:
                self._save(self._unsaved)
            case Phase.WAITING | Phase.REFUSED | Phase.WEAK | Phase.STOPPED:
                self._start()
            case Phase.TAKEN:
                self._go_on()

    def choose(self, slap: Slap) -> None:
        """Turn to one placement: again where attempts are left, only shown where not."""
        chosen = self._slap_view(slap)
        if chosen is None or self.state.phase in (Phase.EXEMPT, Phase.SAVING, Phase.UNSAVED):
            return
        self._slap = slap
        if chosen.expected and chosen.attempts_left > 0:
            self._start()
        else:
            self._live.end()
            self._turn += 1
            self._show(Phase.TAKEN)
            self._show_best(chosen)

    def cancel(self) -> bool:
        """Esc: stop what runs. False when nothing ran."""
        if self.state.phase not in (Phase.OPENING, Phase.LIVE, Phase.WAITING, Phase.REFUSED):
            return False
        self._live.end()
        self._turn += 1
        self._show(Phase.STOPPED)
        return True

    def mark(self, finger: Finger, reason: ExceptionReason | None) -> None:
        """Set why a finger is not taken; None: it is there after all. What runs is stopped and begins anew."""
        view = self._enrollment
        if view is None or self.state.phase in (Phase.EXEMPT, Phase.SAVING):
            return
        others = tuple(item for item in view.enrollment.samples.exceptions if item.finger is not finger)
        changed = others if reason is None else (*others, BiometricException(finger, reason))
        changed = tuple(sorted(changed, key=lambda item: item.finger))
        if changed == view.enrollment.samples.exceptions:
            return
        self._live.end()
        self._unsaved = None
        self._turn += 1
        turn = self._turn
        self._show(Phase.SAVING)
        self._run(
            lambda: self._enroll.set_exceptions(view.enrollment.enrollment_id, changed),
            lambda answer: self._marked(turn, answer),
        )

    def would_drop(self, finger: Finger) -> bool:
        """Whether marking this finger makes attempts void that were taken already."""
        return self._enrollment is not None and any(
            finger in item.slap.fingers for item in self._enrollment.enrollment.samples.slaps
        )

    def _marked(self, turn: int, answer: EnrollResult) -> None:
        if isinstance(answer, Problem):
            self._view.tell(answer)
            if turn == self._turn:
                self._show(Phase.STOPPED)
            return
        if turn == self._turn:
            self._enrollment = answer
        self._view.enrollment_changed(answer)
        if turn == self._turn:
            self._go_on()

    # --- the session ---------------------------------------------------------------------------------------------

    def _slap_view(self, slap: Slap | None) -> SlapView | None:
        if self._enrollment is None or slap is None:
            return None
        return next((item for item in self._enrollment.slaps if item.slap is slap), None)

    def _go_on(self) -> None:
        """Turn to the next placement that is not settled."""
        view = self._enrollment
        if view is None:
            return
        self._slap = next_slap(view)
        if self._slap is not None:
            self._start()
            return
        self._live.end()
        self._turn += 1
        if self.state.phase is not Phase.TAKEN:  # otherwise the last placement is before the eyes already
            self._slap = next((item.slap for item in reversed(view.slaps) if item.expected), None)
            last = self._slap_view(self._slap)
            if last is not None:
                self._show_best(last)
        else:
            self._slap = None if self.state.slap is None else self.state.slap.slap
        self._show(Phase.DONE)

    def _start(self) -> None:
        slap = self._slap_view(self._slap)
        if slap is None:
            return
        self._unsaved = None
        self._turn += 1
        self._view.clear_frame()
        self._show(Phase.OPENING)
        self._live.begin(lambda hear: self._capture.slap(slap.slap, slap.expected, hear))

    def _failed(self, problem: Problem) -> None:
        self._show(Phase.WAITING, problem)

    def _hear(self, event: SlapEvent) -> None:
        match event:
            case PreviewFrame() | SlapGuidance():
                self._moving(event)
            case SlapCandidate():
                self._view.show_frame(event.source, tuple(item.box for item in event.fingers))
                self._save(event)
            case CaptureRefused(problem, pixels, boxes):
                if pixels is not None:
                    self._view.show_frame(pixels, boxes)
                self._show(Phase.REFUSED, problem)
            case CaptureStopped():
                self._show(Phase.STOPPED)

    def _moving(self, event: PreviewFrame | SlapGuidance) -> None:
        if self.state.phase is Phase.OPENING:
            self._show(Phase.LIVE)
        if isinstance(event, PreviewFrame):
            self._view.show_frame(event.pixels, None)
        else:
            self._view.show_guidance(event)

    # --- keeping -------------------------------------------------------------------------------------------------

    def _save(self, candidate: SlapCandidate) -> None:
        view = self._enrollment
        if view is None:
            return
        self._unsaved = candidate
        self._show(Phase.SAVING)
        self._run(
            lambda: self._enroll.accept_slap(view.enrollment.enrollment_id, candidate),
            lambda answer: self._saved(candidate, answer),
        )

    def _saved(self, candidate: SlapCandidate, answer: EnrollResult) -> None:
        still_here = self._unsaved is candidate
        if isinstance(answer, Problem):
            if still_here:
                self._show(Phase.UNSAVED, answer)
            else:  # the page was left meanwhile: it must not be lost in silence
                self._view.tell(answer)
            return
        if still_here:
            self._unsaved = None
            self._enrollment = answer
        self._view.enrollment_changed(answer)
        if still_here:
            self._judge(candidate.slap)

    def _judge(self, slap: Slap) -> None:
        taken = self._slap_view(slap)
        if taken is None or not settled(taken):
            self._show(Phase.WEAK)
            return
        self._turn += 1
        turn = self._turn
        self._show(Phase.TAKEN)
        self._after(RESULT_SHOWN_S, lambda: self._go_on() if turn == self._turn else None)

    def _show_best(self, slap: SlapView) -> None:
        """Bring the picture of the best attempt from the vault."""
        view, turn = self._enrollment, self._turn
        if view is None or slap.best_attempt is None:
            self._view.clear_frame()
            return
        made = view.enrollment.samples.slaps
        best = next(item for item in made if item.slap is slap.slap and item.attempt == slap.best_attempt)

        def loaded(answer: NDArray[np.uint8] | Problem) -> None:
            if isinstance(answer, Problem):
                self._view.tell(answer)
            elif turn == self._turn:
                self._view.show_frame(answer, ())

        self._run(lambda: fetch(self._enroll.image, view.enrollment.enrollment_id, best.source.digest), loaded)

    def _show(self, phase: Phase, problem: Problem | None = None) -> None:
        self.state = FingerprintsState(phase, self._slap_view(self._slap), problem, self._live.device())
        self._view.show_state(self.state)

    def _show_again(self) -> None:
        """Devices changed: the page names the one in use."""
        if self._live.device() != self.state.device:
            self._show(self.state.phase, self.state.problem)
