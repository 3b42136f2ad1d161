"""The fingerprints page's doings: 4-4-2, attempts, missing fingers, refusals, a scanner that goes away."""

from dataclasses import dataclass, field, replace
from io import BytesIO

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from station.domain.capture import CaptureFailed, CaptureRefused, FingerBox, PreviewFrame, SlapGuidance
from station.domain.enrollment import Enrollment
from station.domain.errors import Problem
from station.domain.failed import FailedCheck
from station.domain.sample import BiometricException, ExceptionReason, Finger, Slap
from station.services.views import EnrollmentView
from tests.support.capture_fakes import (
    FakeCapture,
    FakeDevices,
    FakeEnroll,
    Inbox,
    Later,
    box,
    enrollment,
    grey,
    impression,
    slap_candidate,
    view,
)
from ui.pages.fingerprints.presenter import FingerprintsPresenter
from ui.pages.fingerprints.state import FingerprintsState, Phase
from ui.widgets.finger_lines import attempt_lines, finger_lines, next_slap, settled, word_for

RIGHT, LEFT, THUMBS = Slap.RIGHT_FOUR, Slap.LEFT_FOUR, Slap.THUMBS


@dataclass
class Screen:
    states: list[FingerprintsState] = field(default_factory=list)
    frames: list[tuple[NDArray[np.uint8], tuple[FingerBox, ...] | None]] = field(default_factory=list)
    guidance: list[SlapGuidance] = field(default_factory=list)
    changes: list[EnrollmentView] = field(default_factory=list)
    told: list[Problem] = field(default_factory=list)

    def show_state(self, state: FingerprintsState) -> None:
        self.states.append(state)

    def show_frame(self, pixels: NDArray[np.uint8], boxes: tuple[FingerBox, ...] | None) -> None:
        self.frames.append((pixels, boxes))

    def show_guidance(self, guidance: SlapGuidance) -> None:
        self.guidance.append(guidance)

    def clear_frame(self) -> None:
        self.frames.clear()

    def enrollment_changed(self, view: EnrollmentView) -> None:
        self.changes.append(view)

    def tell(self, problem: Problem) -> None:
        self.told.append(problem)


class Bench:
    def __init__(self, of: Enrollment | None = None) -> None:
        png = BytesIO()
        Image.new("L", (60, 40), 200).save(png, "PNG")
        self.screen, self.capture, self.devices = Screen(), FakeCapture(), FakeDevices()
        self.enroll, self.inbox = FakeEnroll(of, png.getvalue()), Inbox()
        self.work, self.timer = Later(), Later()
        self.page = FingerprintsPresenter(
            self.screen, self.capture, self.enroll, self.devices, self.inbox, self.work.run, self.timer.after
        )

    def enter(self) -> None:
        self.page.enter(view(self.enroll.enrollment))

    def mark(self, finger: Finger, reason: ExceptionReason | None) -> None:
        self.page.mark((finger,), reason)
        self.work.finish()
        self.inbox.run()  # the stopped session's last word: its scanner is free

    def say(self, *events: object) -> None:
        for event in events:
            self.capture.say(event)
        self.inbox.run()

    def take(self, slap: Slap, *scores: int | None) -> None:
        """The scanner gives the slap; it is kept."""
        slap_, expected = self.capture.asked[-1]
        assert slap_ is slap
        assert isinstance(expected, tuple)
        self.say(PreviewFrame(grey(), 1.0), slap_candidate(slap, scores, expected))
        self.work.finish()

    @property
    def phase(self) -> Phase:
        return self.page.state.phase


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_the_whole_way_4_4_2(bench: Bench) -> None:
    bench.enter()
    bench.take(RIGHT, 60, 61, 62, 63)
    assert bench.phase is Phase.TAKEN
    bench.timer.finish()
    bench.take(LEFT, 60, 61, 62, 63)
    bench.timer.finish()
    bench.take(THUMBS, 60, 61)
    bench.timer.finish()
    assert bench.phase is Phase.DONE
    assert [asked[0] for asked in bench.capture.asked] == [RIGHT, LEFT, THUMBS]
    assert len(bench.screen.changes) == 3


def test_space_does_not_wait_for_the_pause(bench: Bench) -> None:
    bench.enter()
    bench.take(RIGHT, 60, 61, 62, 63)
    bench.page.go()
    assert bench.phase is Phase.OPENING
    bench.timer.finish()  # the pause that ends now must not start the session again
    assert len(bench.capture.sessions) == 2


