"""Children of one household: what an adult says for one is offered for the next; what a child says it says itself."""

import json

from station.domain.enrollment import EnrollmentId, Relation
from station.domain.errors import Problem
from station.domain.sample import SLAPS
from station.domain.signatures import Signed
from station.domain.value import Source
from station.packet.archive import read_archive
from station.services.sharing import _open
from station.services.views import EnrollmentView, SealedView
from tests.support.answered import seen
from tests.support.applicants import ADULT
from tests.support.clock import NOW
from tests.support.desk import (
    DEVICE,
    OFFICER,
    PINS,
    Bench,
    ink,
    portrait_candidate,
    slap_candidate,
)
from tests.support.people import Shelf, enrollment

REQUEST = {"request_kind": "FIRST", "speed": "NORMAL", "blood_group_wanted": "NO", "document_kind": "none"}
OF_BOTH = {
    "guardian_name": "Անի Հովհաննիսյան",
    "guardian_relation": "PARENT",
    "guardian_document": "AX0000001",
    "parental_rights": "BOTH",
    "parents.1.role": "MOTHER",
    "parents.1.citizenships.1": "ARM",
    "parents.1.present": "YES",
    "parents.2.role": "FATHER",
    "parents.2.citizenships.1": "ARM",
    "parents.2.present": "NO",
}
MOTHER, FATHER, OWN = "mother_or_adopter_consent", "father_or_adopter_consent", "self_consent"
GIVEN = {MOTHER: "MOTHER_IN_PERSON", FATHER: "FATHER_NOTARISED"}
CHILD = {**ADULT, **REQUEST, **OF_BOTH, "psn_kind": "PENDING", "psn": ""}
EIGHT, FIFTEEN = {**CHILD, "birth_date": "15.06.2018"}, {**CHILD, "birth_date": "15.06.2011"}


def begun(desk: Bench) -> EnrollmentId:
    """Their mother."""
    first = seen(desk.enroll.start("id_card")).enrollment.enrollment_id
    seen(desk.enroll.set_fields(first, {**ADULT, **REQUEST}))
    return first


def joined(desk: Bench, first: EnrollmentId, fields: dict[str, str], step: str = "consents") -> EnrollmentView:
    which = seen(desk.enroll.add_person(first, Relation.CHILD)).enrollment.enrollment_id
    seen(desk.enroll.set_fields(which, fields))
    view = seen(desk.enroll.view(which))
    papers = {
        each.field: _paper(each.field) for step in view.steps for each in step.problems if each.code == "PAP-MISSING"
    }
    seen(desk.enroll.set_fields(which, papers))
    return seen(desk.enroll.go_to(which, step))


def _paper(field: str) -> str:
    return "BIRTH_CERTIFICATE" if "birth_certificate" in field else field.removesuffix("_paper").split("_or_")[0]


def lacking(view: EnrollmentView) -> list[str]:
    return [each.field for each in view.step.problems]


def test_who_consents_by_age_and_what_is_said_once(desk: Bench) -> None:
    first = begun(desk)
    one = joined(desk, first, EIGHT)
    assert lacking(one) == [MOTHER, FATHER, OWN]
    assert one.offered == (), "nobody has said it yet"
    refused = desk.enroll.sign(one.enrollment.enrollment_id)
    assert isinstance(refused, Problem)
    one = seen(desk.enroll.set_fields(one.enrollment.enrollment_id, {**GIVEN, OWN: "SELF_WRITTEN"}))
    assert lacking(one) == []
    other = joined(desk, first, FIFTEEN)
    assert {each.name: each.text for each in other.offered} == GIVEN, "and never what the other child said itself"
    which = other.enrollment.enrollment_id
    taken = seen(desk.enroll.take_over(which))
    assert lacking(taken) == [OWN]
    said = taken.enrollment.values[MOTHER]
    assert (said.source, said.evidence) == (Source.COMPANION, one.enrollment.enrollment_id)
    mother = seen(desk.enroll.view(first))
    assert "consents" not in [step.step_id for step in mother.steps], "nobody consents for who is of age"
    seen(desk.enroll.go_to(which, "applicant"))
    grown = seen(desk.enroll.set_fields(which, {"birth_date": "15.06.2000"}))
    assert "consents" not in [step.step_id for step in grown.steps]


