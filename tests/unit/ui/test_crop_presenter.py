"""Moving a crop: steps within the table, each taken back, nothing shown or kept for somebody else."""

from dataclasses import dataclass, field, replace

import pytest

from station.domain.errors import Problem
from station.domain.face_facts import AS_RULED, Adjustment
from station.domain.framing import Measure
from station.services.views import EnrollmentView
from tests.support.capture_fakes import FakeEnroll, Later, enrollment, portrait, view
from tests.support.cropping import FakeCrops
from ui.pages.portrait.crop_presenter import CropPresenter, CropState, Phase

GONE = Problem("STN-625", retryable=True)


@dataclass
class Screen:
    states: list[CropState] = field(default_factory=list)
    changes: list[EnrollmentView] = field(default_factory=list)
    told: list[Problem] = field(default_factory=list)

    def show_state(self, state: CropState) -> None:
        self.states.append(state)

    def enrollment_changed(self, view: EnrollmentView) -> None:
        self.changes.append(view)

    def tell(self, problem: Problem) -> None:
        self.told.append(problem)


class Bench:
    def __init__(self, now: Adjustment = AS_RULED) -> None:
        self.enroll = FakeEnroll(enrollment().with_portrait(portrait()))
        self.crops, self.screen, self.later = FakeCrops(self.enroll, now), Screen(), Later()
        self.page = CropPresenter(self.screen, self.crops, self.later.run)

    def opened(self) -> "Bench":
        self.page.open(view(self.enroll.enrollment))
        self.later.finish()
        return self

    @property
    def how(self) -> Adjustment:
        return self.page.state.how


@pytest.fixture
def bench() -> Bench:
    return Bench().opened()


def test_it_opens_once_the_picture_is_measured() -> None:
    made = Bench()
    made.page.open(view(made.enroll.enrollment))
    assert made.page.state.phase is Phase.LOADING
    made.page.grow(1)  # nothing to move yet
    made.later.finish()
    assert (made.page.state.phase, made.how) == (Phase.OPEN, AS_RULED)


def test_where_there_is_nothing_to_move_it_says_why(bench: Bench) -> None:
    made = Bench()
    made.crops.problem = GONE
    made.opened()
    assert made.page.state.phase is Phase.CLOSED
    assert made.screen.told == [GONE]


def test_steps_and_their_ways(bench: Bench) -> None:
    """The head goes where the arrow points: the rectangle the other way."""
    bench.page.move(1, 0)
    bench.page.move(0, -1)
    bench.page.grow(1)
    bench.page.turn(1)
    how = bench.how
    assert (how.across, how.down, how.turn) == (-0.005, 0.005, -0.5)
    assert how.size == pytest.approx(1 / 1.01)


def test_each_step_is_taken_back_and_a_pull_is_one(bench: Bench) -> None:
    bench.page.move(1, 0)
    bench.page.drag(0.01, 0.0, True)
    bench.page.drag(0.005, 0.0, False)
    assert bench.how.across == pytest.approx(-0.02)
    bench.page.undo()
    assert bench.how.across == -0.005
    assert bench.page.state.undoable
    bench.page.undo()
    assert (bench.how, bench.page.state.undoable) == (AS_RULED, False)
    bench.page.undo()  # nothing more
    assert bench.how == AS_RULED


def test_nought_goes_back_to_the_rule_and_can_be_undone_too(bench: Bench) -> None:
    bench.page.turn(4)
    bench.page.reset()
    assert bench.how == AS_RULED
    bench.page.undo()
    assert bench.how.turn == -2.0


def test_beyond_the_table_it_stays_and_says_at_what(bench: Bench) -> None:
    for _ in range(40):
        bench.page.turn(1)
    assert bench.page.state.limit is Measure.TURN
    assert bench.how.turn == pytest.approx(-8.0, abs=0.5)
    assert bench.crops.cropping.head.broken(bench.how) == ()
    bench.page.turn(-1)
    assert bench.page.state.limit is None


def test_what_is_taken_is_kept_and_closes(bench: Bench) -> None:
    bench.page.turn(2)
    bench.page.take()
    assert bench.page.state.phase is Phase.SAVING
    bench.page.turn(2)  # too late
    assert bench.page.close()  # it is on its way
    bench.later.finish()
    assert bench.crops.asked == [Adjustment(turn=-1.0)]
    assert bench.page.state.phase is Phase.CLOSED
    assert len(bench.screen.changes) == 1


def test_where_nothing_was_moved_nothing_is_kept() -> None:
    made = Bench(Adjustment(turn=-1.0)).opened()
    assert made.how.turn == -1.0  # as it was moved before
    made.page.take()
    assert made.crops.asked == []
    assert made.page.state.phase is Phase.CLOSED


def test_what_cannot_be_kept_stays_where_it_was_moved_to(bench: Bench) -> None:
    bench.page.turn(2)
    bench.crops.problem = Problem("STN-627", {"check": "FACE-CHECK-SHARPNESS"}, True)
    bench.page.take()
    bench.later.finish()
    state = bench.page.state
    assert (state.phase, state.how.turn) == (Phase.OPEN, -1.0)
    assert state.problem is not None
    assert state.problem.code == "STN-627"
    bench.page.turn(-1)
    assert bench.page.state.problem is None


def test_escape_leaves_it_as_it_was(bench: Bench) -> None:
    bench.page.turn(2)
    assert bench.page.close()
    assert not bench.page.close()
    assert bench.crops.asked == []


def test_what_comes_late_is_for_nobody() -> None:
    made = Bench()
    made.page.open(view(made.enroll.enrollment))
    made.page.leave()
    made.later.finish()
    assert made.page.state.phase is Phase.CLOSED
    made.opened()
    made.page.turn(1)
    made.crops.problem = GONE
    made.page.take()
    made.page.leave()
    made.later.finish()
    assert made.page.state.phase is Phase.CLOSED
    assert made.screen.told == [GONE]  # not in silence


def test_a_second_visit_begins_with_nothing_to_take_back(bench: Bench) -> None:
    bench.page.turn(2)
    bench.page.close()
    bench.opened()
    assert not bench.page.state.undoable
    assert replace(bench.page.state, shown=None) == CropState(Phase.OPEN)
