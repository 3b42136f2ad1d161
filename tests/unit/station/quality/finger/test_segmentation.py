"""Slap segmentation: right number, order, hand and place; turned hands; what is no finger; what it refuses."""

import cv2
import numpy as np
import pytest

from station.domain.sample import SLAPS, Finger, Slap
from station.quality.finger.found import SlapImageUnusable
from station.quality.finger.segmentation import crop, segment
from tests.support.scanners import slap_pixels, turned

HANDS = {Slap.RIGHT_FOUR: "right", Slap.LEFT_FOUR: "left", Slap.THUMBS: None}


@pytest.mark.drawn(7)
@pytest.mark.parametrize("slap", SLAPS)
@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("outcome", ["good", "dry", "wet"])
def test_finds_each_finger_and_the_hand(slap: Slap, seed: int, outcome: str) -> None:
    found = segment(slap_pixels(outcome, slap, seed), 500)
    assert len(found.fingers) == len(slap.fingers)
    assert found.hand == HANDS[slap]


@pytest.mark.drawn(6)
@pytest.mark.parametrize("degrees", [-45, -30, -15, 15, 30, 45])
@pytest.mark.parametrize("slap", SLAPS)
def test_a_turned_hand_gives_the_same_fingers_turned(slap: Slap, degrees: int) -> None:
    pixels = slap_pixels("good", slap)
    straight, askew = segment(pixels, 500), segment(turned(pixels, degrees), 500)
    assert len(askew.fingers) == len(straight.fingers)
    assert askew.hand == straight.hand
    for one, other in zip(straight.fingers, askew.fingers, strict=True):
        assert other.turn_deg - one.turn_deg == pytest.approx(degrees, abs=2.0)
        sides = [np.linalg.norm(np.subtract(finger.corners[1], finger.corners[0])) for finger in (one, other)]
        assert sides[0] == pytest.approx(sides[1], rel=0.06)


def test_only_the_end_phalanx_is_kept() -> None:
    pixels = slap_pixels("good", Slap.RIGHT_FOUR)
    for finger in segment(pixels, 500).fingers:
        width, length = (np.linalg.norm(np.subtract(finger.corners[n], finger.corners[0])) * 25.4 / 500 for n in (1, 3))
        assert 12 < width < 21
        assert 18 < length < 30  # with the next phalanx it would be 38 at least


def test_preview_of_half_the_resolution_gives_the_same_fingers() -> None:
    pixels = slap_pixels("good", Slap.LEFT_FOUR)
    small = np.asarray(cv2.resize(pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)
    full, half = segment(pixels, 500), segment(small, 250)
    assert len(half.fingers) == 4
    for one, other in zip(full.fingers, half.fingers, strict=True):
        assert np.abs(np.array(one.corners) / 2 - np.array(other.corners)).max() < 8


def test_fingers_come_left_to_right() -> None:
    tips = [finger.tip[0] for finger in segment(slap_pixels("good", Slap.RIGHT_FOUR), 500).fingers]
    assert tips == sorted(tips)


def test_the_other_hand_is_seen_and_a_lifted_finger_is_missed() -> None:
    assert segment(slap_pixels("wrong_hand", Slap.RIGHT_FOUR), 500).hand == "left"
    assert len(segment(slap_pixels("three_fingers", Slap.RIGHT_FOUR), 500).fingers) == 3
    assert len(segment(slap_pixels("extra_finger", Slap.THUMBS), 500).fingers) == 3


def test_two_fingers_do_not_tell_the_hand() -> None:
    two = (Finger.RIGHT_INDEX, Finger.RIGHT_MIDDLE)
    found = segment(slap_pixels("good", Slap.RIGHT_FOUR, expected=two), 500)
    assert len(found.fingers) == 2
    assert found.hand is None


@pytest.mark.parametrize("outcome", ["blank", "smudge"])
def test_no_ridges_no_fingers(outcome: str) -> None:
    assert segment(slap_pixels(outcome, Slap.RIGHT_FOUR), 500).fingers == ()


def test_noise_and_flat_grey_are_no_fingers() -> None:
    noise = np.random.default_rng(5).integers(0, 256, (1500, 1600), dtype=np.uint8)
    assert segment(noise, 500).fingers == ()
    for level in (0, 128, 255):
        assert segment(np.full((1500, 1600), level, np.uint8), 500).fingers == ()


def test_neighbours_that_touch_are_parted() -> None:
    """Pushed together so that less than half a millimetre of glass stays between them."""
    pixels = slap_pixels("good", Slap.THUMBS)
    left, right = (np.array(finger.corners) for finger in segment(pixels, 500).fingers)
    edge = int(left[:, 0].max())
    gap = int(right[:, 0].min()) - edge + 70
    together = np.concatenate([pixels[:, :edge], pixels[:, edge + gap :]], axis=1)
    assert len(segment(np.ascontiguousarray(together), 500).fingers) == 2


def test_a_crop_is_upright_white_outside_and_read_only() -> None:
    pixels = turned(slap_pixels("good", Slap.THUMBS), 40)
    finger = segment(pixels, 500).fingers[0]
    print_ = crop(pixels, finger, 500)
    assert print_.dtype == np.uint8
    assert print_.shape[0] > print_.shape[1] > 300
    assert not print_.flags.writeable
    half = crop(np.repeat(np.repeat(pixels, 2, 0), 2, 1)[:4000, :4000], _twice(finger), 1000)
    assert abs(half.shape[0] - print_.shape[0]) <= 1


def _twice(finger: object) -> object:
    from station.quality.finger.segmentation import scaled

    return scaled(finger, 2.0)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("pixels", "ppi"),
    [
        (np.zeros((1500, 1600, 3), np.uint8), 500),
        (np.zeros((1500, 1600), np.float32), 500),
        (np.zeros((4001, 1600), np.uint8), 500),
        (np.zeros((20, 1600), np.uint8), 500),
        (np.zeros((1500, 1600), np.uint8), 100),
        (np.zeros((1500, 1600), np.uint8), 2000),
    ],
)
def test_refuses_what_no_scanner_delivers(pixels: np.ndarray, ppi: int) -> None:
    with pytest.raises(SlapImageUnusable) as caught:
        segment(pixels, ppi)
    assert caught.value.code == "STN-520"


def test_never_enlarges() -> None:
    pixels = slap_pixels("good", Slap.THUMBS)
    finger = segment(pixels, 500).fingers[0]
    with pytest.raises(SlapImageUnusable):
        crop(pixels, finger, 400)
