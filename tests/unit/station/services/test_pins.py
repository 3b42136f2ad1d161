"""Nobody is locked out for good by a colleague's wrong PINs; what gives the tries back is written down."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from crypto.trust_folder import load_trust
from station.domain.errors import Problem
from station.domain.operator import Operator
from station.packet import asice
from station.services.pins import PinChanged, Released
from station.services.views import SealedView
from station.settings import Settings
from tests.support.desk import OFFICER, OPERATOR, PINS, TECHNICIAN, Bench, approved_draft, open_desk

PUK = "123412341234"


@pytest.fixture
def desk(demo_settings: Settings) -> Iterator[Bench]:
    with closing((made := open_desk(demo_settings)).db):
        yield made


def lock(desk: Bench, name: str) -> str:
    who = desk.credential(name)
    for _ in range(5):
        assert isinstance(desk.sign_in.sign_in(who, "0000"), Problem)
    return who


def said(answer: object) -> str:
    assert isinstance(answer, Problem), answer
    return answer.code


def test_an_officer_gives_the_tries_back(desk: Bench) -> None:
    who, officer = lock(desk, OPERATOR), desk.credential(OFFICER)
    locked = {each.name: each.locked for each in desk.sign_in.credentials()}
    assert locked == {name: name == OPERATOR for name in PINS}
    assert said(desk.sign_in.sign_in(who, PINS[OPERATOR])) == "CRY-077"
    before = len(desk.events())
    assert said(desk.pins.release(who, desk.credential(TECHNICIAN), PINS[TECHNICIAN])) == "STN-404"
    assert said(desk.pins.release(who, who, PINS[OPERATOR])) == "STN-404"
    assert said(desk.pins.release(who, officer, "0000")) == "CRY-010"
    assert desk.pins.locked(who)
    assert desk.pins.release(who, officer, PINS[OFFICER]) == Released()
    assert desk.events()[before:] == ["pin_refused"] * 3 + ["pin_released"]
    assert isinstance(desk.sign_in.sign_in(who, PINS[OPERATOR]), Operator)


def test_a_puk_gives_the_tries_back(desk: Bench) -> None:
    who = lock(desk, OPERATOR)
    assert said(desk.pins.release_by_puk(who, "1" * 12)) == "CRY-079"
    assert desk.pins.release_by_puk(who, PUK) == Released()
    assert isinstance(desk.sign_in.sign_in(who, PINS[OPERATOR]), Operator)
    assert desk.events()[-3:] == ["pin_refused", "pin_released", "signed_in"]


def test_another_layout_never_costs_a_try(desk: Bench) -> None:
    """Armenian letters, Russian ones, a line break from a reader: refused before anything is counted, however often."""
    who, officer = desk.credential(OPERATOR), desk.credential(OFFICER)
    for typed in ("ֆձ֊,", "йцук", "1234\n", "1234՝"):
        for _ in range(5):
            assert said(desk.sign_in.sign_in(who, typed)) == "STN-292"
        assert said(desk.pins.change(who, typed, "567890", "")) == "STN-292"
        assert said(desk.pins.change(who, PINS[OPERATOR], typed, "")) == "STN-292"
        assert said(desk.pins.change(who, PINS[OPERATOR], "567890", typed)) == "STN-292"
    assert isinstance(desk.sign_in.sign_in(who, PINS[OPERATOR]), Operator)
    lock(desk, OPERATOR)
    for _ in range(5):
        assert said(desk.pins.release(who, officer, "ֆձ֊,")) == "STN-292"
        assert said(desk.pins.release_by_puk(who, "ֆձ֊,")) == "STN-292"
    assert desk.pins.release_by_puk(who, PUK) == Released()


def test_what_is_no_file_is_said(desk: Bench) -> None:
    officer = desk.credential(OFFICER)
    for answer in (
        desk.pins.release("0" * 64, officer, PINS[OFFICER]),
        desk.pins.release_by_puk("0" * 64, PUK),
        desk.pins.change("0" * 64, "1234", "4321"),
    ):
        assert said(answer) == "STN-405"


def test_a_lost_count_locks_everybody_and_each_has_a_way_back(desk: Bench, demo_settings: Settings) -> None:
    (demo_settings.keys / "tries.json").unlink()
    assert {each.locked for each in desk.sign_in.credentials()} == {True}
    officer, who = desk.credential(OFFICER), desk.credential(OPERATOR)
    assert desk.pins.release_by_puk(officer, "567856785678") == Released()
    assert desk.pins.release(who, officer, PINS[OFFICER]) == Released()
    assert {each.name for each in desk.sign_in.credentials() if each.locked} == {*PINS} - {OFFICER, OPERATOR}


def test_a_changed_pin_is_the_one_that_counts(desk: Bench) -> None:
    who = desk.credential(OPERATOR)
    answer = desk.pins.change(who, PINS[OPERATOR], "4321", "8765")
    assert isinstance(answer, PinChanged)
    assert said(desk.sign_in.sign_in(who, PINS[OPERATOR])) == "CRY-010"
    for pin in ("4321", "8765"):
        assert isinstance(desk.sign_in.sign_in(who, pin), Operator)
    lock(desk, OPERATOR)
    assert desk.pins.release_by_puk(who, answer.puk) == Released()


# --- coercion ------------------------------------------------------------------------------------------------------


def outside(desk: Bench) -> list[object]:
    """Everything that the log says, but ids, moments and sizes that differ from run to run."""
    wanted = ", ".join(f"json_extract(event, '$.{name}')" for name in ("kind", "actor", "details"))
    rows = desk.db.execute(f"SELECT {wanted} FROM audit ORDER BY seq")
    return [(kind, actor, "size" in (details or "") or details) for kind, actor, details in rows]


@pytest.mark.parametrize("forced", ["operator", "officer"])
def test_a_forced_signature_says_so_under_the_seal_and_nowhere_else(forced: str, demo_settings: Settings) -> None:
    logs, marks = [], []
    for second in (False, True):
        home = demo_settings.data.parent / f"home-{second}"
        settings = copied(demo_settings, home)
        with closing((desk := open_desk(settings)).db):
            name = OPERATOR if forced == "operator" else OFFICER
            answer = desk.pins.change(desk.credential(name), PINS[name], PINS[name], "9753")
            assert isinstance(answer, PinChanged)
            pins = {**PINS, name: "9753"} if second else PINS
            assert isinstance(desk.sign_in.sign_in(desk.credential(OPERATOR), pins[OPERATOR]), Operator)
            which = approved_draft(desk, pins[OFFICER])
            session = desk.signed_in.session
            assert session is not None
            enrollment = session.vault.load(which).first
            assert enrollment.approved is not None
            container = session.vault.get(which, enrollment.approved.container.digest)
            verified = asice.verify(container, load_trust(settings.trust), desk.clock.now())
            assert verified.officer is not None
            marks.append((verified.operator.under_duress, verified.officer.under_duress))
            assert asice.forced(container) == second
            assert isinstance(desk.enroll.seal(which), SealedView)
            logs.append((outside(desk), len(container)))
    assert marks == [(False, False), (forced == "operator", forced == "officer")]
    assert logs[0][0] == logs[1][0]


def copied(settings: Settings, home: Path) -> Settings:
    for name in ("data", "config"):
        shutil.copytree(settings.data.parent / name, home / name)
    return replace(settings, data=home / "data", config=home / "config")
