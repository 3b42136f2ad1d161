"""Slaps, fingers of them one by one, single fingers of which another stands for one: what is placed, what counts."""

from dataclasses import replace

import pytest

from station.domain.enrollment import Enrollment
from station.domain.fingers_taken import one_by_one, vetoed
from station.domain.override import Override, OverrideReason
from station.domain.sample import (
    SLAPS,
    BiometricException,
    ExceptionReason,
    Finger,
    Slap,
    SlapImpression,
    Veto,
    VetoReason,
)
from station.workflow.placements import Group, counting, groups_of
from station.workflow.slaps import SlapPolicy
from tests.support.capture_fakes import enrollment, impression
from tests.support.clock import NOW

FOUR = SlapPolicy(dict.fromkeys(Finger, 30), 3, (Slap.RIGHT_FOUR,))
AFTER = replace(FOUR, fallback=("MIDDLE", "INDEX"))
TWO = replace(FOUR, slaps=(Slap.RIGHT_INDEX, Slap.LEFT_INDEX), fallback=("THUMB", "MIDDLE", "RING"))
WEAK_MIDDLE, WEAK = (60, 5, 60, 60), (5, 5, 60, 60)


def taken(*made: tuple[Slap, tuple[int | None, ...]], of: Enrollment | None = None) -> Enrollment:
    found = of or enrollment()
    for slap, scores in made:
        number = sum(each.slap is slap for each in found.samples.slaps) + 1
        found = found.with_slap(impression(slap, number, scores))
    return found


def group(made: Enrollment, policy: SlapPolicy, at: int = 0) -> Group:
    return groups_of(made, policy)[at]


def placed(made: Enrollment, policy: SlapPolicy, at: int = 0) -> list[str]:
    return [each.slap.value for each in group(made, policy, at).placements]


def still(made: Enrollment, policy: SlapPolicy, at: int = 0) -> list[str]:
    return [each.slap.value for each in group(made, policy, at).open]


def scores(made: Enrollment, policy: SlapPolicy) -> dict[str, int | None]:
    found = [item for each in counting(made, policy) for item in each.fingers]
    assert len(found) == len({item.finger for item in found}), "each finger once"
    return {item.finger.name.lower(): item.quality.score for item in found}


def marked(made: Enrollment, *fingers: Finger) -> Enrollment:
    return made.with_exceptions(tuple(BiometricException(each, ExceptionReason.AMPUTATED) for each in fingers))


# --- a slap ------------------------------------------------------------------------------------------------


def test_a_slap_that_failed_leaves_its_weak_fingers_one_by_one_in_the_services_order() -> None:
    made = taken(*[(Slap.RIGHT_FOUR, WEAK)] * 2)
    assert still(made, AFTER) == ["right_four"]
    made = taken((Slap.RIGHT_FOUR, WEAK), of=made)
    assert placed(made, AFTER) == ["right_four", "right_middle", "right_index"]
    assert still(made, AFTER) == ["right_middle", "right_index"]
    assert group(made, AFTER).left == 6
    assert still(made, FOUR) == [], "where the service says no order nobody is asked"


def test_each_finger_counts_from_where_it_is_better() -> None:
    made = taken(*[(Slap.RIGHT_FOUR, WEAK)] * 3, (Slap.RIGHT_MIDDLE, (70,)), (Slap.RIGHT_INDEX, (3,)))
    assert scores(made, AFTER) == {"right_index": 5, "right_middle": 70, "right_ring": 60, "right_little": 60}
    counted = counting(made, AFTER)
    assert [(each.slap, len(each.fingers)) for each in counted] == [(Slap.RIGHT_FOUR, 3), (Slap.RIGHT_MIDDLE, 1)]
    assert not group(made, AFTER).passed
    assert [each.about for each in group(made, AFTER).failed] == ["right_index"]
    made = taken((Slap.RIGHT_INDEX, (31,)), of=made)
    assert group(made, AFTER).passed
    assert still(made, AFTER) == []


