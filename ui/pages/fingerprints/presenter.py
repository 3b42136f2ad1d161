"""What the fingerprints page does: 4-4-2, three attempts each, best kept, missing fingers set before capture."""

from collections.abc import Collection

from station.domain.capture import CaptureRefused, CaptureStopped, PreviewFrame, SlapCandidate, SlapEvent, SlapGuidance
from station.domain.errors import Problem
from station.domain.sample import ExceptionReason, Finger, Slap
from station.services.views import EnrollmentView, SlapView
from ui.keeping import Keeper, Stage, most_pressing
from ui.live import Devices, LiveCapture
from ui.pages.fingerprints.deciding import Deciding
from ui.pages.fingerprints.doubt import Doubt
from ui.pages.fingerprints.marks import Marks, marked, voids
from ui.pages.fingerprints.showing import Showing
from ui.pages.fingerprints.state import Capture, Enroll, FingerprintsState, FingerprintsView, Phase
from ui.threads import After, Post, Run
from ui.widgets.finger_lines import next_slap, open_part, settled

RESULT_SHOWN_S = 1.4  # a good slap is shown this long before the next placement is asked for


class FingerprintsPresenter(Showing):
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
        super().__init__(view, enroll, run, lambda: self._live.device())
        self._capture, self._after = capture, after
        self._live: LiveCapture[SlapEvent] = LiveCapture(
            "fingerprint", devices, post, self._hear, self._failed, self._start, self._show_again
        )
        self._slaps: Keeper[SlapCandidate] = Keeper(run, enroll.accept_slap, self._slap_kept, self._not_kept)
        self._marks: Keeper[Marks] = Keeper(run, enroll.set_exceptions, self._marks_kept, self._not_kept)
        self._asked: tuple[Finger, ...] = ()  # of the session that runs
        self._doubt: Doubt | None = None
        self.deciding = Deciding(self, enroll, run)

    # --- coming and going ----------------------------------------------------------------------------------------

    def enter(self, view: EnrollmentView) -> None:
        self.enrollment = view
        self._live.watch()
        slap = self._slaps.open(view.enrollment.enrollment_id)
        marks = self._marks.open(view.enrollment.enrollment_id)
        if not view.fingerprints_required:
            self._show(Phase.EXEMPT)
        elif slap is None and marks is None:
            self.go_on()
        else:
            if slap is not None:
                self._slap = slap.candidate.slap
                self._show_candidate(slap.candidate)
            self._show_held()

    def settle(self) -> None:
        """What could not be kept yet is tried once more, before whatever is asked next."""
        self._slaps.settle()
        self._marks.settle()
        self._show_held()

    def leave(self) -> None:
        """Stop what runs, keep first."""
        for keeper in (self._slaps, self._marks):
            keeper.settle()
            keeper.close()
        self._turn += 1
        self._live.unwatch()
        self._live.end()
        self.state = FingerprintsState(Phase.STOPPED)

    def forget(self) -> None:
        self._slaps.forget()
        self._marks.forget()

    def refresh(self, view: EnrollmentView) -> None:
        self.enrollment = view

    # --- what the operator does ----------------------------------------------------------------------------------

    def go(self) -> None:
        """Space: begin; try again; go on; or keep again what could not be kept. The scanner itself takes the slap."""
        match self.state.phase:
            case Phase.UNSAVED:
                self.settle()
            case Phase.WAITING | Phase.REFUSED | Phase.ASKED | Phase.WEAK | Phase.STOPPED:
                self._start()
            case Phase.TAKEN:
                self.go_on()

    def say_yes(self) -> None:
        """What is asked is right as it is; the prints are kept when nothing more is asked."""
        if self.state.phase is Phase.ASKED and self._doubt is not None:
            answered = self._doubt.yes()
            self._show(Phase.ASKED, self._doubt.question) if answered is None else self._keep(answered)

    def choose(self, slap: Slap) -> None:
        """Turn to one placement: again where attempts are left, only shown where not."""
        chosen = self._slap_view(slap)
        if chosen is not None and self.enrollment is not None:
            chosen = open_part(self.enrollment, chosen)
        if chosen is not None and self.state.phase not in (Phase.EXEMPT, Phase.SAVING, Phase.UNSAVED):
            self._turn_to(chosen)

    def cancel(self) -> bool:
        """Esc: stop what runs; give up a mark that could not be kept, never a slap. False when there was neither."""
        if self.state.phase is Phase.UNSAVED and self._slaps.held is None:
            self._marks.drop()
        elif self.state.phase not in (Phase.OPENING, Phase.LIVE, Phase.WAITING, Phase.REFUSED, Phase.ASKED):
            return False
        self._live.end()
        self._turn += 1
        self._show(Phase.STOPPED)
        return True

    @property
    def exceptions(self) -> Marks:
        """As they are marked, those on their way into the draft too."""
        if self._marks.held is not None:
            return self._marks.held.candidate
        return () if self.enrollment is None else self.enrollment.enrollment.exceptions

    def mark(self, fingers: Collection[Finger], reason: ExceptionReason | None) -> None:
        """Set why fingers are not taken; None: they are there after all. What runs for one of them is stopped and
        begins anew; what was taken is kept first, where the mark leaves it standing."""
        if self.enrollment is None or self.state.phase is Phase.EXEMPT:
            return
        changed = marked(self.exceptions, fingers, reason)
        if changed == self.exceptions:
            return
        goes_on = self._runs and self._slap is not None and not set(fingers) & set(self._slap.fingers)
        if not goes_on:
            self._live.end()
            self._turn += 1
        held = self._slaps.held
        if held is not None and held.stage is Stage.UNSAVED and set(fingers) & set(held.candidate.slap.fingers):
            self._slaps.drop()  # void from now on, as was said before
        self._slaps.settle()
        self._marks.keep(changed)
        if not goes_on:
            self._show_held()

    @property
    def _runs(self) -> bool:
        """Whether the scanner is taking a slap now; a mark on the other hand does not disturb it."""
        return self.state.phase in (Phase.OPENING, Phase.LIVE)

    def would_drop(self, finger: Finger) -> bool:
        """Whether marking this finger makes attempts void that were taken already."""
        return voids(self.enrollment, self._slaps.held, finger)

    # --- as `Deciding` asks it -----------------------------------------------------------------------------------

    def pause(self) -> None:
        self._live.end()
        self._turn += 1
        self._doubt = None
        self._show(Phase.SAVING)

    def decided(self, view: EnrollmentView, slap: Slap) -> None:
        self._changed(view, newest=True)
        turned = self._slap_view(slap)
        self._turn_to(turned) if turned is not None and not settled(turned) else self.go_on()

    def refused(self, problem: Problem) -> None:
        self._show(Phase.REFUSED, problem)

    # --- the session ---------------------------------------------------------------------------------------------

    def _turn_to(self, chosen: SlapView) -> None:
        self._slap = chosen.slap
        if chosen.expected and chosen.attempts_left > 0:
            self._start()
            return
        self._live.end()
        self._turn += 1
        self._show(Phase.LOW if chosen.needs_reason else Phase.TAKEN)
        self._show_best(chosen)

    def go_on(self) -> None:
        """Turn to the next placement that is not settled."""
        view = self.enrollment
        if view is None:
            return
        following = self._slap_view(next_slap(view))
        if following is not None:
            self._turn_to(following)
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
        if slap is None or self.enrollment is None:
            return
        if self._has_one_finger and self.deciding.may_singly(slap):
            self.deciding.take_singly(slap)
            return
        self._turn += 1
        self._asked, self._doubt, whose = slap.expected, None, self.enrollment.enrollment.enrollment_id
        self._view.clear_frame()
        self._show(Phase.OPENING)
        self._live.begin(lambda hear: self._capture.slap(slap.slap, slap.expected, hear, "", whose))

    @property
    def _has_one_finger(self) -> bool:
        device = self._device()
        return device is not None and device.one_finger

    def _failed(self, problem: Problem) -> None:
        self._show(Phase.WAITING, problem)

    def _hear(self, event: SlapEvent) -> None:
        match event:
            case PreviewFrame() | SlapGuidance():
                self._moving(event)
            case SlapCandidate():
                self._show_candidate(event)
                if event.questions:
                    self._doubt = Doubt(event)
                    self._show(Phase.ASKED, self._doubt.question)
                else:
                    self._keep(event)
            case CaptureRefused(problem, pixels, boxes):
                if pixels is not None:
                    self._view.show_frame(pixels, boxes)
                self._show(Phase.REFUSED, problem)
            case CaptureStopped():
                self._show(Phase.STOPPED)

    # --- keeping -------------------------------------------------------------------------------------------------

    def _keep(self, candidate: SlapCandidate) -> None:
        self._doubt = None
        self._slaps.keep(candidate)
        self._show_held()

    def _slap_kept(self, candidate: SlapCandidate, view: EnrollmentView, *, newest: bool) -> None:
        self._changed(view, newest=newest)
        if newest:
            self._judge(candidate.slap) if self._marks.held is None else self._show_held()

    def _marks_kept(self, candidate: Marks, view: EnrollmentView, *, newest: bool) -> None:
        self._changed(view, newest=newest)
        slap = self._slap_view(self._slap)
        undisturbed = self._runs and slap is not None and slap.expected == self._asked
        if newest and not undisturbed:
            self.go_on() if self._slaps.held is None else self._show_held()

    def _changed(self, view: EnrollmentView, *, newest: bool) -> None:
        if newest:
            self.enrollment = view
        self._view.enrollment_changed(view)

    def _not_kept(self, candidate: object, problem: Problem, *, newest: bool) -> None:
        if not newest or self._runs:  # the page was left meanwhile, or shows a capture: it must not be lost in silence
            self._view.tell(problem)
        elif self._slaps.held is None and self._marks.held is None:
            self._show(Phase.REFUSED, problem)
        else:
            self._show_held()

    def _show_held(self) -> None:
        held = most_pressing(self._slaps.held, self._marks.held)
        if held is not None:
            self._show(Phase.UNSAVED if held.stage is Stage.UNSAVED else Phase.SAVING, held.problem)

    def _judge(self, slap: Slap) -> None:
        taken = self._slap_view(slap)
        if taken is None or not settled(taken):
            self._show(Phase.LOW if taken is not None and taken.needs_reason else Phase.WEAK)
            return
        self._turn += 1
        turn = self._turn
        self._show(Phase.TAKEN, goes_on=True)
        self._after(RESULT_SHOWN_S, lambda: self.go_on() if turn == self._turn else None)
