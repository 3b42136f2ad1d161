"""What a rule refused is taken with a reason: kept from the first try on, proposed by one, answered for by another."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from crypto import roles
from intake.acceptance.declared import read_application
from station.domain.capture import LiveCheck, PortraitCandidate
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.override import LONGEST_NOTE, NEVER, FailedCheck, OverrideReason, unfit_in
from station.domain.sample import PORTRAIT, SLAPS, Slap
from station.domain.visit_events import VisitKind
from station.packet import layout
from station.packet.application import application_json
from station.packet.archive import read_archive
from station.receivers.mosip.form.biometrics import samples_of
from station.receivers.osia.form.compose import _contextual
from station.services.dossiers import dossier_of
from station.services.policy import PolicyService
from station.services.samples import kept
from station.services.views import EnrollmentView, SealedView
from station.settings import Settings
from station.storage import visit_events
from tests.support.answered import code
from tests.support.applicants import WHOLE
from tests.support.clock import NOW
from tests.support.desk import (
    DEVICE,
    OFFICER,
    OPERATOR,
    PINS,
    SUPERVISOR,
    TECHNICIAN,
    VOLUNTEER,
    Bench,
    ink,
    looked,
    open_desk,
    portrait_candidate,
    slap_candidate,
)
from tests.support.people import context
from tests.support.plans import PLANS
from tests.support.staff import PIN, admit, card

TURNED = LiveCheck("FACE-CHECK-YAW", False, 9.0, "|x| <= 5", "°")
SHUT = LiveCheck("FACE-CHECK-EYES", False, 0.01, "x >= 0.04")
ALONE = LiveCheck("FACE-CHECK-ALONE", False, 40.0, "x <= 5", "%")
BODY, WORN = OverrideReason.BODY, OverrideReason.WORN_RIDGES


@pytest.fixture
def desk(demo_settings: Settings) -> Iterator[Bench]:
    with closing((made := open_desk(demo_settings, NOW)).db):
        made.sign_in_as(OPERATOR)
        yield made


def seen(answer: object) -> EnrollmentView:
    assert isinstance(answer, EnrollmentView), answer
    return answer


def begun(desk: Bench) -> EnrollmentId:
    which = seen(desk.enroll.start("biometric_passport")).enrollment.enrollment_id
    seen(desk.enroll.set_fields(which, WHOLE))
    return which


def refused(desk: Bench, *checks: LiveCheck, bright: int = 180) -> PortraitCandidate:
    made = portrait_candidate(desk.clock.now())
    return replace(made, checks=checks or (TURNED,), automatic=False, crop=made.crop // 180 * bright)


def tried(desk: Bench, which: EnrollmentId, times: int = 3) -> EnrollmentView:
    return [seen(desk.overrides.keep(which, refused(desk))) for _ in range(times)][-1]


def weak(desk: Bench, which: EnrollmentId, slap: Slap = Slap.RIGHT_FOUR, times: int = 3) -> EnrollmentView:
    return [seen(desk.enroll.accept_slap(which, slap_candidate(NOW, slap, 4))) for _ in range(times)][-1]


def rest(desk: Bench, which: EnrollmentId, *, but: Slap | None = None) -> None:
    """All that is not about a face."""
    for slap in (each for each in SLAPS if each is not but):
        seen(desk.enroll.accept_slap(which, slap_candidate(NOW, slap)))
    seen(desk.enroll.accept_signature(which, ink(), (100.0, 40.0), DEVICE))


def told(desk: Bench, kind: str) -> list[dict[str, object]]:
    rows = desk.db.execute("SELECT event FROM audit ORDER BY seq").fetchall()
    return [event for (text,) in rows if (event := json.loads(text))["kind"] == kind]


def counted(desk: Bench) -> list[tuple[str, str]]:
    return [(each.about, each.reason) for each in visit_events.read(desk.db) if each.kind is VisitKind.OVERRIDE]


def settled(answer: object, sample: str = PORTRAIT) -> str:
    """By whom."""
    found = unfit_in(seen(answer).unfit, sample)
    assert found is not None
    assert found.override is not None
    return "" if found.override.settled_by is None else found.override.settled_by.name


# --- what is kept ------------------------------------------------------------------------------------------


def test_the_best_that_was_refused_is_kept_sealed_from_the_first_try_on(desk: Bench, demo_settings: Settings) -> None:
    which = begun(desk)
    assert seen(desk.enroll.view(which)).unfit == ()
    seen(desk.overrides.keep(which, refused(desk, TURNED, SHUT, bright=60)))
    seen(desk.overrides.keep(which, refused(desk, TURNED, bright=120)))
    view = seen(desk.overrides.keep(which, refused(desk, TURNED, SHUT)))
    (found,) = view.unfit
    assert (found.sample, found.left, found.offered) == (PORTRAIT, 0, True)
    assert found.checks == (FailedCheck("FACE-CHECK-YAW", "", 9.0, "|x| <= 5", "°"),)
    assert view.enrollment.samples.portrait is None, "it is no part of the application"
    assert [problem.code for step in view.steps for problem in step.problems if problem.field == PORTRAIT]
    with closing((later := open_desk(demo_settings, NOW)).db):
        later.sign_in_as(OPERATOR)
        again = seen(later.enroll.resume(which)).enrollment
        assert again.refused == view.enrollment.refused
        assert again.refused is not None
        session = later.signed_in.require()
        assert kept(session.vault, again, again.refused.portrait.source.digest).startswith(b"\x89PNG")


@pytest.mark.parametrize("checks", [(ALONE,), (ALONE, TURNED), (LiveCheck("FACE-NEW", False, 1.0, ""),), ()])
def test_what_nobody_passes_over_is_not_even_kept(desk: Bench, checks: tuple[LiveCheck, ...]) -> None:
    which = begun(desk)
    made = replace(portrait_candidate(NOW), checks=checks)
    for _ in range(4):
        assert code(desk.overrides.keep(which, made)) == "STN-491"
    view = seen(desk.enroll.view(which))
    assert (view.enrollment.refused, view.unfit) == (None, ())
    assert code(desk.overrides.propose(which, PORTRAIT, BODY)) == "STN-491"


def test_a_measure_below_policy_is_a_check_that_may_be_passed(desk: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the portrait that is at fault: kept again as it is it would be refused again."""
    which, policy = begun(desk), PolicyOf({"HeadPoseYaw": 97})
    monkeypatch.setattr(desk.enroll, "_policy", policy)
    answer = desk.enroll.accept_portrait(which, portrait_candidate(NOW))
    assert isinstance(answer, Problem)
    assert (answer.code, answer.field) == ("STN-718", PORTRAIT)
    (found,) = seen(desk.overrides.keep(which, portrait_candidate(NOW))).unfit
    assert found.checks == (FailedCheck("FACE-CHECK-MEASURE", "HeadPoseYaw", 96, "x >= 97"),)
    assert found.left == 2


