"""Who gets in, and with which rights."""

from datetime import timedelta
from pathlib import Path

import pytest

from station.domain.armenian import collation_key
from station.domain.errors import Problem
from station.domain.operator import Operator, Role
from station.settings import Settings
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
)
from tests.support.lists import publish_lists
from tests.support.residue import says


@pytest.fixture
def desk(demo_settings: Settings) -> Bench:
    return open_desk(demo_settings)


def test_roles_come_from_the_certificates(desk: Bench) -> None:
    roles = {each.name: each.roles for each in desk.sign_in.credentials()}
    assert roles == {
        OPERATOR: {Role.OPERATOR},
        OFFICER: {Role.OPERATOR, Role.OFFICER},
        TECHNICIAN: {Role.TECHNICIAN},
        VOLUNTEER: {Role.VOLUNTEER},
        SUPERVISOR: {Role.SUPERVISOR},
        EXAMINER: {Role.EXAMINER},
        AUDITOR: {Role.AUDITOR},
    }


def test_the_right_pin_opens(desk: Bench) -> None:
    assert desk.sign_in.current is None
    answer = desk.sign_in.sign_in(desk.credential(OPERATOR), PINS[OPERATOR])
    assert isinstance(answer, Operator)
    assert desk.sign_in.current == answer
    desk.sign_in.sign_out()
    desk.sign_in.sign_out()
    assert desk.sign_in.current is None
    assert desk.events() == ["signed_in", "signed_out"]


def test_a_wrong_pin_says_how_many_tries_are_left_and_keeps_who_was_in(desk: Bench) -> None:
    desk.sign_in_as(OPERATOR)
    answer = desk.sign_in.sign_in(desk.credential(OFFICER), "0000")
    assert isinstance(answer, Problem)
    assert (answer.code, answer.params["tries_left"]) == ("CRY-010", 4)
    assert desk.sign_in.current is not None
    assert desk.sign_in.current.name == OPERATOR
    assert desk.events() == ["signed_in", "sign_in_refused"]


def test_a_key_of_another_authority_gives_no_right(desk: Bench, demo_settings: Settings) -> None:
    credential = desk.credential(OPERATOR)
    (demo_settings.trust / "roots" / "operator.pem").write_bytes(
        (demo_settings.trust / "roots" / "station.pem").read_bytes()
    )
    stranger = open_desk(demo_settings)
    assert OPERATOR not in {each.name for each in stranger.sign_in.credentials()}
    answer = stranger.sign_in.sign_in(credential, PINS[OPERATOR])
    assert isinstance(answer, Problem)
    assert answer.code == "STN-403"


def test_an_expired_certificate_gives_no_right(desk: Bench) -> None:
    desk.clock.forward(timedelta(days=10 * 365))
    assert desk.sign_in.credentials() == ()


def test_an_unknown_credential(desk: Bench) -> None:
    answer = desk.sign_in.sign_in("0" * 64, "1234")
    assert isinstance(answer, Problem)
    assert answer.code == "STN-403"


def test_no_pin_is_written_anywhere(desk: Bench, demo_home: Path) -> None:
    desk.sign_in_as(OPERATOR)
    desk.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    files = [file for file in demo_home.rglob("*") if file.is_file() and file.name != "people.toml"]
    assert not [file for file in files if says(file, "1234")]


def test_nobody_sits_down_without_a_word_in_the_log(desk: Bench) -> None:
    """What is answered as refused is refused: the desk stays empty."""
    desk.sign_in_as(OFFICER)
    desk.db.execute(
        "CREATE TEMP TRIGGER full BEFORE INSERT ON main.audit WHEN NEW.event LIKE '%signed_in%'"
        " BEGIN SELECT RAISE(ABORT, 'full'); END"
    )
    answer = desk.sign_in.sign_in(desk.credential(OPERATOR), PINS[OPERATOR])
    assert isinstance(answer, Problem)
    assert answer.code == "STN-103"
    assert desk.sign_in.current is None
    assert desk.events() == ["signed_in", "signed_out"]


def test_lists_too_old_are_the_reason_that_is_given_and_newer_ones_open_the_door(
    desk: Bench, demo_settings: Settings
) -> None:
    publish_lists(demo_settings, desk.clock.at)
    assert desk.sign_in.unproven() is None
    desk.clock.forward(timedelta(days=22))
    assert desk.sign_in.credentials() == ()
    for _ in range(2):
        problem = desk.sign_in.unproven()
        assert isinstance(problem, Problem)
        assert problem.code == "STN-723"
    assert desk.events() == [], "nobody did anything"
    publish_lists(demo_settings, desk.clock.at)
    assert desk.sign_in.unproven() is None
    assert {each.name for each in desk.sign_in.credentials()} == set(PINS)


def test_who_is_left_out_for_want_of_one_list_is_missed_though_others_are_there(
    desk: Bench, demo_settings: Settings
) -> None:
    (demo_settings.trust / "crls" / "operators.crl").unlink()
    assert OPERATOR not in {each.name for each in desk.sign_in.credentials()}
    assert desk.sign_in.credentials()
    problem = desk.sign_in.unproven()
    assert isinstance(problem, Problem)
    assert problem.code == "STN-723"


def test_a_stranger_is_not_missed(desk: Bench, demo_settings: Settings) -> None:
    """No list would help who has no right."""
    roots = demo_settings.trust / "roots"
    (roots / "operator.pem").write_bytes((roots / "station.pem").read_bytes())
    assert OPERATOR not in {each.name for each in desk.sign_in.credentials()}
    assert desk.sign_in.unproven() is None


def test_people_are_listed_as_a_reader_of_armenian_expects(desk: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever order their keys have."""
    people = desk.sign_in._people
    known = people.known
    for turned in (1, -1):
        monkeypatch.setattr(people, "known", lambda at, turned=turned: known(at)[::turned])
        listed = [each.name for each in desk.sign_in.credentials()]
        assert listed == sorted(PINS, key=collation_key)
    assert len(listed) > 2
