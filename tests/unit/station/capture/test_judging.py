"""Names of fingers: what the simulator laid down is told from what was asked for, or people are asked."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from station.capture import judging
from station.capture.judging import findings, of_the_glass
from station.domain.finger_checks import CheckRules, Limits
from station.domain.sample import SLAPS, Finger, Slap
from station.quality.finger.light import inverted
from station.quality.finger.nfiq2 import Nfiq2
from station.quality.finger.segmentation import crop, segment
from station.quality.finger.writing import writing_mm2
from tests.support.hands import judged, of, ramp, seen, smeared, thumbs_exchanged, upside_down, verdict
from tests.support.no_fingers import NO_FINGERS, card
from tests.support.scanners import slap_pixels, turned

RIGHT, LEFT, THUMBS = Slap.RIGHT_FOUR, Slap.LEFT_FOUR, Slap.THUMBS
FOURS = (RIGHT, LEFT)


@pytest.mark.parametrize("slap", SLAPS)
@pytest.mark.parametrize("outcome", ["good", "turned", "dry", "wet"])
@pytest.mark.drawn(5)
def test_hands_as_asked_for_are_taken_without_a_word(outcome: str, slap: Slap) -> None:
    assert judged(slap_pixels(outcome, slap), slap) == ("accept", frozenset())


@pytest.mark.parametrize("slap", FOURS)
def test_light_that_falls_off_across_the_glass_hides_no_finger(slap: Slap) -> None:
    pixels = ramp(slap_pixels("good", slap), 120)
    assert judged(pixels, slap) == ("accept", frozenset())


@pytest.mark.parametrize("slap", SLAPS)
def test_an_impression_upside_down_is_refused(slap: Slap) -> None:
    room = np.pad(slap_pixels("good", slap), 60, constant_values=251)  # or it would lie over the edge as well
    assert judged(upside_down(room), slap) == ("refuse", frozenset({judging.UPSIDE_DOWN}))


@pytest.mark.parametrize("slap", FOURS)
def test_the_other_hand_is_refused_and_its_check_can_be_switched_off(slap: Slap) -> None:
    other = LEFT if slap is RIGHT else RIGHT
    pixels = slap_pixels("good", other)
    assert judged(pixels, slap) == ("refuse", frozenset({judging.WRONG_HAND}))
    assert judged(pixels, slap, rules=CheckRules(hand="off")) == ("accept", frozenset())


@pytest.mark.parametrize("slap", FOURS)
@pytest.mark.parametrize("declared", range(4))
@pytest.mark.parametrize("real", range(4))
@pytest.mark.drawn(8)
def test_another_finger_absent_than_declared_is_refused_and_the_declared_one_is_not(
    slap: Slap, declared: int, real: int
) -> None:
    said, there = of(slap, slap.fingers[declared]), of(slap, slap.fingers[real])
    result, codes = judged(slap_pixels("good", slap, expected=there), slap, said)
    if declared != real:
        assert result == "refuse"
        assert codes <= {judging.ABSENT, judging.WRONG_HAND}
    elif slap.fingers[real] in (Finger.RIGHT_LITTLE, Finger.LEFT_LITTLE):
        assert (result, codes) == ("ask", {judging.WRONG_HAND})  # three longer fingers are their own mirror image
    else:
        assert (result, codes) == ("accept", frozenset())


@pytest.mark.parametrize("slap", FOURS)
def test_three_fingers_of_the_other_hand_are_never_taken_in_silence(slap: Slap) -> None:
    other = LEFT if slap is RIGHT else RIGHT
    for missing, mirrored in zip(slap.fingers, reversed(other.fingers), strict=True):
        pixels = slap_pixels("good", other, expected=of(other, mirrored))
        result, codes = judged(pixels, slap, of(slap, missing))
        little = missing in (Finger.RIGHT_LITTLE, Finger.LEFT_LITTLE)
        assert result == ("ask" if little else "refuse"), (missing, codes)
        assert judging.WRONG_HAND in codes


def test_one_finger_of_a_hand_is_asked_for_by_name() -> None:
    alone = (Finger.RIGHT_MIDDLE,)
    assert judged(slap_pixels("good", RIGHT, expected=alone), RIGHT, alone) == ("ask", {judging.ONE_ALONE})
    thumb = (Finger.LEFT_THUMB,)
    assert judged(slap_pixels("good", THUMBS, expected=thumb), THUMBS, thumb) == ("ask", {judging.ONE_ALONE})


def test_thumbs_in_each_others_place_are_refused() -> None:
    assert judged(thumbs_exchanged(slap_pixels("good", THUMBS)), THUMBS) == ("refuse", {judging.THUMBS})


@pytest.mark.parametrize(
    ("left", "right", "becomes"),
    [
        (0.3, -0.3, "accept"),
        (0.0, -0.2, "accept"),  # one of them round
        (0.02, 0.0, "ask"),
        (-0.6, 0.04, "refuse"),
        (-0.04, 0.04, "ask"),
        (0.1, 0.9, "ask"),  # a right thumb whose loop opens to the other side, as one of some hundreds has
        (-0.9, -0.1, "ask"),
    ],
)
def test_one_thumb_alone_refuses_nobody(left: float, right: float, becomes: str) -> None:
    told = tuple(judging._exchanged(left, right, Limits()))
    assert verdict(told) == becomes
    assert {each.check.code for each in told} <= {judging.THUMBS}
    assert all(each.check.value == round(left - right, 3) for each in told)


def test_thumbs_that_lean_to_each_other_stand_in_no_step() -> None:
    """Of this pair the turn of both blobs is seen nine degrees off, and it was refused as two fingers of a hand."""
    assert judged(slap_pixels("good", THUMBS, seed=80), THUMBS) == ("accept", frozenset())


def test_prints_no_wider_than_other_fingers_are_hardly_thumbs() -> None:
    made = seen(slap_pixels("good", THUMBS), THUMBS)
    assert made is not None
    narrow = replace(made, known_width_mm=float(np.mean([each.width_mm for each in made.found.fingers])))
    assert [each.check.code for each in findings(narrow)] == [judging.NOT_THUMBS]
    assert findings(replace(made, known_width_mm=narrow.known_width_mm / 1.2)) == ()


def test_a_picture_of_twice_the_declared_resolution_is_refused() -> None:
    pixels = slap_pixels("good", RIGHT)
    large = np.ascontiguousarray(pixels.repeat(2, axis=0).repeat(2, axis=1)[:1900, :3200])
    made = seen(pixels, RIGHT)
    assert made is not None
    doubled = replace(made, prints=tuple(each.repeat(2, axis=0).repeat(2, axis=1) for each in made.prints))
    assert [(each.check.code, each.refuses) for each in findings(doubled)] == [(judging.PERIOD, True)]
    assert judged(large, RIGHT)[0] == "refuse"


def test_ridges_of_a_child_may_lie_closer() -> None:
    made = seen(slap_pixels("good", RIGHT), RIGHT)
    assert made is not None
    limits = replace(Limits(), period_least_mm=0.5, child_period_least_mm=0.3)
    adult = replace(made, rules=CheckRules(limits), years=30)
    assert [each.check.code for each in findings(adult)] == [judging.PERIOD]
    assert findings(replace(adult, years=7)) == ()


def test_skin_over_the_edge_is_asked_for_or_refused_and_the_finger_is_named() -> None:
    pixels = slap_pixels("good", RIGHT)
    made = seen(pixels, RIGHT)
    assert made is not None
    left = min(x for x, _ in made.found.fingers[0].corners)
    cut = np.ascontiguousarray(pixels[:, round(left + 4.0 * 500 / 25.4) :])
    at_edge = seen(cut, RIGHT)
    assert at_edge is not None
    told = findings(at_edge)[0]
    assert (told.check.code, told.refuses, told.places) == (judging.EDGE, True, (0,))
    lenient = replace(at_edge, rules=CheckRules(replace(Limits(), edge_refuse_mm=40.0)))
    assert [each.refuses for each in findings(lenient) if each.check.code == judging.EDGE] == [False]


def test_a_tip_cut_off_is_refused_and_a_little_finger_without_its_lower_half_is_not() -> None:
    pixels = np.array(slap_pixels("good", RIGHT))
    made = seen(pixels, RIGHT)
    assert made is not None
    boxes = [np.array(each.corners) for each in made.found.fingers]
    tipless, short = pixels.copy(), pixels.copy()
    (left, top), (right, bottom) = boxes[1].min(axis=0), boxes[1].max(axis=0)
    tipless[: round(top + 0.45 * (bottom - top)), round(left) : round(right)] = 251
    (left, top), (right, bottom) = boxes[3].min(axis=0), boxes[3].max(axis=0)
    short[round(top + 0.62 * (bottom - top)) :, round(left) - 40 : round(right) + 40] = 251
    assert judged(tipless, RIGHT) == ("ask", {judging.HALF_TIP})  # the lower phalanx may have been taken for the rest
    (left, top), (right, bottom) = boxes[1].min(axis=0), boxes[1].max(axis=0)
    tipless[round(bottom) :, round(left) - 60 : round(right) + 60] = 251
    assert judged(tipless, RIGHT) == ("refuse", {judging.HALF_TIP})
    assert judged(short, RIGHT) == ("accept", frozenset())


@pytest.mark.parametrize("slap", SLAPS)
def test_prints_drawn_out_by_a_hand_that_slid_are_asked_for(slap: Slap) -> None:
    assert judged(smeared(slap_pixels("good", slap)), slap) == ("ask", {judging.SMEARED})


def test_a_hand_that_moved_since_the_preview_is_asked_for() -> None:
    assert judged(slap_pixels("good", RIGHT), RIGHT, moved_mm=1.4) == ("ask", {judging.MOVED})


def test_the_glass_is_looked_at_before_any_finger() -> None:
    pixels, limits = slap_pixels("good", RIGHT), Limits()
    assert of_the_glass(pixels, 500, 5.0, limits) is None
    for picture, residue, code in ((255 - pixels, 0.0, judging.INVERTED), (pixels, 41.0, judging.RESIDUE)):
        told = of_the_glass(picture, 500, residue, limits)
        assert told is not None
        assert (told.check.code, told.refuses) == (code, True)
    assert of_the_glass(slap_pixels("blank", RIGHT), 500, 0.0, limits) is None


def test_paper_with_a_dark_rim_is_paper_and_a_dry_hand_inverted_is_not() -> None:
    framed = card()
    framed[:15], framed[-15:], framed[:, :15], framed[:, -15:] = 120, 120, 120, 120
    assert inverted(framed)
    dry = 255 - slap_pixels("dry", RIGHT)
    assert writing_mm2(dry, 500) > Limits().writing_mm2
    for picture, code in ((framed, judging.PAPER), (dry, judging.INVERTED)):
        told = of_the_glass(picture, 500, 0.0, Limits())
        assert told is not None
        assert told.check.code == code


def test_what_refuses_ends_the_checks() -> None:
    pixels = turned(upside_down(slap_pixels("good", RIGHT)), 0.0)
    codes = judged(pixels, LEFT)[1]
    assert judging.WRONG_HAND not in codes


# --- no fingers, and paper ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def scorer() -> Iterator[Nfiq2]:
    made = Nfiq2()
    yield made
    made.close()


@pytest.mark.parametrize("name", NO_FINGERS)
def test_nothing_that_is_no_finger_is_taken_for_one_nor_asked_about(name: str, scorer: Nfiq2) -> None:
    """Glass and number first; then what is found is refused by how its edges run, or has no score."""
    pixels = NO_FINGERS[name]()
    if of_the_glass(pixels, 500, 0.0, Limits()) is not None:
        return
    prints = [crop(pixels, finger, 500) for finger in segment(pixels, 500).fingers]
    if not prints:
        return
    made = seen(pixels, RIGHT, RIGHT.fingers[: len(prints)])
    assert made is not None
    assert verdict(findings(made)) == "refuse" or any(each.quality.score is None for each in scorer.measure(prints))


def test_a_checkered_cloth_has_scores_and_is_refused_all_the_same(scorer: Nfiq2) -> None:
    pixels = NO_FINGERS["checker"]()
    prints = [crop(pixels, finger, 500) for finger in segment(pixels, 500).fingers]
    assert all((each.quality.score or 0) > 30 for each in scorer.measure(prints))
    assert judged(pixels, RIGHT) == ("refuse", {judging.NOT_A_FINGER})


def test_paper_is_refused_for_what_it_is_though_its_fingers_are_found() -> None:
    told = of_the_glass(card(), 500, 0.0, Limits())
    assert told is not None
    assert (told.check.code, told.refuses) == (judging.PAPER, True)
    assert of_the_glass(card(), 500, 0.0, Limits(writing_mm2=100.0)) is None
    for outcome in ("good", "dry", "wet", "smudge"):
        assert writing_mm2(slap_pixels(outcome, RIGHT), 500) == 0.0


# --- thumbs, before any other finger -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slap", "given"),
    [(RIGHT, RIGHT.fingers[:2]), (RIGHT, RIGHT.fingers[1:3]), (RIGHT, RIGHT.fingers[2:]),
     (LEFT, LEFT.fingers[:2]), (LEFT, LEFT.fingers[1:3]), (LEFT, LEFT.fingers[2:])],
)  # fmt: skip
@pytest.mark.drawn(3)
def test_two_neighbours_of_a_hand_are_refused_as_thumbs_though_nothing_else_is_known(
    slap: Slap, given: tuple[Finger, ...]
) -> None:
    result, codes = judged(slap_pixels("good", slap, expected=given), Slap.THUMBS)
    assert result == "refuse"
    assert judging.NOT_THUMBS in codes


def test_narrow_thumbs_are_asked_about_where_nothing_is_known_and_a_childs_are_not() -> None:
    made = seen(slap_pixels("good", Slap.THUMBS), Slap.THUMBS, rules=CheckRules(Limits(thumb_least_mm=22.0)))
    assert made is not None
    assert [each.check.code for each in findings(made)] == [judging.NOT_THUMBS]
    assert findings(replace(made, years=8)) == ()
