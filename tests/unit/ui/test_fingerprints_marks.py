"""Fingers are marked missing on the page of fingerprints: before, while and after a slap is taken or kept."""

from station.domain.capture import PreviewFrame
from station.domain.errors import Problem
from station.domain.sample import ExceptionReason, Finger
from tests.support.capture_fakes import (
    enrollment,
    grey,
    impression,
    slap_candidate,
    view,
)
from tests.support.slap_bench import LEFT, RIGHT, Bench, bench
from ui.pages.fingerprints.state import Phase

__all__ = ["bench"]


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
