"""Fingers one by one, prints left out by an operator's word, prints let pass before all attempts: at the desk, by
each key of a service's rules, into the packet, and as the centre reads it."""

import json
from collections.abc import Iterator
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest

from intake.acceptance.declared import read_application
from station.commands.captures import Captures, Halt
from station.commands.script import Applicant, Person, Script
from station.commands.words import Voice
from station.domain.enrollment import EnrollmentId
from station.domain.override import OverrideReason
from station.domain.sample import SLAPS, BiometricException, ExceptionReason, Finger, Slap, VetoReason
from station.packet import layout
from station.packet.archive import read_archive
from station.services.samples import kept
from station.services.views import EnrollmentView, SlapView
from station.settings import Settings
from tests.support.answered import code
from tests.support.applicants import WHOLE
from tests.support.capture_fakes import FakeSession
from tests.support.clock import NOW
from tests.support.desk import (
    DEVICE,
    OFFICER,
    OPERATOR,
    PINS,
    Bench,
    ink,
    open_desk,
    portrait_candidate,
    slap_candidate,
)
from tests.support.finger_services import PASSPORT, passport_by

TWO, BSI = "fingers_bsi_passport@1", "fingers_bsi_442@1"
WORN = OverrideReason.WORN_RIDGES
SINGLE = (Slap.RIGHT_INDEX, Slap.RIGHT_MIDDLE, Slap.RIGHT_RING, Slap.RIGHT_LITTLE)


@pytest.fixture
def open_by(demo_settings: Settings) -> Iterator[Any]:
    """A desk that offers the service by these rules, and a case begun there."""
    opened: list[Bench] = []

    def begin(*rules: str) -> tuple[Bench, EnrollmentId]:
        desk = open_desk(demo_settings, NOW, plans=passport_by(*rules))
        opened.append(desk)
        desk.sign_in_as(OPERATOR)
        which = seen(desk.enroll.start(PASSPORT)).enrollment.enrollment_id
        seen(desk.enroll.set_fields(which, WHOLE))
        seen(desk.enroll.accept_portrait(which, portrait_candidate(NOW)))
        seen(desk.enroll.accept_signature(which, ink(), (100.0, 40.0), DEVICE))
        return desk, which

    yield begin
    for desk in opened:
        desk.db.close()


def seen(answer: object) -> EnrollmentView:
    assert isinstance(answer, EnrollmentView), answer
    return answer


def take(desk: Bench, which: EnrollmentId, slap: Slap, score: int | None = 60, times: int = 1) -> EnrollmentView:
    return [seen(desk.enroll.accept_slap(which, slap_candidate(NOW, slap, score))) for _ in range(times)][-1]


def at(view: EnrollmentView, slap: Slap) -> SlapView:
    return next(each for each in view.slaps if each.slap is slap)


def open_at(view: EnrollmentView) -> dict[str, str]:
    return {problem.field: problem.code for step in view.steps for problem in step.problems}


def packet(desk: Bench, which: EnrollmentId) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """`contextualData` and `biometricData` of the signed and approved case as it goes out; the centre reads it."""
    seen(desk.enroll.sign(which))
    view = seen(desk.enroll.approve(which, desk.credential(OFFICER), PINS[OFFICER]))
    assert view.enrollment.approved is not None
    session = desk.signed_in.require()
    files = read_archive(kept(session.vault, view.enrollment, view.enrollment.approved.container.digest))
    data = next(file.data for file in files if file.path == layout.APPLICATION)
    declared = read_application(data)
    assert declared.paths <= {file.path for file in files}
    told = json.loads(data)
    return told["contextualData"], told["biometricData"]


# --- one by one --------------------------------------------------------------------------------------------


