"""Limits with hysteresis."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.capture.bands import Band, within


def test_what_became_good_stays_good_up_to_the_limit() -> None:
    band = within(5, 0.4)
    assert not band.holds(4.8, was_good=False)
    assert band.holds(4.8, was_good=True)
    assert band.holds(4.6, was_good=False)
    assert not band.holds(5.1, was_good=True)


@given(st.floats(-20, 20), st.booleans())
def test_the_limit_itself_is_never_passed(value: float, was_good: bool) -> None:
    if within(8, 0.5).holds(value, was_good=was_good):
        assert abs(value) <= 8


def test_best_is_inside_good() -> None:
    pitch = within(8, 0.5, best=5)
    assert pitch.is_best(-5)
    assert not pitch.is_best(6)
    assert Band(low=60).is_best(1e9)


@pytest.mark.parametrize(
    ("band", "text"),
    [
        (within(5, 0.4), "|x| <= 5"),
        (Band(low=0.55), "x >= 0.55"),
        (Band(high=2), "x <= 2"),
        (Band(478, 720), "478 <= x <= 720"),
    ],
)
def test_limits_read_well(band: Band, text: str) -> None:
    assert str(band) == text
