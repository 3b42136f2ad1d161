"""Each refusal of a right is one event; nothing else is; and no PIN is written anywhere."""

import json
from collections.abc import Callable
from inspect import getmembers, isclass
from itertools import product
from types import ModuleType

import pytest

from crypto import errors as crypto_errors
from station import acts
from station.acts import Act, Now
from station.acts import errors as acts_errors
from station.domain import person
from station.domain.errors import Problem, StationError
from station.domain.events import AuditEvent, EventKind
from station.domain.operator import CredentialId, Operator, Role
from station.packet import errors as packet_errors
from station.policy import errors as policy_errors
from station.policy.errors import UnitClosed
from station.services import dossiers, people, session, signing
from station.services.door import answering
from station.services.refusals import REFUSALS, Refusals
from station.settings import Settings
from station.storage.errors import DiskFull
from tests.support.answered import seen
from tests.support.clock import NOW
from tests.support.desk import OFFICER, OPERATOR, PINS, SUPERVISOR, TECHNICIAN, Bench, open_desk
from tests.support.staff import PIN, admit, card
from tests.unit.station.services.test_two_people import captured

NO_REFUSAL = {
    # of people and signing: something is missing, nobody is refused
    *(signing.NotSigned, dossiers.NotComplete, dossiers.ItemsLeftOut),
    people.RightsUnproven,  # the sign-in page looks before anybody asked for anything
    # of policy: what it is not, where it is not; a portrait is refused by its quality
    *(policy_errors.PolicyRolledBack, policy_errors.PolicyFrozen, policy_errors.PolicyNotSigned),
    *(policy_errors.PolicyAltered, policy_errors.PolicyUnreadable, policy_errors.PolicyWrong),
    *(policy_errors.PolicyUnreachable, policy_errors.PolicyTooBig, policy_errors.PolicyRootMissing),
    *(policy_errors.DemoPolicyDamaged, policy_errors.PortraitBelowPolicy),
}


def errors_of(module: ModuleType) -> set[type[StationError]]:
    found = getmembers(module, lambda each: isclass(each) and issubclass(each, StationError))
    return {each for _, each in found if each.__module__ == module.__name__}


def test_every_error_of_people_and_policy_is_decided_upon() -> None:
    known = {*REFUSALS, *NO_REFUSAL}
    for module in (people, session, signing, dossiers, person, acts_errors, policy_errors):
        assert errors_of(module) - known == set()
    assert not set(REFUSALS) & NO_REFUSAL
    assert packet_errors.SamePerson in REFUSALS
    for kind in (crypto_errors.PinNotCounted, crypto_errors.PinCountLow, crypto_errors.KeyLocked):
        assert issubclass(kind, REFUSALS)


def told(bench: Bench, since: int) -> list[dict[str, object]]:
    """The events after the first `since`, without their moments."""
    rows = bench.db.execute("SELECT event FROM audit WHERE seq > ? ORDER BY seq", (since,)).fetchall()
    events = [json.loads(text) for (text,) in rows]
    return [{name: value for name, value in event.items() if name != "at"} for event in events]


def refused(bench: Bench, call: Callable[[], object]) -> tuple[str, list[dict[str, object]]]:
    """The code that was answered, and what the log says of it."""
    since = len(bench.events())
    answer = call()
    assert isinstance(answer, Problem), answer
    return answer.code, told(bench, since)


@pytest.fixture
def bench(demo_settings: Settings) -> Bench:
    return open_desk(demo_settings)


def test_wrong_pins_of_officers_and_self_approval(bench: Bench) -> None:
    bench.sign_in_as(OPERATOR)
    which, officer, operator = captured(bench), bench.credential(OFFICER), bench.credential(OPERATOR)
    seen(bench.enroll.sign(which))
    for who, pin, code, roles in (
        (officer, "0000", "CRY-010", {}),
        (operator, PINS[OPERATOR], "STN-411", {"roles": "operator"}),
        ("0" * 64, "1", "STN-403", {}),
    ):
        answered, events = refused(bench, lambda who=who, pin=pin: bench.enroll.approve(which, who, pin))  # type: ignore[misc]
        details = {"act": "approve", "code": code, "credential": who, **roles}
        expected = {"actor": operator, "kind": "act_refused", "subject": which, "details": details}
        assert (answered, events) == (code, [expected])


