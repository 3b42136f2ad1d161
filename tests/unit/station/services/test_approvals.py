"""The queue of a desk: left for approval, approved many at once, rejected, sent back in parts; nothing is lost."""

import dataclasses
import json
from datetime import timedelta

import pytest
from msgspec.structs import replace

from crypto.keys.soft import SoftKeyStore
from station.acts import CaseState
from station.domain.capture import SlapCandidate
from station.domain.confirmed import data_texts
from station.domain.decision import DecisionKind
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.item import ItemKind, LinkKind
from station.domain.sample import Slap
from station.services.approvals import Outcome
from station.services.belongings import Page
from station.services.deciding import LONGEST_NOTE, REASONS
from station.services.draft_summary import DraftSummary
from station.services.views import EnrollmentView
from station.settings import Settings
from tests.support.answered import code, seen
from tests.support.desk import (
    OFFICER,
    OPERATOR,
    PINS,
    SUPERVISOR,
    TECHNICIAN,
    Bench,
    looked,
    open_desk,
    portrait_candidate,
    slap_candidate,
)
from tests.unit.station.services.test_two_people import captured


@pytest.fixture
def bench(demo_settings: Settings) -> Bench:
    return open_desk(demo_settings)


def left(bench: Bench, *, by: str = OPERATOR) -> EnrollmentId:
    """Captured, signed and left for approval."""
    bench.sign_in_as(by)
    which = captured(bench)
    seen(bench.enroll.sign(which))
    seen(bench.approvals.submit(which))
    return which


def queue(bench: Bench) -> list[EnrollmentId]:
    """What waits."""
    found = bench.approvals.queue()
    assert not isinstance(found, Problem), found
    return [each.enrollment_id for each in found if each.state is CaseState.WAITING]


def summary(bench: Bench, which: EnrollmentId) -> DraftSummary:
    drafts = bench.enroll.drafts()
    assert not isinstance(drafts, Problem)
    return next(each for each in drafts if each.enrollment_id == which)


def outcomes(answer: object) -> dict[EnrollmentId, Outcome]:
    assert isinstance(answer, tuple), answer
    return {each.enrollment_id: each for each in answer}


def told(bench: Bench, kind: str) -> list[dict[str, object]]:
    rows = bench.db.execute("SELECT event FROM audit ORDER BY seq").fetchall()
    return [event for (text,) in rows if (event := json.loads(text))["kind"] == kind]


def test_what_waits_survives_a_restart_and_is_changed_by_nobody(bench: Bench, demo_settings: Settings) -> None:
    which = left(bench)
    assert code(bench.enroll.set_fields(which, {"sex": "M"})) == "STN-472"
    assert code(bench.enroll.clear_signature(which)) == code(bench.enroll.sign(which)) == "STN-472"
    later = open_desk(demo_settings)
    later.sign_in_as(OFFICER)
    assert queue(later) == [which]
    assert summary(later, which).state is CaseState.WAITING
    assert seen(later.enroll.view(which)).enrollment.signed is not None


def test_only_what_is_signed_is_left_and_it_can_be_taken_back(bench: Bench) -> None:
    bench.sign_in_as(OPERATOR)
    which = captured(bench)
    assert code(bench.approvals.submit(which)) == "STN-472"
    seen(bench.enroll.sign(which))
    seen(bench.approvals.submit(which))
    assert seen(bench.approvals.take_back(which)).enrollment.signed is not None
    assert queue(bench) == []
    assert isinstance(bench.enroll.set_fields(which, {"sex": "M"}), EnrollmentView)
    assert [len(told(bench, kind)) for kind in ("left_for_approval", "taken_back")] == [1, 1]


