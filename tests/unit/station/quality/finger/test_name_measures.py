"""Each measure behind the names of fingers, by itself: what it says of pictures whose truth is known."""

from itertools import combinations

import cv2
import numpy as np
import pytest

from station.domain.sample import SLAPS, Slap
from station.quality.finger.absent import Choice, likelihoods, of_hand, within_hand
from station.quality.finger.edge import over_edge
from station.quality.finger.flow import Flow
from station.quality.finger.found import FoundFinger, Segmentation
from station.quality.finger.lately import Lately
from station.quality.finger.light import inverted, levelled
from station.quality.finger.motion import shift_mm
from station.quality.finger.nfiq2 import Measured
from station.quality.finger.period import period_mm
from station.quality.finger.ridges import to_working
from station.quality.finger.row import step_mm
from tests.support.scanners import FixedScorer, slap_pixels

HAND = np.array(((-19.0, 12.0), (0.0, 0.0), (17.0, 9.0), (38.0, 35.0)))


def waves(period_px: float, angle_deg: float, side: int = 300) -> np.ndarray:
    y, x = np.mgrid[0:side, 0:side]
    angle = np.deg2rad(angle_deg)
    along = (y * np.cos(angle) + x * np.sin(angle)) / period_px
    return np.round(128 + 100 * np.cos(2 * np.pi * along)).astype(np.uint8)


@pytest.mark.parametrize("period_px", [6.0, 9.0, 12.0, 18.0])
@pytest.mark.parametrize("angle_deg", [0.0, 37.0, 90.0])
def test_the_period_is_that_of_the_wave(period_px: float, angle_deg: float) -> None:
    found = period_mm([waves(period_px, angle_deg)], 500)
    assert found is not None
    assert found == pytest.approx(period_px * 25.4 / 500, rel=0.08)


def test_the_period_of_nothing_is_none() -> None:
    assert period_mm([np.full((200, 200), 250, np.uint8)], 500) is None
    assert period_mm([], 500) is None


def test_an_inverted_picture_is_one_and_glass_is_not() -> None:
    for slap in SLAPS:
        pixels = slap_pixels("good", slap)
        assert not inverted(pixels)
        assert inverted(255 - pixels)
    assert not inverted(slap_pixels("blank", Slap.RIGHT_FOUR))


@pytest.mark.parametrize("levels", [60.0, 120.0])
def test_light_that_falls_off_is_made_even(levels: float) -> None:
    small = to_working(slap_pixels("good", Slap.RIGHT_FOUR), 500)
    slope = np.linspace(0.0, levels, small.shape[1])[None, :]
    even = levelled(np.clip(small - slope, 0, 255).astype(np.uint8))
    left, right = even[-40:, :60], even[-40:, -60:]
    assert abs(float(left.mean()) - float(right.mean())) < 6.0


def test_a_picture_without_glass_is_left_as_it_is() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (400, 400), dtype=np.uint8)
    assert levelled(noise) is noise


def test_ridges_arched_over_the_tip_tell_up_from_down() -> None:
    y, x = np.mgrid[0:400, 0:300]
    arched = np.round(128 + 100 * np.cos(np.hypot(x - 150, y - 200) * 2 * np.pi / 9)).astype(np.uint8)
    flow, turned = Flow(arched[:200], 500), Flow(arched[200:], 500)
    assert flow.arch > 0.5
    assert turned.arch < -0.5


@pytest.mark.parametrize(("angle_deg", "slant"), [(30.0, 0.87), (-30.0, -0.87), (0.0, 0.0)])
def test_the_slant_is_the_sine_of_twice_the_angle(angle_deg: float, slant: float) -> None:
    assert Flow(waves(9.0, angle_deg), 500).slant == pytest.approx(slant, abs=0.06)


def test_what_runs_one_way_only_is_not_round() -> None:
    y, x = np.mgrid[0:300, 0:300]
    rings = np.round(128 + 100 * np.cos(np.hypot(x - 150, y - 150) * 2 * np.pi / 9)).astype(np.uint8)
    assert Flow(rings, 500).roundness > 0.9
    assert Flow(cv2.blur(rings, (15, 1)).astype(np.uint8), 500).roundness < 0.5