def test_an_officer_approves_nothing_they_captured(bench: Bench) -> None:
    bench.sign_in_as(OFFICER)
    which, officer = captured(bench), bench.credential(OFFICER)
    seen(bench.enroll.sign(which))
    code, (event,) = refused(bench, lambda: bench.enroll.approve(which, officer, PINS[OFFICER]))
    assert code == "STN-410"
    assert event["details"] == {"act": "approve", "code": "STN-410", "credential": officer, "roles": "operator+officer"}


def test_sign_in_of_somebody_unknown_is_told_like_a_wrong_pin(bench: Bench) -> None:
    for who, pin, code in ((bench.credential(OPERATOR), "9999", "CRY-010"), ("0" * 64, "1234", "STN-403")):
        answered, events = refused(bench, lambda who=who, pin=pin: bench.sign_in.sign_in(who, pin))  # type: ignore[misc]
        assert answered == code
        assert events == [{"actor": who, "kind": "sign_in_refused", "subject": "", "details": {"code": code}}]


def test_acts_without_the_right(bench: Bench) -> None:
    _, (event,) = refused(bench, lambda: bench.enroll.start("biometric_passport"))
    assert event["details"] == {"act": "start", "code": "STN-401"}
    bench.sign_in_as(TECHNICIAN)
    for call in (bench.enroll.drafts, lambda: bench.enroll.start("biometric_passport")):
        code, events = refused(bench, call)
        assert code == "STN-402"
        assert [each["actor"] for each in events] == [bench.credential(TECHNICIAN)]
        assert events[0]["details"]["roles"] == "technician"  # type: ignore[index]


def test_each_refusal_is_written_with_act_roles_and_code_and_nothing_of_an_applicant() -> None:
    """All that is a refusal: at the desk, and where somebody else was named."""
    told: list[AuditEvent] = []
    here = Operator(CredentialId("0a"), "Name", "Partner", frozenset({Role.OFFICER, Role.OPERATOR}))
    refusals = Refusals(told.append, lambda: here)
    for kind in REFUSALS:
        for named, held in (("", {}), ("0b", {}), ("0b", {"held": "auditor"})):
            refusals.meet("approve", kind(**held, name="Անի", birth_date="1990"), "a case", named)
            (event,) = told
            roles = held.get("held", "" if named else "operator+officer")
            expected = {"act": "approve", "code": kind.code, "credential": named, "roles": roles}
            assert event.details == {name: value for name, value in expected.items() if value}
            assert (event.kind, event.actor, event.subject) == (EventKind.ACT_REFUSED, "0a", "a case")
            told.clear()
    Refusals(told.append).meet("log_read", people.NeedsOfficer())
    assert (told[0].actor, told[0].details) == ("", {"act": "log_read", "code": "STN-227"})


def test_each_no_of_the_table_is_written_with_the_roles_of_whom_it_met() -> None:
    told: list[AuditEvent] = []
    refusals = Refusals(told.append)
    for role, act, state, answers in product(Role, Act, acts.CaseState, (True, False)):
        person = Operator(CredentialId("0a"), "Name", "", frozenset({role}), "EI:AM-1")
        case, named = acts.CaseFacts(state, (person,)), person.credential_id if answers else ""
        if acts.may(person, act, case, Now(NOW), person) == acts.ALLOWED:
            continue
        with pytest.raises(StationError) as refused:
            acts.require(person, act, case, Now(NOW), person, answers=answers)
        refusals.meet(act, refused.value, credential_id=named)
        details = told.pop().details
        expected = {"act": act, "code": refused.value.code, "credential": named, "roles": role}
        assert details == {name: value for name, value in expected.items() if value}


