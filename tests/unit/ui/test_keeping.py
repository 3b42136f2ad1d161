"""One life-cycle for what was captured: in hand, under way, unsaved, settled; by enrollment, whatever comes late."""

from dataclasses import replace

import pytest

from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.services.views import EnrollmentView, EnrollResult
from tests.support.capture_fakes import Later, enrollment, view
from ui.keeping import Held, Keeper, Stage

FULL = Problem("STN-101")
USELESS = Problem("STN-433", field="portrait")
ONE, OTHER = EnrollmentId("one"), EnrollmentId("other")


class Bench:
    def __init__(self) -> None:
        self.work = Later()
        self.answers: list[Problem] = []
        self.asked: list[tuple[EnrollmentId, str]] = []
        self.kept: list[tuple[str, EnrollmentId, bool]] = []
        self.failed: list[tuple[str, str, bool]] = []
        self.keeper: Keeper[str] = Keeper(self.work.run, self._keep, self._kept, self._failed)
        assert self.keeper.open(ONE) is None

    def _keep(self, which: EnrollmentId, candidate: str) -> EnrollResult:
        self.asked.append((which, candidate))
        return self.answers.pop(0) if self.answers else view(replace(enrollment(), enrollment_id=which))

    def _kept(self, candidate: str, view: EnrollmentView, *, newest: bool) -> None:
        self.kept.append((candidate, view.enrollment.enrollment_id, newest))

    def _failed(self, candidate: str, problem: Problem, *, newest: bool) -> None:
        self.failed.append((candidate, problem.code, newest))


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_kept_is_settled(bench: Bench) -> None:
    bench.keeper.keep("a")
    assert bench.keeper.held == Held("a", Stage.UNDER_WAY)
    bench.work.finish()
    assert bench.keeper.held is None
    assert bench.kept == [("a", ONE, True)]


def test_what_is_in_hand_goes_when_it_is_settled_and_only_once(bench: Bench) -> None:
    bench.keeper.hold("a")
    bench.keeper.hold("ab")
    assert bench.work.waiting == []
    for _ in range(2):
        bench.keeper.settle()
    bench.work.finish()
    bench.keeper.settle()
    assert bench.asked == [(ONE, "ab")]


def test_unsaved_stays_with_its_problem_and_is_tried_again(bench: Bench) -> None:
    bench.answers = [FULL]
    bench.keeper.keep("a")
    bench.work.finish()
    assert bench.keeper.held == Held("a", Stage.UNSAVED, FULL)
    assert bench.failed == [("a", "STN-101", True)]
    bench.keeper.settle()
    bench.work.finish()
    assert bench.keeper.held is None
    assert bench.kept == [("a", ONE, True)]


def test_a_candidate_the_draft_has_no_use_for_is_not_kept_again(bench: Bench) -> None:
    bench.answers = [USELESS]
    bench.keeper.keep("a")
    bench.work.finish()
    assert bench.keeper.held is None
    assert bench.failed == [("a", "STN-433", True)]


def test_an_older_answer_touches_nothing_newer(bench: Bench) -> None:
    bench.answers = [FULL]
    bench.keeper.keep("a")
    bench.keeper.hold("ab")
    bench.work.finish()
    assert bench.keeper.held == Held("ab", Stage.IN_HAND)
    assert bench.failed == [("a", "STN-101", False)]


def test_the_same_candidate_twice_is_two(bench: Bench) -> None:
    bench.keeper.keep("a")
    bench.keeper.keep("a")
    bench.work.waiting.pop(0)()
    assert bench.keeper.held == Held("a", Stage.UNDER_WAY)
    assert bench.kept == [("a", ONE, False)]


def test_each_enrollment_has_its_own(bench: Bench) -> None:
    bench.answers = [FULL]
    bench.keeper.keep("a")
    assert bench.keeper.open(OTHER) is None
    bench.keeper.keep("b")
    bench.work.finish()
    assert bench.failed == [("a", "STN-101", False)]
    assert bench.kept == [("b", OTHER, True)]
    assert bench.keeper.open(ONE) == Held("a", Stage.UNSAVED, FULL)
    bench.keeper.settle()
    bench.keeper.close()
    assert bench.keeper.held is None
    bench.work.finish()
    assert bench.asked == [(ONE, "a"), (OTHER, "b"), (ONE, "a")]
    assert bench.kept[-1] == ("a", ONE, False)
    assert bench.keeper.open(ONE) is None


def test_dropped_is_forgotten_but_for_what_is_under_way(bench: Bench) -> None:
    bench.keeper.keep("a")
    bench.keeper.drop()
    assert bench.keeper.held is None
    bench.work.finish()
    assert bench.kept == [("a", ONE, False)]
    bench.keeper.hold("b")
    bench.keeper.drop()
    bench.keeper.settle()
    assert bench.work.waiting == []


def test_without_an_enrollment_nothing_can_be_held(bench: Bench) -> None:
    bench.keeper.close()
    bench.keeper.settle()
    bench.keeper.drop()
    with pytest.raises(LookupError):
        bench.keeper.hold("a")