def test_of_two_alike_the_finger_alone_counts_and_one_without_a_score_is_the_worst() -> None:
    made = taken(*[(Slap.RIGHT_FOUR, (5, None, 60, 60))] * 3, (Slap.RIGHT_MIDDLE, (0,)), (Slap.RIGHT_INDEX, (5,)))
    assert scores(made, AFTER)["right_middle"] == 0
    assert [each.slap for each in counting(made, AFTER)] == [Slap.RIGHT_FOUR, Slap.RIGHT_MIDDLE, Slap.RIGHT_INDEX]


def test_an_operator_may_choose_it_at_once_and_no_slap_need_come_at_all() -> None:
    made = enrollment()
    made = made.with_slaps(one_by_one(made.samples, Slap.RIGHT_FOUR), Slap.RIGHT_FOUR)
    assert still(made, FOUR) == ["right_index", "right_middle", "right_ring", "right_little"]
    assert not group(made, FOUR).whole
    for slap in (Slap.RIGHT_INDEX, Slap.RIGHT_MIDDLE, Slap.RIGHT_RING, Slap.RIGHT_LITTLE):
        assert not group(made, FOUR).passed
        made = taken((slap, (50,)), of=made)
    assert (group(made, FOUR).passed, still(made, FOUR)) == (True, [])
    assert all(len(each.fingers) == 1 for each in counting(made, FOUR))


def test_missing_fingers_are_not_placed_alone() -> None:
    made = marked(enrollment(), Finger.RIGHT_INDEX)
    made = made.with_slaps(one_by_one(made.samples, Slap.RIGHT_FOUR), Slap.RIGHT_FOUR)
    assert still(made, FOUR) == ["right_middle", "right_ring", "right_little"]


def test_a_word_that_lets_it_pass_ends_it_and_loses_nothing() -> None:
    made = taken(*[(Slap.RIGHT_FOUR, WEAK)] * 3, (Slap.RIGHT_MIDDLE, (70,)))
    said = Override("right_four", (), OverrideReason.BODY, "", made.operator, NOW)
    let = made.with_override(said)
    assert still(let, AFTER) == []
    assert scores(let, AFTER)["right_middle"] == 70
    assert taken((Slap.RIGHT_INDEX, (9,)), of=let).overrides == (), "another print asks anew"
    assert taken((Slap.LEFT_INDEX, (9,)), of=let).overrides == (said,)


# --- what an operator leaves out ---------------------------------------------------------------------------


def left_out(made: Enrollment, which: SlapImpression) -> Enrollment:
    return made.with_slaps(vetoed(made.samples, which, Veto(VetoReason.DIRTY, "0a", NOW)), which.slap)


def test_what_is_left_out_neither_counts_nor_was_a_try() -> None:
    made = taken((Slap.RIGHT_FOUR, WEAK_MIDDLE), (Slap.RIGHT_FOUR, (60,) * 4))
    assert group(made, FOUR).passed
    made = left_out(made, made.samples.slaps[-1])
    assert not group(made, FOUR).passed
    assert scores(made, FOUR)["right_middle"] == 5
    assert group(made, FOUR).placements[0].left == 2
    assert len(made.samples.slaps) == 2, "it stays"


def test_no_more_are_left_out_than_may_be_tried() -> None:
    made = enrollment()
    for _ in range(3):
        made = taken((Slap.RIGHT_FOUR, (60,) * 4), of=made)
        assert group(made, FOUR).placements[0].may_veto
        made = left_out(made, made.samples.slaps[-1])
    made = taken((Slap.RIGHT_FOUR, (60,) * 4), of=made)
    assert not group(made, FOUR).placements[0].may_veto
    assert group(made, FOUR).passed


# --- one finger of each hand -------------------------------------------------------------------------------