class PolicyOf(PolicyService):
    """Orders these least scores of a portrait, and nothing else."""

    def __init__(self, least: dict[str, int]) -> None:
        self._rules = SimpleNamespace(rules=SimpleNamespace(thresholds=SimpleNamespace(face=least)))

    def _policy(self) -> Any:
        return self._rules


def test_a_portrait_that_passed_is_not_given_up_for_one_that_did_not(desk: Bench) -> None:
    which = begun(desk)
    good = seen(desk.enroll.accept_portrait(which, portrait_candidate(NOW))).enrollment.samples.portrait
    view = tried(desk, which)
    assert (view.unfit, view.enrollment.samples.portrait) == ((), good)
    assert code(desk.overrides.propose(which, PORTRAIT, BODY)) == "STN-491"


def test_a_good_one_ends_what_was_refused_before(desk: Bench) -> None:
    which = begun(desk)
    tried(desk, which)
    view = seen(desk.enroll.accept_portrait(which, portrait_candidate(NOW)))
    assert (view.unfit, view.enrollment.refused) == ((), None)


# --- who ---------------------------------------------------------------------------------------------------


def test_it_is_offered_after_the_tries_of_the_service_and_with_a_reason_of_the_list(desk: Bench) -> None:
    which = begun(desk)
    tried(desk, which, 2)
    answer = desk.overrides.propose(which, PORTRAIT, BODY)
    assert isinstance(answer, Problem)
    assert (answer.code, answer.params) == ("STN-491", {"field": PORTRAIT, "left": 1})
    tried(desk, which, 1)
    assert code(desk.overrides.propose(which, PORTRAIT, WORN)) == "STN-492"
    assert code(desk.overrides.propose(which, PORTRAIT, BODY, "x" * (LONGEST_NOTE + 1))) == "STN-494"
    seen(desk.enroll.set_fields(which, {"guardian_given_hy": "Shushanik"}))
    for note in ("Shushanik holds him", f"as {WHOLE['surname_latin'].title()} is", "her number is 123456", "a\u200bb"):
        assert code(desk.overrides.propose(which, PORTRAIT, BODY, note)) == "STN-494"
    view = seen(desk.overrides.propose(which, PORTRAIT, BODY, "  stiff   neck "))
    assert view.enrollment.overrides[0].note == "stiff neck"
    assert view.enrollment.samples.portrait is not None
    assert not any(problem.field == PORTRAIT for step in view.steps for problem in step.problems)
    assert code(desk.overrides.propose(which, PORTRAIT, BODY)) == "STN-491", "once is enough"
    (proposed,) = told(desk, "override_proposed")
    assert proposed["details"] == {"sample": PORTRAIT, "reason": "body", "checks": "FACE-CHECK-YAW"}
    assert counted(desk) == [], "nobody of the State has answered"


