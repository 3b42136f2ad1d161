"""One finger under two names: within an impression, and against all taken before."""

from station.capture import judging
from station.capture.matching import REPEATED, Matching, Print
from station.capture.naming import Judged
from station.domain.failed import FailedCheck
from station.domain.finger_checks import CheckRules, Finding, Limits
from station.domain.sample import Finger, NamedBy

INDEX, MIDDLE, RING = Finger.RIGHT_INDEX, Finger.RIGHT_MIDDLE, Finger.RIGHT_RING
THUMB = Finger.RIGHT_THUMB


def matching(*known: Print, fresh: tuple[Print, ...] = (Print(INDEX, b"i"), Print(MIDDLE, b"m"))) -> Matching:
    return Matching(fresh, known, Limits())


def test_every_pair_is_scored_once_and_what_has_no_minutiae_never() -> None:
    fresh = (Print(INDEX, b"i"), Print(MIDDLE, b"m"), Print(RING, b""))
    made = matching(Print(THUMB, b"t"), Print(INDEX, b""), fresh=fresh)
    assert made.pairs == ((b"i", b"m"), (b"i", b"t"), (b"m", b"t"))


def test_limits_of_doubt_and_of_refusal() -> None:
    made = matching()
    assert made.findings((29,)) == ()
    for score, refuses in ((30, False), (39, False), (40, True)):
        check = FailedCheck(REPEATED, "right_index", float(score), "x < 30")
        assert made.findings((score,)) == (Finding(check, refuses, (0, 1)),)


def test_a_print_taken_before_under_another_name_counts_and_under_its_own_confirms() -> None:
    made = matching(Print(THUMB, b"t"), Print(INDEX, b"I"))
    # pairs: i-m, i-t, i-I, m-t, m-I
    assert len(made.pairs) == 5
    assert [(each.places, each.refuses) for each in made.findings((0, 90, 0, 30, 0))] == [((1,), False), ((0,), True)]
    assert made.findings((0, 0, 90, 0, 0)) == ()
    assert made.confirmed((0, 0, 40, 0, 0)) == {INDEX}
    assert made.confirmed((0, 0, 39, 0, 90)) == frozenset()


def test_of_each_finger_the_worst_alone_is_told() -> None:
    made = matching(Print(THUMB, b"t"), Print(RING, b"r"))
    assert [each.check.value for each in made.findings((0, 50, 70, 0, 0))] == [70.0]


def finding(code: str, refuses: bool = False) -> Finding:
    return Finding(FailedCheck(code), refuses)


def test_a_check_that_may_err_refuses_once_and_asks_when_it_says_so_again() -> None:
    absent = (finding(judging.ABSENT, refuses=True),)
    assert Judged(absent, CheckRules()).refused == absent[0]
    again = Judged(absent, CheckRules(), judging.ABSENT)
    assert again.refused is None
    assert [each.code for each in again.questions] == [judging.ABSENT]
    assert Judged(absent, CheckRules(), judging.EDGE).refused == absent[0]
    for code in (REPEATED, judging.WRONG_HAND, judging.PERIOD, judging.SMEARED):
        assert Judged((finding(code, refuses=True),), CheckRules(), code).refused is not None


def test_the_hand_check_tried_out_hinders_nobody_and_is_written_down() -> None:
    judged = Judged((finding(judging.WRONG_HAND, refuses=True),), CheckRules(hand="evaluation"))
    assert judged.refused is None
    assert judged.questions == ()
    assert [each.code for each in judged.noted] == [judging.WRONG_HAND]
    assert judged.named_by(INDEX) is NamedBy.GEOMETRY


def test_names_come_from_geometry_from_matching_or_from_who_was_asked() -> None:
    sure = Judged((finding(judging.SMEARED),), CheckRules())
    assert sure.named_by(INDEX) is NamedBy.GEOMETRY  # what was asked was no name
    doubted = Judged((finding(judging.ABSENT),), CheckRules())
    assert doubted.named_by(INDEX) is NamedBy.OPERATOR
    part = doubted.matched((), frozenset({INDEX}), (INDEX, MIDDLE))
    assert (part.named_by(INDEX), part.named_by(MIDDLE)) == (NamedBy.MATCHING, NamedBy.OPERATOR)
    assert part.questions
    whole = doubted.matched((), frozenset({INDEX, MIDDLE}), (INDEX, MIDDLE))
    assert whole.questions == ()  # the same fingers as before: nobody is asked twice
    assert whole.named_by(MIDDLE) is NamedBy.MATCHING


def test_that_one_finger_came_twice_is_asked_whatever_matches_besides() -> None:
    judged = Judged((), CheckRules()).matched((finding(REPEATED),), frozenset({INDEX}), (INDEX,))
    assert [each.code for each in judged.questions] == [REPEATED]


def test_a_finger_alone_that_is_like_none_of_its_earlier_prints_is_asked_and_never_refused() -> None:
    alone = (Print(INDEX, b"i"),)
    made = matching(Print(INDEX, b"1"), Print(INDEX, b"2"), Print(THUMB, b"t"), fresh=alone)
    (found,) = made.unlike((3, 29, 70))
    assert (found.check.code, found.check.value, found.refuses, found.places) == ("FNG-OTHER-FINGER", 29.0, False, (0,))
    assert made.unlike((3, 30, 0)) == ()
    assert matching(Print(THUMB, b"t"), fresh=alone).unlike((0,)) == (), "nothing of it is known"
    assert matching(Print(INDEX, b"1")).unlike((0, 0, 0)) == (), "of a slap the row tells"


def test_that_question_stands_for_the_one_whether_it_is_that_finger() -> None:
    both = (finding(judging.ONE_ALONE), finding("FNG-OTHER-FINGER"))
    assert [each.code for each in Judged(both, CheckRules()).questions] == ["FNG-OTHER-FINGER"]
    assert [each.code for each in Judged(both[:1], CheckRules()).questions] == [judging.ONE_ALONE]


def test_on_trial_repeated_fingers_are_noted_and_hinder_nobody() -> None:
    both = (finding(REPEATED, refuses=True), finding("FNG-OTHER-FINGER"), finding(judging.EDGE))
    trial = Judged(both, CheckRules(cross="evaluation"))
    assert trial.refused is None
    assert [each.code for each in trial.noted] == [REPEATED, "FNG-OTHER-FINGER"]
    assert [each.code for each in trial.questions] == [judging.EDGE]
    assert Judged(both, CheckRules()).refused is not None
