"""The fingerprints page's doings: 4-4-2, attempts, missing fingers, refusals, a scanner that goes away."""

from dataclasses import replace

import pytest

from station.domain.capture import CaptureFailed, CaptureRefused, PreviewFrame
from station.domain.errors import Problem
from station.domain.failed import FailedCheck
from station.domain.sample import BiometricException, ExceptionReason, Finger, Slap
from tests.support.capture_fakes import (
    box,
    enrollment,
    grey,
    impression,
    slap_candidate,
    view,
)
from tests.support.slap_bench import LEFT, RIGHT, THUMBS, Bench, bench
from ui.pages.fingerprints.state import Phase
from ui.widgets.finger_lines import attempt_lines, finger_lines, next_slap, settled, word_for

__all__ = ["bench"]


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
