"""One person is one person at the desk, whatever cards they hold."""

from datetime import datetime
from pathlib import Path

import pytest

from crypto import roles
from intake.acceptance.opening import open_packet
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.sample import SLAPS, BiometricException, ExceptionReason, Slap
from station.services.deciding import REASONS
from station.services.views import EnrollmentView, SealedView
from station.settings import Settings
from tests.support.applicants import WHOLE
from tests.support.desk import (
    DEVICE,
    OFFICER,
    OPERATOR,
    PINS,
    SUPERVISOR,
    Bench,
    ink,
    open_desk,
    portrait_candidate,
    slap_candidate,
)
from tests.support.staff import PIN, Card, admit, card

SUPERVISORS = (roles.OFFICER_POLICY, roles.SUPERVISOR_POLICY)


HOW = {
    # how two cards are one person, or may be: what is answered
    "two authorities": "STN-473",
    "one key": "STN-473",
    "two kinds of number": "STN-226",
}


def two_cards(settings: Settings, how: str, at: datetime) -> tuple[Card, Card]:
    """Of one who works as an officer and as a supervisor."""
    home, name = settings.intake_home, "Գայանե Գրիգորյան"
    first = card(home, "approvals", name, "EI:AM-7", policies=(roles.OFFICER_POLICY,), at=at)
    second = {
        "two authorities": lambda: card(home, "approvals", "Գ. Գրիգորյան", "EI:AM-7", policies=SUPERVISORS, at=at),
        "one key": lambda: card(home, "approvals", "Ուրիշ", "EI:AM-8", policies=SUPERVISORS, key=first.key, at=at),
        "two kinds of number": lambda: card(home, "approvals", name, "IDCAM-AN0000007", policies=SUPERVISORS, at=at),
    }[how]()
    return first, second


def seen(answer: object) -> EnrollmentView:
    assert isinstance(answer, EnrollmentView), answer
    return answer


def captured(bench: Bench) -> EnrollmentId:
    """Everything, by who is signed in."""
    enroll, at = bench.enroll, bench.clock.now()
    which = seen(enroll.start("biometric_passport")).enrollment.enrollment_id
    seen(enroll.set_fields(which, WHOLE))
    seen(enroll.accept_portrait(which, portrait_candidate(at)))
    for slap in SLAPS:
        seen(enroll.accept_slap(which, slap_candidate(at, slap)))
    seen(enroll.accept_signature(which, ink(), (100.0, 40.0), DEVICE))
    return which


@pytest.mark.parametrize("how", ["two authorities", "one key", "old cards of one name", "two kinds of number"])
def test_whoever_captured_with_another_card_does_not_approve(demo_settings: Settings, how: str) -> None:
    bench = open_desk(demo_settings)
    home, at = demo_settings.intake_home, bench.clock.now()
    first = card(home, "operators", "Պողոս Պողոսյան", "" if how.startswith("old") else "EI:AM-7", at=at)
    second = {
        "two authorities": lambda: card(home, "approvals", "Պ. Պողոսյան", "EI:AM-7", organisation="State", at=at),
        "one key": lambda: card(home, "approvals", "Ուրիշ Մարդ", "EI:AM-8", key=first.key, at=at),
        "old cards of one name": lambda: card(home, "approvals", "Պողոս Պողոսյան", organisation="State", at=at),
        "two kinds of number": lambda: card(home, "approvals", "Պ. Պողոսյան", "IDCAM-AN0000007", at=at),
    }[how]()
    ids = [admit(demo_settings, each) for each in (first, second)]
    assert not isinstance(bench.sign_in.sign_in(ids[0], PIN), Problem)
    which = captured(bench)
    bench.sign_in_as(OPERATOR)  # somebody else only signs
    seen(bench.enroll.sign(which))
    answer = bench.enroll.approve(which, ids[1], PIN)
    assert isinstance(answer, Problem)
    assert answer.code == ("STN-226" if how == "two kinds of number" else "STN-410")