def test_fingers_of_a_slap_come_one_by_one_and_the_packet_says_how_each_was_taken(open_by: Any) -> None:
    desk, which = open_by(BSI)
    view = take(desk, which, Slap.RIGHT_FOUR, 4, times=2)
    assert at(view, Slap.RIGHT_FOUR).may_singly
    assert code(desk.enroll.accept_slap(which, slap_candidate(NOW, Slap.RIGHT_INDEX))) == "STN-530"
    view = seen(desk.enroll.take_singly(which, Slap.RIGHT_FOUR))
    assert [each.slap for each in view.slaps[:5]] == [Slap.RIGHT_FOUR, *SINGLE]
    assert open_at(view)["right_ring"] == "REV-SLAP"
    for slap in SINGLE[:3]:
        view = take(desk, which, slap)
    view = take(desk, which, Slap.RIGHT_LITTLE, 5)
    assert open_at(view)["right_little"] == "REV-SLAP-QUALITY"
    view = take(desk, which, Slap.RIGHT_LITTLE, 61)
    assert "right_four" not in open_at(view)
    assert dict(at(view, Slap.RIGHT_FOUR).scores) == {
        Finger.RIGHT_INDEX: 60, Finger.RIGHT_MIDDLE: 60, Finger.RIGHT_RING: 60, Finger.RIGHT_LITTLE: 61,
    }  # fmt: skip
    for slap in SLAPS[1:]:
        take(desk, which, slap)
    told, entries = packet(desk, which)
    assert told["format"] == 15
    assert told["placements"] == {
        "right_four": {"attempts": 2},
        **{slap.value: {"attempts": 1, "alone": "operator"} for slap in SINGLE[:3]},
        "right_little": {"attempts": 2, "alone": "operator"},
        "left_four": {"attempts": 1},
        "thumbs": {"attempts": 1},
    }
    alone = [each for each in entries if each.get("instance") == "SOURCE" and each["biometricType"] == "FINGER"]
    assert [each["imageRef"] for each in alone] == [f"biometrics/fingers/{slap.value}_alone.png" for slap in SINGLE]
    assert not any(each.get("biometricSubType") == "PLAIN_RIGHT_FOUR_FINGERS" for each in entries), "none of it goes on"
    assert sum(each.get("quality") == 61 for each in entries) == 1
    assert len([each for each in entries if each.get("compression") == "WSQ"]) == 10


def test_what_is_good_enough_or_no_slap_does_not_come_one_by_one(open_by: Any) -> None:
    desk, which = open_by(BSI)
    take(desk, which, Slap.RIGHT_FOUR)
    assert code(desk.enroll.take_singly(which, Slap.RIGHT_FOUR)) == "STN-532"
    assert code(desk.enroll.take_singly(which, Slap.RIGHT_INDEX)) == "STN-532"
    everybody = tuple(BiometricException(each, ExceptionReason.AMPUTATED) for each in Slap.THUMBS.fingers)
    seen(desk.enroll.set_exceptions(which, everybody))
    assert code(desk.enroll.take_singly(which, Slap.THUMBS)) == "STN-532"


def test_after_all_attempts_the_services_order_decides(open_by: Any) -> None:
    desk, which = open_by(BSI, 'fallback = ["RING", "INDEX"]')
    view = take(desk, which, Slap.RIGHT_FOUR, 4, times=3)
    assert [each.slap.value for each in view.slaps[1:5]] == [
        "right_ring",
        "right_index",
        "right_middle",
        "right_little",
    ]
    assert at(view, Slap.RIGHT_RING).part_of is Slap.RIGHT_FOUR
    assert at(view, Slap.RIGHT_FOUR).skipped
    view = take(desk, which, Slap.RIGHT_RING, 60)
    for slap in (Slap.RIGHT_INDEX, Slap.RIGHT_MIDDLE, Slap.RIGHT_LITTLE):
        view = take(desk, which, slap, 4, times=3)
    assert not {"right_four", "right_index"} & open_at(view).keys(), "the best of all counts by itself"


# --- left out by a word ------------------------------------------------------------------------------------


def test_prints_that_passed_are_left_out_with_a_reason_and_taken_again(open_by: Any) -> None:
    desk, which = open_by(BSI)
    take(desk, which, Slap.RIGHT_FOUR)
    view = seen(desk.enroll.veto(which, Slap.RIGHT_FOUR, VetoReason.OTHER_FINGERS))
    assert open_at(view)["right_four"] == "REV-SLAP"
    assert (at(view, Slap.RIGHT_FOUR).attempts, at(view, Slap.RIGHT_FOUR).attempts_left) == (0, 3)
    assert code(desk.enroll.veto(which, Slap.RIGHT_FOUR, VetoReason.DIRTY)) == "STN-531"
    for slap in SLAPS:
        view = take(desk, which, slap)
    assert [each.attempt for each in view.enrollment.samples.slaps[:2]] == [1, 2]
    told, _ = packet(desk, which)
    (left_out,) = told["placements"]["right_four"].pop("vetoed")
    assert told["placements"]["right_four"] == {"attempts": 2}
    assert (left_out["attempt"], left_out["reason"]) == (1, "other_fingers")
    assert left_out["by"] == desk.credential(OPERATOR)
    rows = [json.loads(text) for (text,) in desk.db.execute("SELECT event FROM audit")]
    (event,) = [each for each in rows if each["kind"] == "prints_vetoed"]
    assert event["details"]["reason"] == "other_fingers"