def test_a_weak_slap_is_kept_and_waits_for_another_attempt(bench: Bench) -> None:
    bench.enter()
    bench.take(RIGHT, 60, 12, 62, 63)
    assert bench.phase is Phase.WEAK
    bench.page.go()
    bench.take(RIGHT, 60, 55, 62, 63)
    assert bench.phase is Phase.TAKEN


def test_after_three_weak_attempts_the_best_is_kept_and_it_goes_on(bench: Bench) -> None:
    bench.enter()
    for weakest in (12, 18, 15):
        bench.take(RIGHT, 60, weakest, 62, 63)
        bench.page.go()
    assert bench.capture.asked[-1][0] is LEFT
    lines = attempt_lines(view(bench.enroll.enrollment), view(bench.enroll.enrollment).slaps[0])
    assert [line.best for line in lines] == [False, True, False]
    assert [line.word for line in lines] == ["low", "low", "low"]


def test_refused_is_no_attempt_and_shows_what_was_seen(bench: Bench) -> None:
    bench.enter()
    problem = Problem("FNG-TOO-FEW", {"seen": 3, "expected": 4})
    bench.say(PreviewFrame(grey(), 1.0), CaptureRefused(problem, grey(3), (box(Finger.RIGHT_INDEX),)))
    assert (bench.phase, bench.page.state.problem) == (Phase.REFUSED, problem)
    assert bench.screen.frames[-1][1] == (box(Finger.RIGHT_INDEX),)
    assert bench.page.state.slap is not None
    assert bench.page.state.slap.attempts == 0
    bench.page.go()
    assert bench.phase is Phase.OPENING


def test_marking_a_finger_missing_begins_anew_without_it(bench: Bench) -> None:
    bench.enter()
    bench.mark(Finger.RIGHT_LITTLE, ExceptionReason.BANDAGED)
    assert bench.capture.sessions[0].stopped
    assert bench.capture.asked[-1] == (RIGHT, (Finger.RIGHT_INDEX, Finger.RIGHT_MIDDLE, Finger.RIGHT_RING))
    bench.mark(Finger.RIGHT_LITTLE, None)
    assert bench.capture.asked[-1] == (RIGHT, RIGHT.fingers)


def test_a_whole_hand_missing_goes_to_the_other(bench: Bench) -> None:
    bench.enter()
    for finger in RIGHT.fingers:
        bench.mark(finger, ExceptionReason.AMPUTATED)
    assert bench.capture.asked[-1][0] is LEFT


def test_a_mark_that_could_not_be_kept_stays_and_space_keeps_it_again(bench: Bench) -> None:
    bench.enter()
    bench.enroll.problem = Problem("STN-101")
    bench.mark(Finger.RIGHT_LITTLE, ExceptionReason.BANDAGED)
    assert (bench.phase, bench.page.state.problem) == (Phase.UNSAVED, Problem("STN-101"))
    assert [item.finger for item in bench.page.exceptions] == [Finger.RIGHT_LITTLE]
    bench.page.go()
    bench.work.finish()
    assert bench.phase is Phase.OPENING
    assert bench.capture.asked[-1] == (RIGHT, RIGHT.fingers[:-1])


def test_a_mark_that_could_not_be_kept_can_be_given_up(bench: Bench) -> None:
    bench.enter()
    bench.enroll.problem = Problem("STN-101")
    bench.mark(Finger.RIGHT_LITTLE, ExceptionReason.BANDAGED)
    assert bench.page.cancel()
    assert (bench.phase, bench.page.exceptions) == (Phase.STOPPED, ())


def test_marks_made_one_after_the_other_while_they_are_kept_all_count(bench: Bench) -> None:
    bench.enter()
    for finger in (Finger.RIGHT_LITTLE, Finger.RIGHT_RING):
        bench.page.mark((finger,), ExceptionReason.BANDAGED)
    assert bench.phase is Phase.SAVING
    bench.page.mark((Finger.RIGHT_LITTLE,), None)
    bench.work.finish()
    assert [item.finger for item in bench.enroll.enrollment.exceptions] == [Finger.RIGHT_RING]
    assert bench.phase is Phase.OPENING


