"""Each of the seven roles signs in with a card of its own and does what it may, and nothing else."""

from datetime import timedelta

import pytest

from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.operator import Role
from station.services.views import EnrollmentView
from station.settings import Settings
from tests.support.answered import code, seen
from tests.support.desk import (
    AUDITOR,
    EXAMINER,
    OFFICER,
    OPERATOR,
    PINS,
    SUPERVISOR,
    TECHNICIAN,
    VOLUNTEER,
    Bench,
    open_desk,
    portrait_candidate,
)
from tests.unit.station.services.test_two_people import captured


@pytest.fixture
def bench(demo_settings: Settings) -> Bench:
    return open_desk(demo_settings)


def listed(bench: Bench) -> list[EnrollmentId]:
    drafts = bench.enroll.drafts()
    assert not isinstance(drafts, Problem), drafts
    return [each.enrollment_id for each in drafts]


def titles(bench: Bench) -> list[str]:
    drafts = bench.enroll.drafts()
    assert not isinstance(drafts, Problem), drafts
    return [each.title for each in drafts]


def begun(bench: Bench) -> EnrollmentId:
    return seen(bench.enroll.start("biometric_passport")).enrollment.enrollment_id


def test_a_volunteer_types_and_sees_their_own_records_only(bench: Bench) -> None:
    bench.sign_in_as(OPERATOR)
    others = begun(bench)
    bench.sign_in_as(VOLUNTEER)
    own = begun(bench)
    assert isinstance(bench.enroll.set_fields(own, {"surname_hy": "Ավագյան"}), EnrollmentView)
    assert isinstance(bench.enroll.set_fields(own, {"given_hy": "Սոնա"}), EnrollmentView)
    assert listed(bench) == [own]
    assert titles(bench) == ["Ս. Ա."], "a list of names is nothing that a volunteer takes away"
    assert code(bench.enroll.resume(others)) == code(bench.enroll.set_fields(others, {"sex": "M"})) == "STN-470"
    assert code(bench.enroll.accept_portrait(own, portrait_candidate(bench.clock.now()))) == "STN-402"
    assert code(bench.enroll.sign(own)) == "STN-402"
    bench.clock.forward(timedelta(minutes=31))
    assert listed(bench) == []
    assert code(bench.enroll.resume(own)) == "STN-470"
    bench.sign_in_as(OPERATOR)
    assert "Սոնա Ավագյան" in titles(bench)
    assert isinstance(bench.enroll.resume(own), EnrollmentView)


def test_what_somebody_else_had_in_hand_is_no_volunteers_any_more(bench: Bench) -> None:
    bench.sign_in_as(VOLUNTEER)
    which = begun(bench)
    bench.sign_in_as(OPERATOR)
    seen(bench.enroll.accept_portrait(which, portrait_candidate(bench.clock.now())))
    bench.sign_in_as(VOLUNTEER)
    assert listed(bench) == []
    assert code(bench.enroll.view(which)) == code(bench.enroll.discard(which)) == "STN-470"


def test_a_supervisor_looks_and_approves_and_captures_nothing(bench: Bench) -> None:
    bench.sign_in_as(OPERATOR)
    which = captured(bench)
    seen(bench.enroll.sign(which))
    bench.sign_in_as(SUPERVISOR)
    assert listed(bench) == [which]
    assert code(bench.enroll.start("biometric_passport")) == "STN-402"
    assert code(bench.enroll.set_fields(which, {"sex": "M"})) == "STN-402"
    supervisor = bench.credential(SUPERVISOR)
    assert code(bench.enroll.discard(which, supervisor, PINS[SUPERVISOR])) == "STN-473", "it takes two"
    assert seen(bench.enroll.approve(which, supervisor, PINS[SUPERVISOR])).ready_to_seal
    assert not isinstance(bench.enroll.seal(which), Problem)


@pytest.mark.parametrize("name", [TECHNICIAN, AUDITOR])
def test_who_works_with_no_applicant_sees_none(bench: Bench, name: str) -> None:
    bench.sign_in_as(OPERATOR)
    which = captured(bench)
    digest = seen(bench.enroll.view(which)).enrollment.samples.portrait
    assert digest is not None
    bench.sign_in_as(name)
    before = len(bench.events())
    answers = (
        bench.enroll.drafts(),
        bench.enroll.view(which),
        bench.enroll.image(which, digest.image.digest),
        bench.enroll.resume(which),
        bench.enroll.discard(which),
        bench.enroll.withdraw(which),
        bench.enroll.start("biometric_passport"),
    )
    assert {code(answer) for answer in answers} == {"STN-402"}
    assert bench.events()[before:] == ["act_refused"] * len(answers)


def test_an_examiner_works_in_training_only(demo_settings: Settings) -> None:
    bench = open_desk(demo_settings)
    bench.sign_in_as(OPERATOR)
    earnest = begun(bench)
    bench.sign_in_as(EXAMINER)
    assert code(bench.enroll.start("biometric_passport")) == code(bench.enroll.drafts()) == "STN-471"
    trained = open_desk(demo_settings, work_mode="EXAM")
    trained.sign_in_as(EXAMINER)
    which = begun(trained)
    seen(trained.enroll.accept_portrait(which, portrait_candidate(trained.clock.now())))
    assert listed(trained) == [which]
    assert code(trained.enroll.view(earnest)) == "STN-471"
    assert code(trained.enroll.sign(which)) == "STN-402"


def test_a_desk_set_up_before_there_were_supervisors_goes_on(demo_settings: Settings) -> None:
    (demo_settings.trust / "roots" / "supervisor.pem").unlink()
    bench = open_desk(demo_settings)
    roles = {each.name: each.roles for each in bench.sign_in.credentials()}
    assert roles[SUPERVISOR] == {Role.OFFICER}, "what such a card was there, it stays"
    bench.sign_in_as(OPERATOR)
    which = captured(bench)
    seen(bench.enroll.sign(which))
    assert bench.enroll.discard(which, bench.credential(OFFICER), PINS[OFFICER]) is None


def test_a_supervisors_policy_without_the_officers_is_worth_nothing(demo_settings: Settings) -> None:
    from crypto import roles
    from tests.support.staff import PIN, admit, card

    bench = open_desk(demo_settings)
    policies, at = (roles.SUPERVISOR_POLICY,), bench.clock.now()
    alone = admit(demo_settings, card(demo_settings.intake_home, "approvals", "Ուրիշ", policies=policies, at=at))
    assert code(bench.sign_in.sign_in(alone, PIN)) == "STN-403"
    by_a_vendor = card(demo_settings.intake_home, "operators", "Ուրիշ", policies=policies, at=at)
    assert code(bench.sign_in.sign_in(admit(demo_settings, by_a_vendor), PIN)) == "STN-403"
