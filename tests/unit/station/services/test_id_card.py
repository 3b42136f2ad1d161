"""An identity card, from the first field to the sealed packet: a profile and words, and nothing else of its own."""

import json

from intake.acceptance.declared import read_application
from station.domain.errors import Problem
from station.domain.sample import SLAPS
from station.packet.archive import read_archive
from station.services.views import SealedView
from tests.support.answered import seen
from tests.support.applicants import ADULT, OF_A_CHILD
from tests.support.desk import (
    DEVICE,
    OFFICER,
    PINS,
    Bench,
    ink,
    portrait_candidate,
    slap_candidate,
)

REQUEST = {"request_kind": "EXCHANGE", "speed": "D1", "blood_group_wanted": "NO", "document_kind": "none"}
PAPERS = {"passport_or_birth_certificate_paper": "birth_certificate", "old_document_paper": "OLD_DOCUMENT"}


def test_all_that_was_asked_is_signed_and_the_centre_takes_it(desk: Bench) -> None:
    enroll, at = desk.enroll, desk.clock.now()
    view = seen(enroll.start("id_card"))
    which = view.enrollment.enrollment_id
    assert (view.current, view.step.page) == ("document", "form")
    seen(enroll.set_fields(which, ADULT))
    assert (view.service["en"], view.steps[2].called["en"]) == ("Identity card", "Request")
    seen(enroll.set_fields(which, REQUEST))
    seen(enroll.accept_portrait(which, portrait_candidate(at)))
    for slap in SLAPS:
        seen(enroll.accept_slap(which, slap_candidate(at, slap)))
    view = seen(enroll.accept_signature(which, ink(), (100.0, 40.0), DEVICE))
    wrong = {problem.code for step in view.steps for problem in step.problems}
    assert wrong == {"PAP-MISSING", "REV-UNSIGNED"}, "no adult needs anybody's consent"
    refused = enroll.sign(which)
    assert isinstance(refused, Problem)
    assert (refused.code, refused.params["first"]) == ("STN-413", "PAP-MISSING")
    seen(enroll.set_fields(which, PAPERS))
    signed = seen(enroll.sign(which)).enrollment.signed
    assert signed is not None
    session = desk.signed_in.session
    assert session is not None
    application = read_archive(session.vault.get(which, signed.container.digest))[0].data
    read_application(application)
    value = json.loads(application)
    assert value["enrollmentType"] == "ID_CARD"
    assert value["contextualData"]["policyVersions"]["id_card"] in ("2", "4"), "the newest under the law of May"
    assert value["biographicData"]["further"] == {
        "request_kind": "EXCHANGE",
        "speed": "D1",
        "blood_group_wanted": False,
        "passport_or_birth_certificate_paper": "BIRTH_CERTIFICATE",
        "old_document_paper": "OLD_DOCUMENT",
        "fee_amd": 20_000,
        "payment_status": "INCOMPLETE_UNPAID",
    }
    seen(enroll.approve(which, desk.credential(OFFICER), PINS[OFFICER]))
    assert isinstance(enroll.seal(which), SealedView)


def test_what_a_rule_does_not_allow_is_not_chosen(desk: Bench) -> None:
    """A parent who is not there consents before a notary, whatever the page was drawn with."""
    child = {
        **ADULT, **REQUEST, "birth_date": "15.06.2014", "psn_kind": "pending", "psn": "", "guardian_name": "Վահե",
        "guardian_relation": "parent", "guardian_document": "AX1", "parental_rights": "BOTH",
        "parents.1.role": "MOTHER",
        "parents.1.present": "NO", "parents.2.role": "FATHER", "parents.2.present": "YES",
    }  # fmt: skip
    view = seen(desk.enroll.start("id_card"))
    which = view.enrollment.enrollment_id
    given = {"mother_or_adopter_consent": "MOTHER_IN_PERSON", "father_or_adopter_consent": "FATHER_IN_PERSON"}
    view = seen(desk.enroll.set_fields(which, {**child, **given, "self_consent": "SELF_WRITTEN"}))
    (consents,) = [step for step in view.steps if step.step_id == "consents"]
    assert [problem.field for problem in consents.problems] == ["mother_or_adopter_consent"]
    view = seen(desk.enroll.set_fields(which, {"mother_or_adopter_consent": "MOTHER_NOTARISED"}))
    (consents,) = [step for step in view.steps if step.step_id == "consents"]
    assert consents.problems == ()
    assert "signature" not in [
        step.step_id for step in seen(desk.enroll.set_fields(which, {"birth_date": "15.06.2015"})).steps
    ]


def test_a_child_of_five_is_turned_away_at_each_act(desk: Bench) -> None:
    enroll = desk.enroll
    which = seen(enroll.start("id_card")).enrollment.enrollment_id
    view = seen(
        enroll.set_fields(
            which, {**ADULT, "document_kind": "none", "birth_date": "15.06.2023", "psn_kind": "pending", "psn": ""}
        )
    )
    assert "WHO-AGE" in [each.code for each in view.steps[1].problems if each.field == "birth_date"]
    for step in ("request", "review"):
        locked = enroll.go_to(which, step)
        assert isinstance(locked, Problem)
        assert (locked.code, locked.params["step"]) == ("STN-431", "applicant")
    for refused in (enroll.sign(which), enroll.seal(which)):
        assert isinstance(refused, Problem)
        assert refused.code == "STN-413"
    guardian = {name: text for name, text in OF_A_CHILD.items() if name.startswith("guardian")}
    seen(enroll.set_fields(which, guardian))
    for refused in (enroll.sign(which), enroll.seal(which)):
        assert isinstance(refused, Problem)
        assert (refused.code, refused.params["first"]) == ("STN-413", "WHO-AGE")
