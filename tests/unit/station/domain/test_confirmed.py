"""What an applicant found right is found right by nobody once it changed, whatever of it, and taken away too."""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace

import pytest

from station.domain.citizen_view import DATA_CONFIRMED, RIGHTS, SAME_SEX
from station.domain.decision import Decision, DecisionKind
from station.domain.enrollment import Enrollment, EnrollmentId, Relation, Together
from station.domain.item import SUMMARY_CONFIRMED, SUMMARY_PRINTED, Item, ItemId, ItemKind, LinkKind, Notice
from station.domain.operator import CredentialId
from station.domain.override import FailedCheck, Override, OverrideReason
from station.domain.sample import BiometricException, ExceptionReason, Eye, Finger, Modality, Slap
from station.domain.signatures import Signed
from station.domain.value import Said
from tests.support.clock import NOW
from tests.support.people import OPERATOR, Shelf, enrollment

OFFICER = replace(OPERATOR, credential_id=CredentialId("officer"))
FACTS = (RIGHTS, SAME_SEX)
SAID = (DATA_CONFIRMED, SUMMARY_PRINTED, SUMMARY_CONFIRMED)
PAPER = Item(ItemId("p"), ItemKind.ATTACHMENT, "birth_certificate")

COMPARED = ["surname_hy", "surname_latin", "given_hy", "given_latin", "patronymic_hy", "patronymic_latin", "birth_date"]


def whole() -> Enrollment:
    """With something of each kind, of which the applicant said all that they can say."""
    made = (
        enrollment(Shelf())
        .with_fields({"birth_place": "Գորիս"})
        .with_item(PAPER)
        .with_item(replace(PAPER, item_id=ItemId("d"), kind=ItemKind.DOCUMENT))
    )
    made = made.with_item(replace(PAPER, item_id=ItemId("c"), kind=ItemKind.CONSENT))
    made = made.with_link(LinkKind.APPOINTMENT, Said("A-17"))
    for about in (*FACTS, *SAID):
        made = made.with_notice(Notice(about, "1", "fa", NOW, OPERATOR))
    return made


def kept(changed: Enrollment) -> set[str]:
    return {each.about for each in changed.notices}


def _texts(**texts: str) -> Callable[[Enrollment], Enrollment]:
    return lambda of: of.with_fields(texts)


def _slap(of: Enrollment) -> Enrollment:
    return of.with_slap(replace(of.samples.slaps[0], attempt=9))


def _signature(of: Enrollment) -> Enrollment:
    assert of.samples.signature is not None
    return of.with_signature(replace(of.samples.signature, captured_at=NOW.replace(year=2027)))


def _portrait(of: Enrollment) -> Enrollment:
    assert of.samples.portrait is not None
    return of.with_portrait(replace(of.samples.portrait, captured_at=NOW.replace(year=2027)))


def _override(of: Enrollment) -> Enrollment:
    checks = (FailedCheck("FACE-MEASURE", "pose", 3.0, "x >= 9"),)
    return of.with_override(Override("portrait", checks, next(iter(OverrideReason)), "", OPERATOR, NOW))


def _no_finger(of: Enrollment) -> Enrollment:
    return of.with_exceptions((BiometricException(Finger.LEFT_INDEX, ExceptionReason.BORN_WITHOUT),))


def _returned(of: Enrollment) -> Enrollment:
    return of.decided(Decision(DecisionKind.RETURNED, OFFICER, NOW, (), ("portrait",), ""))


CHANGES: Mapping[str, Callable[[Enrollment], Enrollment]] = {
    "a text": _texts(phone="+37491000078"),
    "a text goes": lambda of: of.without(("birth_place",)),
    "a document goes": lambda of: of.without_item(ItemId("d")),
    "a paper goes": lambda of: of.without_item(ItemId("p")),
    "a consent goes": lambda of: of.without_item(ItemId("c")),
    "a paper comes": lambda of: of.with_item(replace(PAPER, item_id=ItemId("q"))),
    "a paper says something else": lambda of: of.with_item(PAPER.with_said({"number": Said("7")}, None)),
    "a link": lambda of: of.with_link(LinkKind.HOUSEHOLD, Said("H-1")),
    "a link goes": lambda of: of.with_link(LinkKind.APPOINTMENT, Said("")),
    "the portrait goes": lambda of: of.with_portrait(None),
    "another portrait": _portrait,
    "the signature goes": lambda of: of.with_signature(None),
    "another signature": _signature,
    "another slap": _slap,
    "a slap goes": lambda of: of.without_samples({Slap.RIGHT_FOUR.value}),
    "a finger is missing": _no_finger,
    "an eye is not open": lambda of: of.with_eye(next(iter(Eye)), ExceptionReason.EYE_MISSING),
    "no signature can be given": lambda of: of.with_exception(Modality.SIGNATURE, ExceptionReason.CANNOT_WRITE),
    "taken with a reason": _override,
    "sent back": _returned,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_of_what_changed_nothing_was_read_or_signed_on_paper(change: Callable[[Enrollment], Enrollment]) -> None:
    assert kept(change(whole())) == {*FACTS, DATA_CONFIRMED}


@pytest.mark.parametrize("name", COMPARED)
def test_a_letter_of_what_was_compared_letter_by_letter(name: str) -> None:
    assert kept(whole().with_fields({name: "X"})) == {*FACTS}


def test_what_is_not_content_changes_nothing_that_was_said() -> None:
    said = whole()
    blob = said.samples.portrait.image if said.samples.portrait is not None else None
    assert blob is not None
    for same in (
        said.with_fields(said.fields),
        said.at_step("review"),
        said.settled(NOW),
        said.taken_by(OFFICER),
        said.with_signed(Signed(blob, OPERATOR, NOW)),
        said.with_company(Together(EnrollmentId("x"), 1, 2, Relation.FIRST)),
        said.with_notice(Notice(RIGHTS, "2", "hy", NOW, OPERATOR)),
    ):
        assert kept(same) == {*FACTS, *SAID}


def test_every_part_of_an_application_is_of_one_kind_or_the_other() -> None:
    """Whoever adds one says here whether a summary says it."""
    on_paper = {"values", "samples", "items", "links", "overrides"}
    beside = {
        "enrollment_id", "procedure", "started_at", "operator", "step", "signed", "approved", "captured_by", "acts",
        "notices", "training", "recovered_from", "settled_at", "waiting_since", "decision", "together", "case_class",
        "recapture", "withdrawal", "version", "mode", "refused",
    }  # fmt: skip
    assert {each.name for each in fields(Enrollment)} == on_paper | beside