def test_what_policy_refuses(bench: Bench) -> None:
    class Closed:
        def admit(self) -> None:
            raise UnitClosed(day="1.1.2030", merged_into="")

        def check_portrait(self, _: object, /) -> None: ...

    bench.enroll._policy = Closed()
    bench.sign_in_as(OPERATOR)
    code, (event,) = refused(bench, lambda: bench.enroll.start("biometric_passport"))
    assert event["details"] == {"act": "start", "code": code, "roles": "operator"}


def test_a_simulated_sample_in_production(demo_settings: Settings) -> None:
    bench = open_desk(demo_settings, mode="production")
    bench.sign_in_as(OPERATOR)
    which = captured(bench)
    code, (event,) = refused(bench, lambda: bench.enroll.sign(which))
    assert (code, event["details"]) == ("STN-414", {"act": "sign", "code": "STN-414", "roles": "operator"})


def test_what_is_only_wrong_is_no_refusal(bench: Bench) -> None:
    bench.sign_in_as(OPERATOR)
    which = seen(bench.enroll.start("biometric_passport")).enrollment.enrollment_id
    code, events = refused(bench, lambda: bench.enroll.sign(which))
    assert (code, events) == ("STN-413", [])


def test_a_log_that_cannot_be_written_is_what_is_answered() -> None:
    class Service:
        def __init__(self) -> None:
            self.refusals = Refusals(self.full)

        def full(self, _: object) -> None:
            raise DiskFull

        @answering
        def act(self) -> None:
            raise acts.MayNotAnswer

    answer = Service().act()
    assert isinstance(answer, Problem)
    assert answer.code == DiskFull.code


# --- discarding what was signed ---------------------------------------------------------------------------------------


def test_a_signed_draft_is_discarded_by_a_supervisor_only(bench: Bench) -> None:
    bench.sign_in_as(OPERATOR)
    which, supervisor = captured(bench), bench.credential(SUPERVISOR)
    seen(bench.enroll.sign(which))
    for who, pin, code in (
        ("", "", "STN-227"),
        (bench.credential(OPERATOR), PINS[OPERATOR], "STN-411"),
        (bench.credential(OFFICER), PINS[OFFICER], "STN-411"),
        (supervisor, "1111", "CRY-010"),
    ):
        answered, (event,) = refused(bench, lambda who=who, pin=pin: bench.enroll.discard(which, who, pin))  # type: ignore[misc]
        assert (answered, event["kind"], event["subject"]) == (code, "act_refused", which)
    drafts = bench.enroll.drafts()
    assert not isinstance(drafts, Problem)
    assert [(each.enrollment_id, each.signed) for each in drafts] == [(which, True)]
    since = len(bench.events())
    assert bench.enroll.discard(which, supervisor, PINS[SUPERVISOR]) is None
    (event,) = told(bench, since)
    assert event["details"] == {"officer": supervisor}
    assert bench.enroll.drafts() == ()


def test_what_nobody_signed_is_discarded_by_whoever_works_here(bench: Bench) -> None:
    bench.sign_in_as(OPERATOR)
    which = captured(bench)
    assert bench.enroll.discard(which) is None
    assert bench.enroll.drafts() == ()


def test_no_pin_is_written_down(bench: Bench, demo_settings: Settings) -> None:
    credential = admit(demo_settings, card(demo_settings.intake_home, "approvals", "Ուրիշ Մարդ", at=bench.clock.now()))
    bench.sign_in_as(OPERATOR)
    which = captured(bench)
    seen(bench.enroll.sign(which))
    for pin in (PIN + "7", "271828182"):
        assert isinstance(bench.enroll.approve(which, credential, pin), Problem)
        assert isinstance(bench.enroll.discard(which, credential, pin), Problem)
        assert isinstance(bench.sign_in.sign_in(credential, pin), Problem)
    text = json.dumps(told(bench, 0))
    assert text.count("act_refused") >= 4
    assert PIN not in text
    assert "271828182" not in text