def test_a_mark_made_while_a_slap_is_kept_waits_for_it_and_is_not_dropped(bench: Bench) -> None:
    """The menu opened while the scanner ran; the reason was chosen a moment after the impression came."""
    bench.enter()
    bench.say(PreviewFrame(grey(), 1.0), slap_candidate(RIGHT, (60, 60, 60, 60), RIGHT.fingers))
    assert bench.phase is Phase.SAVING
    bench.page.mark((Finger.LEFT_LITTLE,), ExceptionReason.BANDAGED)
    bench.work.finish()
    bench.inbox.run()
    assert bench.enroll.calls == ["accept_slap", "set_exceptions"]
    kept = bench.enroll.enrollment
    assert [item.slap for item in kept.samples.slaps] == [RIGHT]
    assert [item.finger for item in kept.exceptions] == [Finger.LEFT_LITTLE]
    assert bench.capture.asked[-1] == (LEFT, LEFT.fingers[1:])


def test_a_mark_on_the_other_hand_leaves_the_scanner_running(bench: Bench) -> None:
    bench.enter()
    bench.say(PreviewFrame(grey(), 1.0))
    bench.mark(Finger.LEFT_LITTLE, ExceptionReason.BANDAGED)
    assert (bench.phase, len(bench.capture.sessions), bench.capture.sessions[0].stopped) == (Phase.LIVE, 1, False)
    bench.take(RIGHT, 60, 60, 60, 60)
    bench.timer.finish()
    assert bench.capture.asked[-1] == (LEFT, LEFT.fingers[1:])


def test_turning_to_the_hand_that_is_being_marked_takes_it_without_the_finger(bench: Bench) -> None:
    bench.enter()
    bench.say(PreviewFrame(grey(), 1.0))
    bench.page.mark((Finger.LEFT_LITTLE,), ExceptionReason.BANDAGED)
    bench.page.choose(LEFT)
    bench.inbox.run()
    assert bench.capture.asked[-1] == (LEFT, LEFT.fingers)
    bench.enroll.enrollment = bench.enroll.enrollment.with_slap(impression(RIGHT, 1, (60, 60, 60, 60)))
    bench.work.finish()
    bench.inbox.run()
    assert bench.capture.asked[-1] == (LEFT, LEFT.fingers[1:])


def test_a_mark_that_fails_while_the_scanner_runs_is_told_and_kept_with_the_slap(bench: Bench) -> None:
    bench.enter()
    bench.say(PreviewFrame(grey(), 1.0))
    bench.enroll.problem = Problem("STN-101")
    bench.mark(Finger.LEFT_LITTLE, ExceptionReason.BANDAGED)
    assert (bench.phase, bench.screen.told) == (Phase.LIVE, [Problem("STN-101")])
    bench.take(RIGHT, 60, 60, 60, 60)
    assert bench.phase is Phase.UNSAVED, "the slap lies in the draft, the mark not yet"
    bench.page.go()
    bench.work.finish()
    bench.inbox.run()
    assert bench.capture.asked[-1] == (LEFT, LEFT.fingers[1:])


def unsaved_slap(bench: Bench) -> None:
    bench.enter()
    bench.enroll.problem = Problem("STN-101")
    bench.take(RIGHT, 60, 60, 60, 60)
    assert bench.phase is Phase.UNSAVED


def test_a_mark_on_the_other_hand_keeps_a_slap_that_could_not_be_kept_first(bench: Bench) -> None:
    unsaved_slap(bench)
    bench.mark(Finger.LEFT_LITTLE, ExceptionReason.AMPUTATED)
    assert [item.slap for item in bench.enroll.enrollment.samples.slaps] == [RIGHT]
    assert [item.finger for item in bench.enroll.enrollment.exceptions] == [Finger.LEFT_LITTLE]


def test_while_the_disk_stays_full_slap_and_mark_both_stay(bench: Bench) -> None:
    unsaved_slap(bench)
    bench.enroll.set_exceptions = lambda *_: Problem("STN-101")  # type: ignore[method-assign]
    bench.enroll.problem = Problem("STN-101")
    bench.mark(Finger.LEFT_LITTLE, ExceptionReason.AMPUTATED)
    assert bench.phase is Phase.UNSAVED
    assert not bench.page.cancel(), "a slap is not given up by a key"
    del bench.enroll.set_exceptions
    bench.page.go()
    bench.work.finish()
    assert [item.slap for item in bench.enroll.enrollment.samples.slaps] == [RIGHT]
    assert [item.finger for item in bench.enroll.enrollment.exceptions] == [Finger.LEFT_LITTLE]