def test_an_officer_answers_at_the_desk_and_nobody_else_does(desk: Bench) -> None:
    which = begun(desk)
    tried(desk, which)
    for who, refusal in ((OPERATOR, "STN-411"), (TECHNICIAN, "STN-411"), (VOLUNTEER, "STN-411")):
        answer = desk.overrides.override(which, PORTRAIT, BODY, "", desk.credential(who), PINS[who])
        assert code(answer) == refusal
    assert code(desk.overrides.override(which, PORTRAIT, BODY)) == "STN-227", "who sits here may only propose"
    assert code(desk.overrides.override(which, PORTRAIT, BODY, "", desk.credential(OFFICER), "0000")) == "CRY-010"
    assert seen(desk.enroll.view(which)).enrollment.overrides == ()
    assert {event["details"]["code"] for event in told(desk, "act_refused")} >= {"STN-411", "STN-227", "CRY-010"}
    view = desk.overrides.override(which, PORTRAIT, BODY, "", desk.credential(OFFICER), PINS[OFFICER])
    assert settled(view) == OFFICER
    assert counted(desk) == [(PORTRAIT, "body")]
    (event,) = told(desk, "override_settled")
    assert event["actor"] == desk.credential(OFFICER)
    assert event["details"] == {"sample": PORTRAIT, "reason": "body", "verdict": "accepted"}


@pytest.mark.parametrize("who", [OFFICER, SUPERVISOR])
def test_what_is_proposed_is_answered_for_later(desk: Bench, who: str) -> None:
    which = begun(desk)
    tried(desk, which)
    seen(desk.overrides.propose(which, PORTRAIT, BODY))
    credential, pin = desk.credential(who), PINS[who]
    assert settled(desk.overrides.settle(which, PORTRAIT, accept=True, credential_id=credential, pin=pin)) == who
    assert code(desk.overrides.settle(which, PORTRAIT, accept=False, credential_id=credential, pin=pin)) == "STN-493"
    assert counted(desk) == [(PORTRAIT, "body")]


def test_who_proposes_it_had_a_hand_in_it_and_approves_nothing(desk: Bench) -> None:
    which = begun(desk)
    tried(desk, which)
    rest(desk, which)
    desk.sign_in_as(OFFICER)
    view = seen(desk.overrides.propose(which, PORTRAIT, BODY))
    assert [each.name for each in view.enrollment.captured_by] == [OPERATOR, OFFICER]
    desk.sign_in_as(OPERATOR)
    seen(desk.enroll.sign(which))
    assert code(desk.enroll.approve(which, desk.credential(OFFICER), PINS[OFFICER])) == "STN-410"


def test_after_a_no_it_is_taken_anew(desk: Bench) -> None:
    which = begun(desk)
    weak(desk, which)
    seen(desk.overrides.propose(which, "right_four", WORN))
    no = desk.overrides.settle(
        which, "right_four", accept=False, credential_id=desk.credential(OFFICER), pin=PINS[OFFICER]
    )
    enrollment = seen(no).enrollment
    assert (enrollment.overrides, enrollment.samples.slaps) == ((), ())
    (event,) = told(desk, "override_settled")
    assert isinstance(event["details"], dict)
    assert event["details"]["verdict"] == "refused"
    assert counted(desk) == []


def test_a_state_officer_who_captures_answers_for_it_with_a_reason(desk: Bench) -> None:
    """As the table of roles and rights has it; whoever approves the case is another anyway."""
    desk.sign_in_as(OFFICER)
    which = begun(desk)
    tried(desk, which)
    assert settled(desk.overrides.override(which, PORTRAIT, BODY)) == OFFICER