def test_another_finger_stands_for_one_that_failed_thumb_before_middle_before_ring() -> None:
    made = taken(*[(Slap.RIGHT_INDEX, (5,))] * 2)
    assert still(made, TWO) == ["right_index"]
    made = taken((Slap.RIGHT_INDEX, (6,)), of=made)
    assert (placed(made, TWO), still(made, TWO)) == (["right_index", "right_thumb"], ["right_thumb"])
    made = taken((Slap.RIGHT_THUMB, (40,)), of=made)
    assert (group(made, TWO).passed, still(made, TWO)) == (True, [])
    assert scores(made, TWO) == {"right_thumb": 40}
    assert still(made, TWO, 1) == ["left_index"], "the other hand goes its own way"


def test_where_none_passes_the_highest_counts_and_of_two_alike_the_first_in_order() -> None:
    tried = [(Slap.RIGHT_INDEX, (7,)), (Slap.RIGHT_THUMB, (9,)), (Slap.RIGHT_MIDDLE, (9,)), (Slap.RIGHT_RING, (2,))]
    made = taken(*[each for each in tried for _ in range(3)])
    assert (still(made, TWO), group(made, TWO).passed) == ([], False)
    assert scores(made, TWO) == {"right_thumb": 9}
    assert placed(made, TWO) == ["right_index", "right_thumb", "right_middle", "right_ring"], "never the little one"


def test_a_missing_finger_is_stood_for_at_once_and_a_hand_without_any_asks_nothing() -> None:
    made = marked(enrollment(), Finger.LEFT_INDEX, Finger.LEFT_THUMB)
    assert still(made, TWO, 1) == ["left_middle"]
    hand = [each for each in Finger if each.name.startswith("LEFT")]
    assert (still(marked(enrollment(), *hand), TWO, 1), counting(marked(enrollment(), *hand), TWO)) == ([], ())


def test_a_named_finger_alone_is_asked_for_once_more() -> None:
    again = replace(TWO, named=frozenset({Finger.RIGHT_THUMB}))
    assert still(enrollment(), again) == ["right_thumb"]


def test_the_best_of_several_is_taken_so_often_though_the_first_was_good() -> None:
    best = replace(TWO, best_of=2)
    made = taken((Slap.RIGHT_INDEX, (40,)))
    assert (still(made, best), still(made, TWO)) == (["right_index"], [])
    made = taken((Slap.RIGHT_INDEX, (70,)), of=made)
    assert (still(made, best), scores(made, best)) == ([], {"right_index": 70})
    assert scores(taken((Slap.RIGHT_INDEX, (40,)), of=made), best) == {"right_index": 70}


# --- which placements meet ---------------------------------------------------------------------------------


def test_every_finger_belongs_to_one_slap_and_is_a_placement_of_its_own() -> None:
    assert {finger for slap in SLAPS for finger in slap.fingers} == set(Finger)
    assert [slap.position_code for slap in Slap if slap.alone] == [*range(1, 11)]
    assert all(len(slap.fingers) == (1 if slap.alone else len(slap.fingers)) for slap in Slap)


@pytest.mark.parametrize(
    ("slap", "met"),
    [
        (Slap.THUMBS, {"thumbs", "left_thumb", "right_thumb"}),
        (Slap.LEFT_THUMB, {"thumbs", "left_thumb", "left_index", "left_middle", "left_ring", "left_little"}),
    ],
)
def test_what_changes_with_a_placement(slap: Slap, met: set[str]) -> None:
    assert {each.value for each in slap.met} == met


def test_what_is_sent_back_takes_what_stands_for_it_along() -> None:
    made = taken((Slap.RIGHT_INDEX, (5,)), (Slap.RIGHT_THUMB, (60,)), (Slap.LEFT_INDEX, (60,)))
    assert [each.slap for each in made.without_samples(["right_index"]).samples.slaps] == [Slap.LEFT_INDEX]
    made = taken((Slap.RIGHT_FOUR, WEAK), (Slap.RIGHT_INDEX, (60,)), (Slap.THUMBS, (60, 60)))
    made = made.with_slaps(one_by_one(made.samples, Slap.RIGHT_FOUR), Slap.RIGHT_FOUR)
    back = made.without_samples(["right_four"]).samples
    assert ([each.slap for each in back.slaps], back.singly) == ([Slap.THUMBS], ())
