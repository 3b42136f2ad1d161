"""The simulated scanner: seeds, variety, missing fingers, scripts, speed of repeated acquisitions."""

from itertools import combinations

import numpy as np
import pytest

from devices.adapters.sim_fingerprint import outcomes
from devices.adapters.sim_fingerprint.adapter import SimFingerprintAdapter
from devices.adapters.sim_fingerprint.anatomy import end_phalanx, middle_phalanx
from devices.adapters.sim_fingerprint.outcomes import take
from devices.adapters.sim_fingerprint.script import OUTCOMES
from devices.api import ONE_FINGER, CancelScope, FingerFrame, FingerPosition, OptionInvalid, Options
from station.domain.sample import SLAPS
from station.quality.finger.nfiq2 import Nfiq2
from station.quality.finger.segmentation import crop, segment
from tests.support.scanners import slap_pixels

RIGHT_FOUR = tuple(FingerPosition(code) for code in (2, 3, 4, 5))
QUICK: Options = {"preview_frames": 4, "preview_interval_s": 0.0}


def frames(options: Options, expected: tuple[FingerPosition, ...] = RIGHT_FOUR, count: int = 1) -> list[FingerFrame]:
    adapter = SimFingerprintAdapter()
    scanner = adapter.open(adapter.discover(options)[0], options)
    for _ in range(count):
        taken = list(scanner.acquire(expected, CancelScope(30)))
    return taken


def marked_mm2(pixels: np.ndarray) -> float:
    return float((pixels < 200).sum()) * (25.4 / 500) ** 2


def test_the_same_seed_has_the_same_fingers_for_ever() -> None:
    first = end_phalanx(7, FingerPosition.LEFT_RING).ridges.copy()
    end_phalanx.cache_clear()
    assert np.array_equal(first, end_phalanx(7, FingerPosition.LEFT_RING).ridges)
    pixels = take("good", 7, RIGHT_FOUR[:1], 0).pixels
    assert take("good", 7, RIGHT_FOUR[:1], 0).pixels is pixels  # the last ones are kept
    outcomes._taken.cache_clear()
    assert np.array_equal(take("good", 7, RIGHT_FOUR[:1], 0).pixels, pixels)


def test_no_two_fingers_and_no_two_people_are_alike() -> None:
    prints = [end_phalanx(seed, position).ridges[100:300, 60:240] for seed in (1, 2) for position in FingerPosition]
    for one, other in combinations(prints, 2):
        assert abs(np.corrcoef(one.ravel(), other.ravel())[0, 1]) < 0.25


def test_skin_is_shared_read_only_and_grown_once() -> None:
    skin = end_phalanx(1, FingerPosition.RIGHT_INDEX)
    assert skin is end_phalanx(1, FingerPosition.RIGHT_INDEX)
    assert middle_phalanx(1, True) is middle_phalanx(1, True)
    assert not skin.ridges.flags.writeable
    assert not skin.pores.flags.writeable


def test_two_placements_of_one_finger_differ_in_place_not_in_skin() -> None:
    one, other = take("good", 1, RIGHT_FOUR, 0).pixels, take("good", 1, RIGHT_FOUR, 1).pixels
    assert not np.array_equal(one, other)
    assert marked_mm2(one) == pytest.approx(marked_mm2(other), rel=0.25)


def test_only_the_expected_fingers_come_down() -> None:
    four = marked_mm2(take("good", 1, RIGHT_FOUR, 0).pixels)
    two = marked_mm2(take("good", 1, RIGHT_FOUR[:2], 0).pixels)
    assert 0.35 * four < two < 0.7 * four


def test_preview_grows_from_an_empty_glass_and_is_pale() -> None:
    taken = frames({**QUICK, "preview_frames": 6})
    means = [float(frame.pixels.mean()) for frame in taken]
    assert means[0] > 248
    assert sorted(means[1:], reverse=True) == means[1:]
    assert taken[0].status == "searching_fingers"
    assert [frame.status for frame in taken[-2:]] == ["keep_fingers_still", "capturing"]
    assert {frame.pixels.shape for frame in taken[:-1]} == {(750, 800)}
    assert taken[-1].pixels.shape == (1500, 1600)


def test_outcomes_follow_the_script_and_then_all_is_well() -> None:
    script: Options = {**QUICK, "outcomes": ["blank", "three_fingers"]}
    areas = [marked_mm2(frames(script, count=count)[-1].pixels) for count in (1, 2, 3)]
    assert areas[0] < 1
    assert areas[0] < areas[1] < areas[2]