def test_whoever_marked_fingers_as_missing_does_not_approve(demo_settings: Settings) -> None:
    """That somebody has no thumbs is what a capture says, as much as their prints are."""
    bench = open_desk(demo_settings)
    bench.sign_in_as(OPERATOR)
    which = captured(bench)
    bench.sign_in_as(OFFICER)
    thumbs = tuple(BiometricException(each, ExceptionReason.AMPUTATED) for each in Slap.THUMBS.fingers)
    seen(bench.enroll.set_exceptions(which, thumbs))
    bench.sign_in_as(OPERATOR)
    seen(bench.enroll.sign(which))
    answer = bench.enroll.approve(which, bench.credential(OFFICER), PINS[OFFICER])
    assert isinstance(answer, Problem)
    assert answer.code == "STN-410"


def test_a_change_is_no_way_around_the_second_person(demo_settings: Settings) -> None:
    """It takes the signature away, and not that somebody vouched for it once."""
    bench = open_desk(demo_settings)
    bench.sign_in_as(OPERATOR)
    which = captured(bench)
    seen(bench.enroll.sign(which))
    seen(bench.enroll.set_fields(which, {"email": "other@example.am"}))
    for act in (bench.enroll.discard, bench.enroll.withdraw):
        answer = act(which)
        assert isinstance(answer, Problem), act
        assert answer.code == "STN-227"
    drafts = bench.enroll.drafts()
    assert not isinstance(drafts, Problem)
    assert [(each.signed, each.by_two) for each in drafts] == [(False, True)]
    assert bench.enroll.discard(which, bench.credential(SUPERVISOR), PINS[SUPERVISOR]) is None


@pytest.mark.parametrize(("how", "refused"), HOW.items())
def test_two_cards_of_one_person_neither_reopen_nor_delete(demo_settings: Settings, how: str, refused: str) -> None:
    """Also where policy names no kind of number: of numbers of two kinds nobody knows whether they are one person's."""
    bench = open_desk(demo_settings)
    first, second = (admit(demo_settings, each) for each in two_cards(demo_settings, how, bench.clock.now()))
    bench.sign_in_as(OPERATOR)
    which = captured(bench)
    seen(bench.enroll.sign(which))
    seen(bench.approvals.submit(which))
    seen(bench.approvals.reject(which, REASONS[:1], "", bench.credential(OFFICER), PINS[OFFICER]))
    assert not isinstance(bench.sign_in.sign_in(first, PIN), Problem)
    for act in (bench.approvals.reopen, bench.enroll.discard, bench.enroll.withdraw):
        answer = act(which, second, PIN)
        assert isinstance(answer, Problem), act
        assert answer.code == refused, act
    (demo_settings.drafts / which / "draft.sealed").write_bytes(b"torn")  # nobody can read it: two people still
    answer = bench.enroll.withdraw(which, second, PIN)
    assert isinstance(answer, Problem)
    assert answer.code == refused
    assert bench.enroll.withdraw(which, bench.credential(SUPERVISOR), PINS[SUPERVISOR]) is None, "another person may"


def test_the_packet_names_them_and_the_centre_reads_it(demo_settings: Settings) -> None:
    bench = open_desk(demo_settings)
    bench.sign_in_as(OPERATOR)
    which = captured(bench)
    seen(bench.enroll.sign(which))
    seen(bench.enroll.approve(which, bench.credential(OFFICER), PINS[OFFICER]))
    sealed = bench.enroll.seal(which)
    assert isinstance(sealed, SealedView)
    opened = open_packet(Path(sealed.packet_path), demo_settings.intake_home, "production", bench.clock.now())
    assert opened.verified.officer is not None
    assert opened.verified.officer.certificate.identifier == "EI:AM-DEMO-102"


@pytest.mark.parametrize("identifier", ["", "PNOAM-6506901230", "IDCAM-5"])
def test_in_production_who_cannot_be_told_from_others_does_nothing(demo_settings: Settings, identifier: str) -> None:
    bench = open_desk(demo_settings, mode="production", scheme="EI:AM")
    unclear = card(demo_settings.intake_home, "approvals", "Պողոս Պողոսյան", identifier, at=bench.clock.now())
    credential = admit(demo_settings, unclear)
    for pin in (PIN, "0000"):
        answer = bench.sign_in.sign_in(credential, pin)
        assert isinstance(answer, Problem)
        assert answer.code == "STN-226", "whatever the PIN, which is not even tried"
    bench.sign_in_as(OPERATOR)