def test_what_this_child_may_not_have_is_not_offered(desk: Bench) -> None:
    """A father who came for one child, and is not there for the other: that one's consent is a notary's."""
    first = begun(desk)
    one = joined(desk, first, {**EIGHT, "parents.2.present": "YES"}).enrollment.enrollment_id
    seen(desk.enroll.set_fields(one, {MOTHER: "MOTHER_IN_PERSON", FATHER: "FATHER_IN_PERSON"}))
    other = joined(desk, first, FIFTEEN)
    assert [each.name for each in other.offered] == [MOTHER]


def test_a_household_with_its_consents_is_sealed_each_with_their_own(desk: Bench) -> None:
    first = begun(desk)
    one = joined(desk, first, EIGHT).enrollment.enrollment_id
    seen(desk.enroll.set_fields(one, {**GIVEN, OWN: "SELF_WRITTEN"}))
    other = joined(desk, first, FIFTEEN).enrollment.enrollment_id
    seen(desk.enroll.take_over(other))
    seen(desk.enroll.set_fields(other, {OWN: "SELF_WRITTEN"}))
    seen(desk.enroll.set_fields(first, {"passport_or_birth_certificate_paper": "PASSPORT"}))
    at, found = desk.clock.now(), {}
    for which in (first, one, other):
        wanted = {step.takes.value for step in seen(desk.enroll.view(which)).steps if step.takes is not None}
        seen(desk.enroll.accept_portrait(which, portrait_candidate(at)))
        if "fingers" in wanted:
            for slap in SLAPS:
                seen(desk.enroll.accept_slap(which, slap_candidate(at, slap)))
        if "signature" in wanted:
            seen(desk.enroll.accept_signature(which, ink(), (100.0, 40.0), DEVICE))
        signed = seen(desk.enroll.sign(which)).enrollment.signed
        assert signed is not None
        container = desk.enroll.image(which, signed.container.digest)
        assert isinstance(container, bytes)
        further = json.loads(read_archive(container)[0].data)["biographicData"]["further"]
        found[which] = {name: text for name, text in further.items() if name.endswith("_consent")}
    assert found == {first: {}, one: {**GIVEN, OWN: "SELF_WRITTEN"}, other: {**GIVEN, OWN: "SELF_WRITTEN"}}
    seen(desk.enroll.approve_all(first, desk.credential(OFFICER), PINS[OFFICER]))
    sealed = desk.enroll.seal(first)
    assert isinstance(sealed, SealedView)
    assert len(sealed.all) == 3


def test_a_parent_says_it_once_for_all_children_who_are_asked(desk: Bench) -> None:
    first = begun(desk)
    grown = joined(desk, first, {**ADULT, **REQUEST}, "papers").enrollment.enrollment_id
    signed, other = (joined(desk, first, child).enrollment.enrollment_id for child in (EIGHT, FIFTEEN))
    one = joined(desk, first, {**EIGHT, "phone": ""}).enrollment.enrollment_id
    apart = joined(desk, first, {**EIGHT, "guardian_relation": "GUARDIAN"}, "papers").enrollment.enrollment_id
    seen(desk.enroll.turn_to(one))
    said = seen(desk.enroll.set_fields(one, {**GIVEN, OWN: "SELF_WRITTEN"}))
    assert {(each.name, each.whose) for each in said.for_others} == {
        (name, whose) for name in GIVEN for whose in (signed, other)
    }, "not of who is of age, nor of whose guardian is somebody else, and nothing that a child says itself"
    given = seen(desk.enroll.give_over(one))
    assert given.for_others == ()
    assert given.enrollment == said.enrollment
    for which in (signed, other):
        values = seen(desk.enroll.view(which)).enrollment.values
        assert {name: values[name].text for name in GIVEN} == GIVEN
        assert {(values[name].source, values[name].evidence) for name in GIVEN} == {(Source.COMPANION, one)}
        assert OWN not in values
    for which in (grown, apart):
        assert MOTHER not in seen(desk.enroll.view(which)).enrollment.values
    changed = seen(desk.enroll.set_fields(other, {FATHER: ""}))
    assert changed.enrollment.fields[FATHER] == ""
    assert {(each.name, each.whose) for each in seen(desk.enroll.view(one)).for_others} == {(FATHER, other)}


def test_who_is_signed_is_left_as_they_are() -> None:
    made = enrollment(Shelf())
    assert made.samples.portrait is not None
    assert _open(made)
    assert not _open(made.with_signed(Signed(made.samples.portrait.image, made.operator, NOW)))