def test_no_more_than_may_be_tried(open_by: Any) -> None:
    desk, which = open_by(BSI, "attempts = 1")
    take(desk, which, Slap.THUMBS)
    seen(desk.enroll.veto(which, Slap.THUMBS, VetoReason.MOVED))
    view = take(desk, which, Slap.THUMBS)
    assert not at(view, Slap.THUMBS).may_veto
    assert code(desk.enroll.veto(which, Slap.THUMBS, VetoReason.MOVED)) == "STN-531"
    assert at(view, Slap.THUMBS).passed, "never a dead end"


# --- let pass by a word ------------------------------------------------------------------------------------


@pytest.mark.parametrize("weak", ["BEST_COUNTS", "OVERRIDE"])
def test_a_service_may_let_people_pass_it_before_all_attempts(open_by: Any, weak: str) -> None:
    desk, which = open_by(BSI, 'force = "AT_ONCE"', f'weak = "{weak}"')
    view = take(desk, which, Slap.RIGHT_FOUR, 4)
    assert at(view, Slap.RIGHT_FOUR).attempts_left == 2
    assert not at(view, Slap.RIGHT_FOUR).needs_reason, "another try is asked for first"
    view = seen(desk.overrides.propose(which, "right_four", WORN))
    assert "right_four" not in open_at(view)
    for slap in SLAPS[1:]:
        take(desk, which, slap)
    told, _ = packet(desk, which)
    assert told["overrides"]["right_four"]["reason"] == "worn_ridges"
    assert told["overrides"]["right_four"]["settledWith"] == "signature002"


def test_else_only_after_them(open_by: Any) -> None:
    desk, which = open_by(BSI, 'weak = "OVERRIDE"')
    take(desk, which, Slap.RIGHT_FOUR, 4)
    assert code(desk.overrides.propose(which, "right_four", WORN)) == "STN-491"
    view = take(desk, which, Slap.RIGHT_FOUR, 4, times=2)
    assert at(view, Slap.RIGHT_FOUR).needs_reason
    seen(desk.overrides.propose(which, "right_four", WORN))


# --- the same by a script ----------------------------------------------------------------------------------


def scripted(desk: Bench, which: EnrollmentId, applicant: Applicant, score: int = 60) -> str:
    """`stationctl enroll` at its step of fingers, over a scanner that gives what it is asked for; what it says."""

    def slap(of: Slap, fingers: Any, hear: Any, *_: object) -> FakeSession:
        hear(slap_candidate(NOW, of, score, fingers))
        return FakeSession(hear)

    station: Any = SimpleNamespace(
        enroll=desk.enroll, overrides=desk.overrides, capture=SimpleNamespace(slap=slap),
        work=SimpleNamespace(call=lambda call, *given: call(*given)),
        diagnose=SimpleNamespace(devices=tuple),
    )  # fmt: skip
    out, nobody = StringIO(), Person("", "")
    run = Captures(station, Script(nobody, nobody, (), patience_s=5.0), Voice("en", out, out))
    try:
        run._fingerprints(applicant, seen(desk.enroll.view(which)))
    except Halt:
        out.write("ended")
    return out.getvalue()


