"""A camera's zero of pitch: a median with its interval, applied from the tenth portrait on, and bounded."""

from random import Random

import pytest

from station.domain.face_facts import MOST_DEGREES
from station.domain.pitch import LEAST, PitchZero, learnt


def test_of_nothing_nothing_is_learnt() -> None:
    assert learnt(()) is None


def test_of_few_it_is_shown_and_not_applied() -> None:
    few = learnt([6.0] * (LEAST - 1))
    assert few is not None
    assert (few.count, few.middle, few.offset) == (LEAST - 1, 6.0, 0.0)
    enough = learnt([6.0] * LEAST)
    assert enough is not None
    assert enough.offset == 6.0


def test_what_may_as_well_be_nothing_is_not_applied() -> None:
    """A zero that is not known better than this would move people over the limit for nothing."""
    unsure = learnt([-6.0, -4.0, -2.0, -1.0, -0.5, 0.5, 1.0, 3.0, 5.0, 6.0, 7.0])
    assert unsure is not None
    assert unsure.middle == 0.5
    assert unsure.offset == 0.0


def test_a_few_odd_ones_move_nothing() -> None:
    usual = [3.0, 3.5, 4.0, 4.5, 5.0] * 4
    zero, odd = learnt(usual), learnt([*usual, 40.0, 40.0, -40.0])
    assert zero is not None
    assert odd is not None
    assert zero.middle == odd.middle == 4.0


@pytest.mark.parametrize(("count", "inward"), [(6, 0), (9, 1), (10, 1), (20, 5), (50, 17)])
def test_the_interval_is_that_of_published_tables(count: int, inward: int) -> None:
    """Of the median at 95 %, by ranks (Conover, Practical Nonparametric Statistics, table A3)."""
    zero = learnt(range(count))
    assert zero is not None
    assert (zero.low, zero.high) == (inward, count - 1 - inward)


def test_of_fewer_than_six_there_is_no_interval() -> None:
    zero = learnt([1.0] * 5)
    assert zero is not None
    assert (zero.low, zero.high) == (None, None)


def test_the_interval_holds_what_is_true_as_often_as_it_says() -> None:
    random, held = Random(3), 0
    for _ in range(400):
        zero = learnt([random.gauss(4.0, 4.3) for _ in range(25)])
        assert zero is not None
        assert zero.low is not None
        assert zero.high is not None
        held += zero.low <= 4.0 <= zero.high
    assert held >= 0.93 * 400


@pytest.mark.parametrize(("middle", "applied", "beyond"), [(9.9, 9.9, False), (14.0, 10.0, True), (-30.0, -10.0, True)])
def test_a_camera_hangs_off_only_so_far(middle: float, applied: float, beyond: bool) -> None:
    assert MOST_DEGREES == 10.0
    zero = PitchZero(20, middle, middle - 0.5, middle + 0.5)
    assert (zero.offset, zero.beyond) == (applied, beyond)