def test_a_vendors_operator_does_not_answer_with_another_card(demo_settings: Settings) -> None:
    with closing((desk := open_desk(demo_settings, NOW)).db):
        home = demo_settings.intake_home
        first = card(home, "operators", "Պողոս Պողոսյան", "EI:AM-7", at=NOW)
        second = card(home, "approvals", "Պ. Պողոսյան", "EI:AM-7", policies=(roles.OFFICER_POLICY,), at=NOW)
        for each in (first, second):
            admit(demo_settings, each)
        desk.sign_in.sign_in(first.certificate.fingerprint, PIN)
        which = begun(desk)
        tried(desk, which)
        mine = second.certificate.fingerprint
        assert code(desk.overrides.override(which, PORTRAIT, BODY, "", mine, PIN)) == "STN-473"
        seen(desk.overrides.propose(which, PORTRAIT, BODY))
        desk.sign_in.sign_in(mine, PIN)
        assert code(desk.overrides.settle(which, PORTRAIT, accept=True)) == "STN-473"


# --- slaps -------------------------------------------------------------------------------------------------


def test_weak_prints_are_taken_with_a_reason_after_all_tries(desk: Bench) -> None:
    which = begun(desk)
    weak(desk, which, times=2)
    assert code(desk.overrides.propose(which, "right_four", WORN)) == "STN-491"
    view = weak(desk, which, times=1)
    assert [p.code for step in view.steps for p in step.problems if p.field == "right_four"] == ["REV-SLAP-WEAK"]
    (found,) = view.unfit
    assert [(check.about, check.value, check.limit) for check in found.checks] == [
        ("right_index", 4, "x >= 30"), ("right_middle", 4, "x >= 20"), ("right_ring", 4, "x >= 10"),
        ("right_little", 4, "x >= 10"),
    ]  # fmt: skip
    view = seen(desk.overrides.propose(which, "right_four", WORN))
    assert not any(p.field == "right_four" for step in view.steps for p in step.problems)
    assert view.enrollment.samples.slaps[-1].fingers[0].quality.score == 4, "never changed"


def test_of_a_draft_of_the_first_version_the_best_counts_as_it_did(desk: Bench) -> None:
    which = begun(desk)
    weak(desk, which)
    session = desk.signed_in.require()
    case = session.vault.load(which)
    session.vault.save(case.with_enrollment(replace(case.first, version=0)))
    assert seen(desk.enroll.view(which)).unfit == ()


# --- signatures and the packet -----------------------------------------------------------------------------


def complete(desk: Bench) -> EnrollmentId:
    """Everything, with prints that are only proposed and a portrait that an officer answered for."""
    which = begun(desk)
    tried(desk, which)
    seen(desk.overrides.override(which, PORTRAIT, BODY, "stiff neck", desk.credential(SUPERVISOR), PINS[SUPERVISOR]))
    weak(desk, which, Slap.THUMBS)
    seen(desk.overrides.propose(which, "thumbs", WORN))
    rest(desk, which, but=Slap.THUMBS)
    return which


def test_the_packet_says_all_of_it_and_whoever_approves_answers_for_the_rest(desk: Bench) -> None:
    which = complete(desk)
    assert counted(desk) == [(PORTRAIT, "body")]
    seen(desk.enroll.sign(which))
    assert code(desk.overrides.settle(which, "thumbs", accept=True)) == "STN-493", "it is signed"
    assert code(desk.enroll.seal(which)) == "STN-413", "nobody has approved"
    view = seen(desk.enroll.approve(which, desk.credential(OFFICER), PINS[OFFICER]))
    assert settled(view, "thumbs") == OFFICER
    assert counted(desk) == [(PORTRAIT, "body"), ("thumbs", "worn_ridges")], "each once"
    assert view.enrollment.approved is not None
    session = desk.signed_in.require()
    container = kept(session.vault, view.enrollment, view.enrollment.approved.container.digest)
    data = next(file.data for file in read_archive(container) if file.path == layout.APPLICATION)
    context = json.loads(data)["contextualData"]
    assert context["format"] == (13 if "records" in context else 9)
    portrait, thumbs = (context["overrides"][name] for name in (PORTRAIT, "thumbs"))
    assert portrait["checks"] == [{"check": "FACE-CHECK-YAW", "limit": "|x| <= 5", "unit": "°", "value": 9}]
    assert (portrait["reason"], portrait["note"], portrait["settledWith"]) == ("body", "stiff neck", "person")
    assert (portrait["proposedBy"]["name"], portrait["settledBy"]["name"]) == (OPERATOR, SUPERVISOR)
    assert (thumbs["settledWith"], "settledBy" in thumbs) == ("signature002", False)
    assert [check["about"] for check in thumbs["checks"]] == ["left_thumb", "right_thumb"]
    declared = read_application(data)
    assert set(declared.overrides) == {PORTRAIT, "thumbs"}
    assert isinstance(desk.enroll.seal(which), SealedView)
    for kind in ("override_proposed", "override_settled"):
        assert len(told(desk, kind)) == 2
        assert WHOLE["surname_hy"] not in json.dumps(told(desk, kind), ensure_ascii=False)
    assert len(counted(desk)) == 2


