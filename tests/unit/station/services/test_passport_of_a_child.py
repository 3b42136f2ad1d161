"""A child's passport: what a child's parents answer is asked for, step by step, and is in what is signed."""

import json

from intake.acceptance.declared import read_application
from station.domain.errors import Problem
from station.packet.archive import read_archive
from station.services.views import EnrollmentView, SealedView
from tests.support.answered import seen
from tests.support.applicants import ADULT, ANSWERS, OF_A_CHILD
from tests.support.desk import OFFICER, PINS, Bench, portrait_candidate

OF_FIVE = {**ADULT, "birth_date": "15.06.2023", "psn_kind": "pending", "psn": ""}


def lacking(view: EnrollmentView) -> dict[str, list[str]]:
    """By step, what is missing there."""
    return {step.step_id: [each.field for each in step.problems] for step in view.steps if step.problems}


def test_nobody_signs_before_a_parent_has_consented_and_then_it_is_signed(desk: Bench) -> None:
    enroll = desk.enroll
    which = seen(enroll.start("biometric_passport")).enrollment.enrollment_id
    consent = "mother_or_father_or_adopter_consent"
    given = {name: text for name, text in OF_A_CHILD.items() if name != consent}
    seen(enroll.accept_portrait(which, portrait_candidate(desk.clock.now())))
    view = seen(enroll.set_fields(which, {**OF_FIVE, **ANSWERS, **given}))
    assert [step.step_id for step in view.steps if step.takes] == ["portrait"], "neither fingers nor a signature"
    assert lacking(view) == {"consents": [consent], "review": [""]}
    refused = enroll.sign(which)
    assert isinstance(refused, Problem)
    assert (refused.code, refused.params["first"]) == ("STN-413", "CON-MISSING")
    seen(enroll.set_fields(which, {consent: "FATHER_IN_PERSON"}))
    signed = seen(enroll.sign(which)).enrollment.signed
    assert signed is not None
    container = enroll.image(which, signed.container.digest)
    assert isinstance(container, bytes)
    application = read_archive(container)[0].data
    read_application(application)
    further = json.loads(application)["biographicData"]["further"]
    assert further == {
        "request_kind": "FIRST",
        "parental_rights": "BOTH",
        "parents": [
            {"role": "FATHER", "citizenships": ["ARM"], "present": True},
            {"role": "MOTHER", "citizenships": ["ARM"], "present": True},
        ],
        **{name: text for name, text in OF_A_CHILD.items() if name.endswith(("_paper", "_consent"))},
    }
    seen(enroll.approve(which, desk.credential(OFFICER), PINS[OFFICER]))
    assert isinstance(enroll.seal(which), SealedView)


def test_where_a_parent_is_a_foreigner_both_consent(desk: Bench) -> None:
    which = seen(desk.enroll.start("biometric_passport")).enrollment.enrollment_id
    foreign = {**OF_A_CHILD, "parents.1.citizenships.1": "FRA"}
    view = seen(desk.enroll.set_fields(which, {**OF_FIVE, **ANSWERS, **foreign}))
    assert lacking(view)["consents"] == ["mother_or_adopter_consent", "father_or_adopter_consent"]


def test_what_a_child_is_asked_becomes_an_adults_question_with_the_birth_date(desk: Bench) -> None:
    which = seen(desk.enroll.start("biometric_passport")).enrollment.enrollment_id
    view = seen(desk.enroll.set_fields(which, {**OF_FIVE, "request_kind": "FIRST", "guardian_relation": "parent"}))
    assert lacking(view)["request"] == ["parental_rights", "parents"]
    grown = seen(desk.enroll.set_fields(which, {"birth_date": "15.06.1990", "sex": "M", "capacity": "FULL"}))
    assert "request" not in lacking(grown)
    assert "consents" not in [step.step_id for step in grown.steps]
    young = seen(desk.enroll.set_fields(which, {"birth_date": "15.06.2006"}))
    assert lacking(young)["request"] == ["military_deferred"]