def test_the_script_goes_on_over_openings_and_begins_anew_with_other_settings() -> None:
    """Each capture session opens the device anew."""
    adapter = SimFingerprintAdapter()
    script: Options = {**QUICK, "outcomes": ["blank", "good", "blank"]}

    def area(options: Options) -> float:
        scanner = adapter.open(adapter.discover(options)[0], options)
        *_, final = scanner.acquire(RIGHT_FOUR, CancelScope(30))
        return marked_mm2(final.pixels)

    assert [area(script) > 1 for _ in range(4)] == [False, True, False, True]
    assert area({**script}) < 1


def test_no_two_acquisitions_are_alike() -> None:
    adapter = SimFingerprintAdapter()
    finals = []
    for _ in range(2):
        scanner = adapter.open(adapter.discover(QUICK)[0], QUICK)
        finals.append([*scanner.acquire(RIGHT_FOUR, CancelScope(30))][-1].pixels)
    assert not np.array_equal(*finals)


def test_dry_and_wet_are_told_by_the_device_while_it_watches() -> None:
    assert frames({**QUICK, "outcomes": ["dry"]})[-2].status == "raise_finger_pressure"
    assert frames({**QUICK, "outcomes": ["wet"]})[-2].status == "reduce_finger_pressure"
    assert frames({**QUICK, "outcomes": ["blank"]})[-2].status == "searching_fingers"


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_is_a_whole_picture(outcome: str) -> None:
    for expected in (RIGHT_FOUR[:1], (FingerPosition.LEFT_THUMB, FingerPosition.RIGHT_THUMB)):
        pixels = take(outcome, 1, expected, 0).pixels
        assert pixels.shape == (1500, 1600)
        assert not pixels.flags.writeable


def test_without_preview_the_impression_comes_at_once() -> None:
    taken = frames({"preview_frames": 0, "preview_interval_s": 0.0})
    assert [frame.final for frame in taken] == [True]


@pytest.mark.parametrize(
    "options",
    [{"outcomes": ["perfect"]}, {"outcomes": "good"}, {"outcomes": 3}, {"fault_at_frame": 1, "fault": "melted"}],
)
def test_wrong_options_are_named_at_discovery(options: Options) -> None:
    with pytest.raises(OptionInvalid):
        SimFingerprintAdapter().discover(options)


@pytest.mark.parametrize("options", [{"seed": -1}, {"preview_frames": 0.5j}, {"preview_interval_s": "slow"}])
def test_wrong_numbers_are_named_at_opening(options: Options) -> None:
    adapter = SimFingerprintAdapter()
    with pytest.raises(OptionInvalid):
        adapter.open(adapter.discover({})[0], options)


def test_a_second_acquisition_grows_no_skin() -> None:
    """Growing it is nearly all the work."""
    take("good", 1, RIGHT_FOUR, 0)
    grown = [skin.cache_info().misses for skin in (end_phalanx, middle_phalanx)]
    take("good", 1, RIGHT_FOUR, 1)
    assert [skin.cache_info().misses for skin in (end_phalanx, middle_phalanx)] == grown


@pytest.mark.slow
def test_one_persons_ten_fingers_are_ten() -> None:
    """By the matcher that asks from 30 on: simulated prints must not be taken for each other."""
    scorer = Nfiq2()
    try:
        found = [segment(slap_pixels("good", slap), 500).fingers for slap in SLAPS]
        cut = [
            crop(slap_pixels("good", slap), finger, 500)
            for slap, fingers in zip(SLAPS, found, strict=True)
            for finger in fingers
        ]
        minutiae = [each.minutiae for each in scorer.measure(cut)]
        assert len(minutiae) == 10
        assert max(scorer.match(tuple(combinations(minutiae, 2)))) < 30
    finally:
        scorer.close()


def test_one_whose_glass_holds_one_finger_says_so_and_shows_one() -> None:
    options: Options = {**QUICK, "fingers": 1}
    (info,) = SimFingerprintAdapter().discover(options)
    assert info.capabilities == {ONE_FINGER}
    assert SimFingerprintAdapter().discover({})[0].capabilities == frozenset()
    assert len(segment(frames(options)[-1].pixels, 500).fingers) == 1