def test_in_the_queue_an_officer_says_no_by_sending_it_back(desk: Bench) -> None:
    which = complete(desk)
    seen(desk.enroll.sign(which))
    seen(desk.approvals.submit(which))
    back = desk.approvals.send_back(which, ["thumbs"], (), "", desk.credential(OFFICER), PINS[OFFICER])
    enrollment = seen(back).enrollment
    assert [each.sample for each in enrollment.overrides] == [PORTRAIT]
    assert [slap.slap for slap in enrollment.samples.slaps if slap.slap is Slap.THUMBS] == []
    assert [event["details"] for event in told(desk, "override_settled")][-1] == {
        "sample": "thumbs", "reason": "worn_ridges", "verdict": "refused",
    }  # fmt: skip
    assert counted(desk) == [(PORTRAIT, "body")]


def test_from_the_queue_it_is_approved_and_settled_in_one(desk: Bench) -> None:
    which = complete(desk)
    seen(desk.enroll.sign(which))
    seen(desk.approvals.submit(which))
    (outcome,) = desk.approvals.approve(looked(desk, which), desk.credential(OFFICER), PINS[OFFICER])  # type: ignore[misc]
    assert not isinstance(outcome, Problem)
    assert outcome.sealed is not None
    assert counted(desk)[-1] == ("thumbs", "worn_ridges")


def test_of_other_receivers_one_says_that_it_was_forced_and_one_says_nothing_in_clear(desk: Bench) -> None:
    which = complete(desk)
    enrollment = seen(desk.enroll.sign(which)).enrollment
    walk = PLANS.walk(enrollment, NOW.date())
    dossier = dossier_of(desk.signed_in.require(), enrollment, walk, desk.enroll._signing._identity)
    forced = {each.attribute for each in samples_of(dossier) if each.forced}
    assert forced == {"face", "leftThumb", "rightThumb"}
    application = json.loads(application_json(enrollment, dossier.given, context(enrollment)))
    assert "overrides" in application["contextualData"]
    assert "overrides" not in _contextual(application["contextualData"], ())


# --- at the centre -----------------------------------------------------------------------------------------


def altered(data: bytes, change: str) -> bytes:
    import rfc8785

    value = json.loads(data)
    said = value["contextualData"]["overrides"]
    if change == "nobody answers":
        del said[PORTRAIT]["settledBy"]
    elif change == "no word of it":
        del said["thumbs"]["settledWith"]
    elif change == "a check that nobody passes":
        said[PORTRAIT]["checks"][0]["check"] = min(NEVER)
    elif change == "of nothing":
        said["left_four"] = said.pop("thumbs")
        value["biometricData"] = [
            each for each in value["biometricData"] if "LEFT" not in each.get("biometricSubType", "")
        ]
    elif change == "a reason of its own":
        said["thumbs"]["reason"] = "hurry"
    return rfc8785.dumps(value)


CHANGES = ("nobody answers", "no word of it", "a check that nobody passes", "of nothing", "a reason of its own")


def test_the_centre_finds_one_that_nobody_answers_for(desk: Bench) -> None:
    which = complete(desk)
    enrollment = seen(desk.enroll.sign(which)).enrollment
    assert enrollment.signed is not None
    container = kept(desk.signed_in.require().vault, enrollment, enrollment.signed.container.digest)
    data = next(file.data for file in read_archive(container) if file.path == layout.APPLICATION)
    read_application(altered(data, ""))
    for change in CHANGES:
        with pytest.raises(ValueError, match=r"."):
            read_application(altered(data, change))