def test_a_script_gives_the_same_packet_as_the_keys_of_the_window(open_by: Any) -> None:
    """S for the right hand, V once for its ring finger and twice for the thumbs."""
    by_hand, first = open_by(BSI)
    seen(by_hand.enroll.take_singly(first, Slap.RIGHT_FOUR))
    vetoes = {
        Slap.RIGHT_RING: (VetoReason.PARTIAL,),
        Slap.THUMBS: (VetoReason.DIRTY, VetoReason.OTHER_PERSON),
    }
    for slap in (*SINGLE, Slap.LEFT_FOUR, Slap.THUMBS):
        take(by_hand, first, slap)
        for reason in vetoes.get(slap, ()):
            seen(by_hand.enroll.veto(first, slap, reason))
            take(by_hand, first, slap)
    by_script, second = open_by(BSI)
    said = scripted(by_script, second, Applicant({}, singly=frozenset({Slap.RIGHT_FOUR}), left_out=vetoes))
    assert "The fingers come one by one: right_four" in said
    assert [line for line in said.splitlines() if line.startswith("Left out")] == [
        "Left out: right_ring, partial",
        "Left out: thumbs, dirty",
        "Left out: thumbs, other_person",
    ]
    (told, prints), (of_script, its_prints) = packet(by_hand, first), packet(by_script, second)
    assert of_script["placements"]["thumbs"]["attempts"] == 3
    assert (of_script["placements"], its_prints) == (told["placements"], prints)


def test_a_script_that_leaves_out_more_than_may_be_ends(open_by: Any) -> None:
    desk, which = open_by(BSI, "attempts = 1")
    said = scripted(desk, which, Applicant({}, left_out={Slap.LEFT_FOUR: (VetoReason.MOVED,) * 2}))
    assert "STN-531" in said
    assert said.endswith("ended")


# --- two fingers for a passport ----------------------------------------------------------------------------


def test_two_fingers_are_two_placements_and_another_stands_for_one_that_failed(open_by: Any) -> None:
    desk, which = open_by(TWO)
    view = seen(desk.enroll.view(which))
    assert [each.slap for each in view.slaps] == [Slap.RIGHT_INDEX, Slap.LEFT_INDEX]
    assert set(open_at(view)) >= {"right_index", "left_index"}
    view = take(desk, which, Slap.RIGHT_INDEX, 4, times=3)
    assert at(view, Slap.RIGHT_THUMB).part_of is Slap.RIGHT_INDEX
    assert code(desk.enroll.accept_slap(which, slap_candidate(NOW, Slap.RIGHT_MIDDLE))) == "STN-530"
    take(desk, which, Slap.RIGHT_THUMB)
    view = take(desk, which, Slap.LEFT_INDEX)
    assert not {"right_index", "right_thumb", "left_index"} & open_at(view).keys()
    told, entries = packet(desk, which)
    assert told["placements"] == {
        "right_index": {"attempts": 3, "alone": "service"},
        "right_thumb": {"attempts": 1, "alone": "instead"},
        "left_index": {"attempts": 1, "alone": "service"},
    }
    prints = [each["biometricSubType"] for each in entries if each.get("compression") == "WSQ"]
    assert prints == ["RIGHT_THUMB", "LEFT_INDEX"]


def test_what_people_let_pass_of_two_fingers_is_about_the_one_that_counts(open_by: Any) -> None:
    desk, which = open_by(TWO, 'weak = "OVERRIDE"')
    take(desk, which, Slap.LEFT_INDEX)
    for slap in (Slap.RIGHT_INDEX, Slap.RIGHT_THUMB, Slap.RIGHT_MIDDLE, Slap.RIGHT_RING):
        view = take(desk, which, slap, 9 if slap is Slap.RIGHT_MIDDLE else 4, times=3)
    assert at(view, Slap.RIGHT_RING).needs_reason
    assert open_at(view)["right_index"] == "REV-SLAP-WEAK"
    seen(desk.overrides.propose(which, "right_index", WORN))
    told, _ = packet(desk, which)
    assert [each["about"] for each in told["overrides"]["right_index"]["checks"]] == ["right_middle"]


def test_the_best_of_as_many_as_the_service_says(open_by: Any) -> None:
    desk, which = open_by(TWO, "best_of = 2")
    view = take(desk, which, Slap.RIGHT_INDEX)
    assert (at(view, Slap.RIGHT_INDEX).more, open_at(view)["right_index"]) == (True, "REV-SLAP-MORE")
    assert "right_index" not in open_at(take(desk, which, Slap.RIGHT_INDEX))


@pytest.mark.parametrize("said", ["ON", "OFF", "EVALUATION"])
def test_whether_repeated_fingers_count_is_the_services_word(open_by: Any, said: str) -> None:
    desk, which = open_by(TWO, f'cross_match = "{said}"', 'hand = "OFF"')
    rules = desk.enroll.before(which, Slap.RIGHT_INDEX).rules
    assert (rules.cross, rules.hand) == (said.lower(), "off")