def test_marking_a_finger_of_an_unsaved_slap_makes_it_void_as_was_said(bench: Bench) -> None:
    unsaved_slap(bench)
    assert bench.page.would_drop(Finger.RIGHT_LITTLE)
    assert not bench.page.would_drop(Finger.LEFT_LITTLE)
    bench.mark(Finger.RIGHT_LITTLE, ExceptionReason.AMPUTATED)
    assert bench.enroll.calls == ["accept_slap", "set_exceptions"]
    assert bench.capture.asked[-1] == (RIGHT, RIGHT.fingers[:-1])


def test_what_was_left_under_way_is_waited_for_and_not_taken_again(bench: Bench) -> None:
    bench.enter()
    before = view(bench.enroll.enrollment)
    bench.say(PreviewFrame(grey(), 1.0), slap_candidate(RIGHT, (60, 60, 60, 60), RIGHT.fingers))
    bench.page.leave()
    bench.page.enter(before)
    assert bench.phase is Phase.SAVING
    assert bench.page.state.slap is not None
    assert bench.page.state.slap.slap is RIGHT
    assert len(bench.capture.sessions) == 1
    bench.work.finish()
    assert bench.phase is Phase.TAKEN


def test_marks_left_under_way_are_waited_for(bench: Bench) -> None:
    bench.enter()
    before = view(bench.enroll.enrollment)
    bench.page.mark((Finger.RIGHT_LITTLE,), ExceptionReason.BANDAGED)
    bench.page.leave()
    bench.page.enter(before)
    assert bench.phase is Phase.SAVING
    bench.work.finish()
    bench.inbox.run()
    assert bench.capture.asked[-1] == (RIGHT, RIGHT.fingers[:-1])


def test_settling_tries_an_unsaved_slap_once_more_before_what_is_asked_next(bench: Bench) -> None:
    unsaved_slap(bench)
    bench.page.settle()
    assert bench.phase is Phase.SAVING
    bench.work.finish()
    assert bench.phase is Phase.TAKEN


def test_marking_what_is_marked_already_changes_nothing(bench: Bench) -> None:
    bench.enter()
    bench.page.mark((Finger.LEFT_RING,), None)
    assert bench.work.waiting == []
    assert not bench.page.would_drop(Finger.LEFT_RING)


def test_marking_after_capture_is_known_to_drop_it() -> None:
    bench = Bench(enrollment().with_slap(impression(RIGHT, 1, (60, 60, 60, 60))))
    bench.enter()
    assert bench.page.would_drop(Finger.RIGHT_RING)
    assert not bench.page.would_drop(Finger.LEFT_RING)


def test_choosing_a_settled_slap_takes_it_again_while_attempts_are_left() -> None:
    bench = Bench(enrollment().with_slap(impression(RIGHT, 1, (60, 60, 60, 60))))
    bench.enter()
    assert bench.capture.asked[-1][0] is LEFT
    bench.page.choose(RIGHT)
    bench.inbox.run()
    assert bench.capture.asked[-1][0] is RIGHT


def test_choosing_a_slap_without_attempts_left_only_shows_its_best() -> None:
    of = enrollment()
    for attempt in (1, 2, 3):
        of = of.with_slap(impression(RIGHT, attempt, (60, 60, 60, 60)))
    bench = Bench(of)
    bench.enter()
    bench.page.choose(RIGHT)
    bench.work.finish()
    assert bench.phase is Phase.TAKEN
    assert bench.capture.sessions[-1].stopped
    assert bench.screen.frames[-1][0].shape == (40, 60)


def test_not_taken_at_this_age(bench: Bench) -> None:
    bench.page.enter(view(fingerprints_required=False, slaps=()))
    assert bench.phase is Phase.EXEMPT
    bench.page.go()
    bench.page.mark((Finger.LEFT_RING,), ExceptionReason.UNABLE)
    assert bench.capture.sessions == []
    assert not bench.page.cancel()


def test_scanner_unplugged_and_back(bench: Bench) -> None:
    bench.enter()
    bench.say(PreviewFrame(grey(), 1.0), CaptureFailed(Problem("DEV-010")))
    assert bench.phase is Phase.WAITING
    bench.devices.set_state("fingerprint", "gone")
    bench.devices.set_state("fingerprint", "ready")
    bench.inbox.run()
    assert bench.phase is Phase.OPENING