@pytest.mark.parametrize("moved_mm", [0.0, 0.8, 2.5])
def test_how_far_a_hand_moved(moved_mm: float) -> None:
    pixels = slap_pixels("good", Slap.LEFT_FOUR)
    shift = round(moved_mm * 500 / 25.4)
    small = cv2.resize(pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA).astype(np.uint8)
    assert shift_mm(small, 250, np.roll(pixels, shift, axis=1), 500) == pytest.approx(moved_mm, abs=0.1)


def test_pictures_of_other_sizes_tell_no_motion() -> None:
    pixels = slap_pixels("good", Slap.LEFT_FOUR)
    assert shift_mm(pixels[:700], 500, pixels, 500) == 0.0


def pair(turn_deg: float, step: float, seen_deg: float) -> Segmentation:
    """Two fingers 28 mm apart that lean to each other, laid down turned; seen_deg: what is made of the turn."""
    angle = np.deg2rad(turn_deg)
    fingers = []
    for x, y, lean in ((-14.0, 0.0, 6.0), (14.0, step, -6.0)):
        tip = np.array((np.cos(angle) * x - np.sin(angle) * y, np.sin(angle) * x + np.cos(angle) * y)) * 500 / 25.4
        fingers.append(FoundFinger((tuple(tip), tuple(tip)), turn_deg + lean))
    return Segmentation(tuple(fingers), None, seen_deg)


@pytest.mark.parametrize("turn_deg", [-20.0, 0.0, 35.0])
@pytest.mark.parametrize("step", [0.0, -3.0, 8.0])
def test_a_step_is_told_by_how_the_fingers_themselves_lie(turn_deg: float, step: float) -> None:
    assert step_mm(pair(turn_deg, step, turn_deg - 6.0), 500) == pytest.approx(abs(step), abs=1e-6)


@pytest.mark.parametrize("count", [2, 3])
def test_the_fingers_of_a_mean_hand_are_named(count: int) -> None:
    for fingers in combinations(range(4), count):
        for hand, side in (("right", 1.0), ("left", -1.0)):
            tips = HAND[list(fingers)] * (side, 1.0)
            table = likelihoods(tips[:: int(side)], 14.0)
            assert sum(table.values()) == pytest.approx(1.0)
            best = max((each for each in table if each.hand == hand), key=table.__getitem__)
            if count == 3:
                assert best == Choice(hand, fingers)  # type: ignore[arg-type]
                assert within_hand(table, best) > 0.9
                assert of_hand(table, hand) > 0.9 or 3 not in fingers  # type: ignore[arg-type]


def test_a_smaller_hand_is_the_same_hand() -> None:
    tips = HAND[[0, 2, 3]]
    one, other = likelihoods(tips, 14.0), likelihoods(tips * 0.7, 14.0 * 0.7)
    assert all(one[each] == pytest.approx(other[each]) for each in one)


def test_only_prints_count_at_the_edge() -> None:
    skin = np.zeros((300, 300), np.uint8)
    skin[100:160, :40] = 1
    corners = np.array(((0.0, 100.0), (40.0, 100.0), (40.0, 160.0), (0.0, 160.0)))
    reach, place = over_edge(skin, [corners])
    assert reach == pytest.approx(60 * 25.4 / 125, abs=0.3)
    assert place[0] == (0.0, 100.0)
    assert over_edge(skin, [corners + np.array((100.0, 0.0))]) == (0.0, ())  # a lower phalanx lies there
    skin[:] = 0
    skin[-40:, 100:160] = 1
    assert over_edge(skin, [np.array(((100.0, 260.0), (160.0, 260.0), (160.0, 300.0), (100.0, 300.0)))])[0] == 0.0


def test_what_was_measured_lately_is_asked_for_once_and_forgotten_with_the_person() -> None:
    scorer = FixedScorer(44)
    lately = Lately(scorer, most=2)
    one, two, three = (np.full((9, 9), level, np.uint8) for level in (1, 2, 3))
    assert lately.measure([one, two, one]) == (Measured(44),) * 3
    assert scorer.asked == 2
    lately.measure([two, one])
    assert scorer.asked == 2
    lately.measure([three])
    lately.measure([one])
    assert scorer.asked == 3  # one was used last but for three
    lately.measure([two])
    assert scorer.asked == 4
    lately.forget()
    lately.measure([two])
    assert scorer.asked == 5