def test_many_are_approved_with_one_pin_each_with_its_own_signature(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    which = [left(bench), left(bench)]
    own = left(bench, by=OFFICER)
    opened, real = [], SoftKeyStore.unlock

    def counting(self: SoftKeyStore, key_id: str, pin: str) -> object:
        opened.append(key_id)
        return real(self, key_id, pin)

    monkeypatch.setattr(SoftKeyStore, "unlock", counting)
    officer, heard = bench.credential(OFFICER), list[Outcome]()
    found = outcomes(
        bench.approvals.approve(looked(bench, which[0], own, which[1]), officer, PINS[OFFICER], heard.append)
    )
    assert opened == [officer]
    assert [each.enrollment_id for each in heard] == [which[0], own, which[1]]
    assert {each for each, outcome in found.items() if outcome.sealed is not None} == set(which)
    problem = found[own].problem
    assert (problem is not None and problem.code, found[own].approved) == ("STN-410", False)
    assert queue(bench) == [own], "the others went through"
    (refused,) = told(bench, "act_refused")
    assert refused["details"] == {
        "act": "approve_one",
        "code": "STN-410",
        "credential": officer,
        "roles": "operator+officer",
    }
    assert {event["subject"] for event in told(bench, "content_approved")} == set(which)
    assert len({str(outcome.sealed) for outcome in found.values()}) == 3


@pytest.mark.parametrize(
    ("name", "pin", "expected", "roles"),
    [
        (OPERATOR, PINS[OPERATOR], "STN-411", {"roles": "operator"}),
        (TECHNICIAN, PINS[TECHNICIAN], "STN-411", {"roles": "technician"}),
        (OFFICER, "0000", "CRY-010", {}),
    ],
)
def test_nobody_else_approves_whatever_the_window_shows(
    bench: Bench, name: str, pin: str, expected: str, roles: dict[str, str]
) -> None:
    which = left(bench)
    assert code(bench.approvals.approve(looked(bench, which), bench.credential(name), pin)) == expected
    assert queue(bench) == [which]
    assert told(bench, "act_refused")[-1]["details"] == {
        "act": "approve", "code": expected, "credential": bench.credential(name), **roles,
    }  # fmt: skip
    assert not bench.outbox.keeps(which)


def test_what_is_approved_is_what_was_looked_at(bench: Bench) -> None:
    """Taken back, corrected, signed and left anew meanwhile: nobody has seen that."""
    which, other = left(bench), left(bench)
    before = looked(bench, which, other)
    seen(bench.approvals.take_back(which))
    seen(bench.enroll.set_fields(which, {"phone": "+37491000078"}))
    seen(bench.enroll.sign(which))
    seen(bench.approvals.submit(which))
    officer = (bench.credential(OFFICER), PINS[OFFICER])
    found = outcomes(bench.approvals.approve(before, *officer))
    assert (found[which].approved, code(found[which].problem)) == (False, "STN-457")
    assert found[other].sealed is not None
    assert code(outcomes(bench.approvals.approve({which: {}}, *officer))[which].problem) == "STN-457", "never looked at"
    assert queue(bench) == [which]
    assert outcomes(bench.approvals.approve(looked(bench, which), *officer))[which].sealed is not None


def test_what_a_list_is_narrowed_by_is_known_of_each_case(bench: Bench) -> None:
    which = left(bench)
    traits = summary(bench, which).traits
    assert traits.service["en"] == seen(bench.enroll.view(which)).service["en"]
    assert (traits.case_class, traits.overrides, traits.household) == ("CIVIL", 0, False)
    assert traits.unit == seen(bench.enroll.view(which)).enrollment.operator.organisation


def test_a_crash_between_two_approvals_leaves_one_sent_and_one_waiting(bench: Bench, demo_settings: Settings) -> None:
    class Killed(BaseException):
        pass

    which = [left(bench), left(bench)]

    def killed(_: Outcome) -> None:
        raise Killed

    with pytest.raises(Killed):
        bench.approvals.approve(looked(bench, *which), bench.credential(OFFICER), PINS[OFFICER], killed)
    later = open_desk(demo_settings)
    later.sign_in_as(SUPERVISOR)
    assert later.outbox.keeps(which[0])
    assert queue(later) == [which[1]]
    waiting = looked(later, *queue(later))
    found = outcomes(later.approvals.approve(waiting, later.credential(SUPERVISOR), PINS[SUPERVISOR]))
    assert found[which[1]].sealed is not None


def test_an_officer_signed_in_says_no_with_reasons_and_a_supervisor_reopens_it(bench: Bench) -> None:
    which = left(bench)
    assert code(bench.approvals.reject(which, REASONS[:1])) == "STN-227", "an operator names somebody of the State"
    bench.sign_in_as(OFFICER)
    assert code(bench.approvals.reject(which, ())) == code(bench.approvals.reject(which, ["OTHER"])) == "STN-474"
    assert code(bench.approvals.reject(which, REASONS[:1], "x" * (LONGEST_NOTE + 1))) == "STN-476"
    rejected = seen(bench.approvals.reject(which, REASONS[:2], "  the  form \n shows another name")).enrollment
    assert rejected.decision is not None
    assert rejected.decision.kind is DecisionKind.REJECTED
    assert rejected.decision.note == "the form shows another name"
    assert (queue(bench), summary(bench, which).state) == ([], CaseState.REJECTED)
    (event,) = told(bench, "case_rejected")
    assert (event["actor"], event["details"]) == (bench.credential(OFFICER), {"reasons": " ".join(REASONS[:2])})
    bench.sign_in_as(OPERATOR)
    assert code(bench.enroll.set_fields(which, {"sex": "M"})) == "STN-472"
    in_vain = outcomes(bench.approvals.approve(looked(bench, which), bench.credential(OFFICER), PINS[OFFICER]))
    assert code(in_vain[which].problem) == "STN-472"
    assert code(bench.approvals.reopen(which, bench.credential(OFFICER), PINS[OFFICER])) == "STN-411"
    reopened = seen(bench.approvals.reopen(which, bench.credential(SUPERVISOR), PINS[SUPERVISOR])).enrollment
    assert (reopened.decision, reopened.signed) == (None, None)
    assert isinstance(bench.enroll.set_fields(which, {"sex": "M"}), EnrollmentView)


def test_what_is_sent_back_is_open_and_nothing_else(bench: Bench) -> None:
    which = left(bench)
    back = bench.approvals.send_back(
        which, ["left_index", "surname_hy"], note="smudged", credential_id=bench.credential(OFFICER), pin=PINS[OFFICER]
    )
    enrollment = seen(back).enrollment
    assert enrollment.signed is None
    assert Slap.LEFT_FOUR not in {item.slap for item in enrollment.samples.slaps}
    assert len(enrollment.samples.slaps) == 2
    assert summary(bench, which).state is CaseState.RETURNED
    bench.clock.forward(timedelta(minutes=1))
    at = bench.clock.now()
    for answer in (
        bench.enroll.set_fields(which, {"birth_place": "Գորիս"}),
        bench.enroll.accept_portrait(which, portrait_candidate(at)),
        bench.enroll.clear_signature(which),
        bench.enroll.accept_slap(which, slap_candidate(at, Slap.THUMBS)),
    ):
        assert code(answer) == "STN-477"
    assert code(bench.enroll.sign(which)) == "STN-413", "the fingers are still wanted"
    candidate: SlapCandidate = slap_candidate(at, Slap.LEFT_FOUR)
    seen(bench.enroll.accept_slap(which, candidate))
    seen(bench.enroll.set_fields(which, {"surname_hy": "Ավագյան", "surname_latin": "AVAGYAN"}))
    assert seen(bench.enroll.sign(which)).enrollment.decision is None
    seen(bench.approvals.submit(which))
    found = outcomes(bench.approvals.approve(looked(bench, which), bench.credential(OFFICER), PINS[OFFICER]))
    assert found[which].sealed is not None
    (event,) = told(bench, "case_returned")
    assert event["details"] == {"items": "left_index surname_hy left_four", "reasons": ""}
    assert "smudged" not in json.dumps([told(bench, kind) for kind in ("case_returned", "act_refused")])


def test_papers_and_links_are_not_sent_back_unless_they_are_named(bench: Bench) -> None:
    """A referral is nobody's to send back: who needs protection needs it then, too; and whoever is here again is told
    of their rights, and says whether their data are right."""
    which, officer, belongings = left(bench), (bench.credential(OFFICER), PINS[OFFICER]), bench.belongings
    seen(bench.approvals.send_back(which, ["birth_date"], credential_id=officer[0], pin=officer[1]))
    refused = (
        belongings.add(which, ItemKind.DOCUMENT, "other", {"number": "2"}),
        belongings.add(which, ItemKind.ATTACHMENT, "other", {}, [Page(b"a page", "image/jpeg")]),
        belongings.add(which, ItemKind.PAYMENT, "fee", {"amount": "3000"}),
        belongings.link(which, LinkKind.HOUSEHOLD, "H-1"),
    )
    assert [code(each) for each in refused] == ["STN-477"] * len(refused)
    kept = seen(bench.enroll.view(which)).enrollment
    assert (kept.items, dict(kept.links), kept.notices) == ((), {}, ())
    seen(belongings.add(which, ItemKind.REFERRAL, "referred", {"referred": "YES"}))
    seen(belongings.told(which, "rights", "3", "hy"))
    seen(belongings.answered(which, data_texts(kept), "1", "hy", right=True))
    changed = seen(bench.enroll.set_fields(which, {"birth_date": "02.02.1988"})).enrollment
    assert [each.about for each in changed.notices] == ["rights"], "and what goes with a change keeps nobody from it"


def test_what_is_missing_because_of_it_can_be_answered(bench: Bench) -> None:
    """A birth date put right makes a child of somebody: then the guardian may be typed, who was never sent back."""
    which, officer = left(bench), (bench.credential(OFFICER), PINS[OFFICER])
    seen(bench.approvals.send_back(which, ["birth_date"], credential_id=officer[0], pin=officer[1]))
    assert code(bench.enroll.set_fields(which, {"guardian_name": "Ոմն Մեկը"})) == "STN-477"
    young = bench.clock.now().year - 8
    seen(bench.enroll.set_fields(which, {"birth_date": f"15.06.{young}"}))
    assert isinstance(bench.enroll.set_fields(which, {"guardian_name": "Ոմն Մեկը"}), EnrollmentView)


def test_unknown_items_and_cases_that_wait_for_nobody(bench: Bench) -> None:
    bench.sign_in_as(OPERATOR)
    which = captured(bench)
    bench.sign_in_as(OFFICER)
    assert code(bench.approvals.send_back(which, [])) == "STN-475"
    assert code(bench.approvals.send_back(which, ["portrait"])) == "STN-472"
    bench.sign_in_as(TECHNICIAN)
    assert code(bench.approvals.queue()) == code(bench.approvals.submit(which)) == "STN-402"


def test_only_what_the_service_of_the_case_asks_for_is_sent_back(bench: Bench) -> None:
    which = left(bench)
    officer = (bench.credential(OFFICER), PINS[OFFICER])
    refused = bench.approvals.send_back(which, ["portrait", "hair"], (), "", *officer)
    assert (code(refused), refused.params) == ("STN-487", {"items": "hair"})
    assert seen(bench.enroll.view(which)).enrollment.signed is not None


def test_a_service_that_leaves_approval_to_supervisors_is_followed(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    which = left(bench)
    signing = bench.approvals._signing
    walked = signing._plans.walk(seen(bench.enroll.view(which)).enrollment, bench.clock.now().date())
    profile = walked.plan.service.profile
    acts = replace(profile.acts, approve=replace(profile.acts.approve, by=("UNIT_SUPERVISOR",)))
    service = dataclasses.replace(walked.plan.service, profile=replace(profile, acts=acts))
    walked.plan = dataclasses.replace(walked.plan, service=service)
    monkeypatch.setattr(signing._plans, "walk", lambda *_: walked)
    refused = outcomes(bench.approvals.approve(looked(bench, which), bench.credential(OFFICER), PINS[OFFICER]))[which]
    assert code(refused.problem) == "STN-478"
    monkeypatch.undo()
    found = outcomes(bench.approvals.approve(looked(bench, which), bench.credential(SUPERVISOR), PINS[SUPERVISOR]))
    assert found[which].sealed is not None