def test_disk_full_keeps_the_slap_in_hand(bench: Bench) -> None:
    bench.enter()
    bench.enroll.problem = Problem("STN-101")
    bench.take(RIGHT, 60, 60, 60, 60)
    assert bench.phase is Phase.UNSAVED
    bench.page.go()
    bench.work.finish()
    assert bench.phase is Phase.TAKEN


def test_leaving_stops_everything_and_the_pause(bench: Bench) -> None:
    bench.enter()
    bench.take(RIGHT, 60, 60, 60, 60)
    bench.page.leave()
    bench.timer.finish()
    assert len(bench.capture.sessions) == 1
    assert bench.devices.hearers == []


def test_cancel_stops_and_space_begins_again(bench: Bench) -> None:
    bench.enter()
    assert bench.page.cancel()
    assert bench.phase is Phase.STOPPED
    bench.page.go()
    assert bench.phase is Phase.OPENING


@pytest.mark.parametrize(
    ("score", "word"), [(29, "low"), (30, "fair"), (49, "fair"), (50, "good"), (None, "unknown"), (100, "good")]
)
def test_words_at_the_edges(score: int | None, word: str) -> None:
    assert word_for(score, 30) == word


def test_fingers_and_what_is_next() -> None:
    of = enrollment().with_exceptions((BiometricException(Finger.LEFT_THUMB, ExceptionReason.UNABLE),))
    of = of.with_slap(impression(RIGHT, 1, (70, 35, 10, None)))
    lines = finger_lines(view(of))
    assert [lines[finger].state for finger in RIGHT.fingers] == ["taken", "taken", "weak", "weak"]
    assert [lines[finger].word for finger in RIGHT.fingers] == ["good", "fair", "low", "unknown"]
    assert lines[Finger.LEFT_THUMB].reason is ExceptionReason.UNABLE
    assert lines[Finger.RIGHT_THUMB].state == "to_do"
    assert next_slap(view(of)) is RIGHT
    assert not settled(view(of).slaps[0])


def doubted(bench: Bench, *codes: str) -> None:
    """The scanner gives the slap that was asked for, with questions."""
    slap, expected = bench.capture.asked[-1][:2]
    assert isinstance(slap, Slap)
    assert isinstance(expected, tuple)
    made = slap_candidate(slap, (60,) * len(expected), expected)
    bench.say(replace(made, questions=tuple(FailedCheck(code) for code in codes)))


def test_what_could_not_be_decided_is_asked_one_after_the_other_and_kept_by_the_last_yes(bench: Bench) -> None:
    bench.enter()
    doubted(bench, "FNG-WRONG-HAND", "FNG-SMEARED")
    assert (bench.phase, bench.page.state.problem) == (Phase.ASKED, Problem("FNG-WRONG-HAND", field="right_four"))
    assert bench.enroll.enrollment.samples.slaps == ()
    bench.page.say_yes()
    assert (bench.phase, bench.page.state.problem) == (Phase.ASKED, Problem("FNG-SMEARED", field="right_four"))
    bench.page.say_yes()
    bench.work.finish()
    assert bench.phase is Phase.TAKEN
    assert len(bench.enroll.enrollment.samples.slaps) == 1


def test_no_is_to_take_them_again_and_nothing_was_kept(bench: Bench) -> None:
    bench.enter()
    doubted(bench, "FNG-OTHER-ABSENT")
    bench.page.go()
    bench.inbox.run()
    assert [asked[0] for asked in bench.capture.asked] == [RIGHT, RIGHT]
    bench.page.say_yes()  # to nothing: the question went with the prints
    assert bench.enroll.enrollment.samples.slaps == ()


def test_who_leaves_the_page_has_answered_nothing(bench: Bench) -> None:
    bench.enter()
    doubted(bench, "FNG-OTHER-ABSENT")
    bench.page.leave()
    bench.work.finish()
    assert bench.enroll.enrollment.samples.slaps == ()
    bench.enter()
    bench.page.say_yes()
    assert bench.enroll.enrollment.samples.slaps == ()


def test_escape_gives_a_question_up(bench: Bench) -> None:
    bench.enter()
    doubted(bench, "FNG-OTHER-ABSENT")
    assert bench.page.cancel()
    assert bench.phase is Phase.STOPPED


def test_the_scanner_is_asked_for_that_person(bench: Bench) -> None:
    bench.enter()
    assert bench.capture.whose == [bench.enroll.enrollment.enrollment_id]
