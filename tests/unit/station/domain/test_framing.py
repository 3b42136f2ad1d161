"""How far a crop may be moved by hand: the table of ICAO holds of whatever is kept, by the crop's own arithmetic."""

from dataclasses import replace
from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.domain.face_facts import Adjustment
from station.domain.framing import TABLE, Measure
from station.quality.face.analysis import FaceAnalysis
from station.quality.face.geometry import HEIGHT, WIDTH
from tests.support.faces import GOOD

NEAR = replace(GOOD, frame_size=(2560, 1440), box=(1010.0, 440.0, 540.0, 580.0))
NEAR = replace(NEAR, pupils=((1164.0, 640.0), (1396.0, 650.0)), chin=(1275.0, 1060.0))
AS_CUT = Adjustment()

adjustments = st.builds(
    Adjustment,
    across=st.floats(-0.3, 0.3),
    down=st.floats(-0.3, 0.3),
    size=st.floats(0.5, 2.0),
    turn=st.floats(-30, 30),
)


def test_as_the_rule_cuts_it_all_of_the_table_holds() -> None:
    found = NEAR.head.measured(AS_CUT)
    assert NEAR.head.broken(AS_CUT) == ()
    assert found[Measure.HEAD] == pytest.approx(0.745)
    assert found[Measure.EYES] == pytest.approx(0.45)
    assert found[Measure.MIDDLE] == pytest.approx(0.5)
    assert found[Measure.TURN] == pytest.approx(0.0, abs=1e-6)
    assert found[Measure.FRAME] > 0


@given(by=adjustments)
def test_what_is_measured_is_what_the_crop_shows(by: Adjustment) -> None:
    """Points of the frame, through the map by which pixels are cut."""
    cut, found = NEAR.geometry.adjusted(by), NEAR.head.measured(by)
    left, right = (np.array(cut.in_portrait(eye)) for eye in NEAR.pupils)
    middle = (left + right) / 2
    assert (middle + 0.5) / (WIDTH, HEIGHT) == pytest.approx((found[Measure.MIDDLE], found[Measure.EYES]))
    assert np.hypot(*(right - left)) == pytest.approx(found[Measure.APART])
    assert cut.scale == pytest.approx(found[Measure.DETAIL])
    assert (found[Measure.FRAME] >= 0) == cut.fits(NEAR.frame_size) or abs(found[Measure.FRAME]) < 1e-6


@given(by=adjustments)
def test_nothing_outside_the_table_is_let_through(by: Adjustment) -> None:
    found, broken = NEAR.head.measured(by), NEAR.head.broken(by)
    assert set(broken) == {each for each, band in TABLE.items() if not band.holds(found[each])}


@pytest.mark.parametrize(
    ("by", "broken"),
    [
        (Adjustment(across=0.06), Measure.MIDDLE),
        (Adjustment(across=-0.06), Measure.MIDDLE),
        (Adjustment(down=-0.06), Measure.EYES),
        (Adjustment(down=0.16), Measure.EYES),
        (Adjustment(turn=8.5), Measure.TURN),
        (Adjustment(turn=-8.5), Measure.TURN),
        (Adjustment(size=1.3), Measure.HEAD),
        (Adjustment(size=0.8), Measure.HEAD),
    ],
)
def test_each_limit_binds(by: Adjustment, broken: Measure) -> None:
    assert broken in NEAR.head.broken(by)


@pytest.mark.parametrize(
    "by",
    [
        Adjustment(across=0.04),
        Adjustment(down=-0.04),
        Adjustment(down=0.1),
        Adjustment(turn=7.5),
        Adjustment(size=1.2),
        Adjustment(size=0.9),
    ],
)
def test_within_the_limits_people_may_move_it(by: Adjustment) -> None:
    assert NEAR.head.broken(by) == ()


def test_a_camera_with_few_pixels_makes_up_no_more_of_them() -> None:
    few: FaceAnalysis = replace(GOOD, chin=(640.0, 510.0))  # 0.96 of a pixel
    assert few.geometry.scale < 1
    assert few.head.broken(AS_CUT) == ()
    assert few.head.broken(Adjustment(size=0.98)) == (Measure.DETAIL,)
    assert few.head.broken(Adjustment(size=1.02)) == ()


def test_an_unusual_face_is_held_to_what_the_rule_gives() -> None:
    narrow = replace(NEAR, box=(1180.0, 440.0, 200.0, 580.0))
    assert narrow.head.measured(AS_CUT)[Measure.WIDTH] < TABLE[Measure.WIDTH].low
    assert narrow.head.broken(AS_CUT) == ()
    assert narrow.head.broken(Adjustment(size=1.02)) == (Measure.WIDTH,)


def test_the_table_is_icaos() -> None:
    told = {each.value: (band.low, band.high) for each, band in TABLE.items()}
    assert told == {
        "head": (0.6, 0.9), "eyes": (0.3, 0.5), "middle": (0.45, 0.55), "width": (0.5, 0.75), "turn": (-8, 8),
        "apart": (90, inf), "detail": (1, inf), "frame": (0, inf),
    }  # fmt: skip
