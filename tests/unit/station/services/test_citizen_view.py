"""What the window that faces the applicant is handed: theirs alone, plain values, and nothing of an operator's page."""

import ast
import json
from collections.abc import Iterator, Mapping
from dataclasses import FrozenInstanceError, is_dataclass, replace
from enum import StrEnum
from itertools import chain
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest

import ui.citizen
from station.domain.citizen_view import DATA_CONFIRMED, RIGHTS, CitizenView, NameView, Screen
from station.domain.confirmed import data_texts
from station.domain.enrollment import Relation
from station.domain.errors import Problem
from station.domain.item import ItemKind
from station.domain.sample import BiometricException, ExceptionReason, Finger, Modality
from station.services.citizen import Talk, citizen_view, data_of, noted
from station.services.views import EnrollmentView
from tests.support.applicants import WHOLE
from tests.support.desk import OPERATOR, Bench
from ui.facing import Facing
from ui.shell.applicant import Applicant

TALK = Talk("fa", wish_asked=True)
PLAIN = (str, int, float, bool)
MAY_IMPORT = {
    "station.domain.capture",  # a point of ink
    "station.domain.citizen_view",
    "station.domain.sample",  # which fingers there are
}


def seen(answer: object) -> EnrollmentView:
    assert isinstance(answer, EnrollmentView), answer
    return answer


def served(desk: Bench, texts: Mapping[str, str] = WHOLE) -> EnrollmentView:
    """Somebody who was told of their rights."""
    which = seen(desk.enroll.start("biometric_passport")).enrollment.enrollment_id
    seen(desk.enroll.set_fields(which, texts))
    return seen(desk.belongings.told(which, RIGHTS, "1", "fa"))


def at(view: EnrollmentView, step: str) -> EnrollmentView:
    return replace(view, current=step)


def of_kinds(hint: Any) -> Iterator[Any]:
    """Every type that a value of this one may hold, at any depth."""
    if get_origin(hint) in (tuple, Union, UnionType):
        yield from chain.from_iterable(of_kinds(each) for each in get_args(hint) if each is not Ellipsis)
    else:
        yield hint
        if is_dataclass(hint):
            for each in get_type_hints(hint).values():
                yield from of_kinds(each)


def test_it_holds_plain_frozen_values_and_nothing_else() -> None:
    kinds = set(of_kinds(CitizenView))
    assert {kind for kind in kinds if is_dataclass(kind)} == {CitizenView, NameView}
    others = kinds - {CitizenView, NameView}
    assert all(kind in PLAIN or issubclass(kind, StrEnum) for kind in others), others
    for value in (CitizenView(), NameView("surname", "", "")):
        with pytest.raises(FrozenInstanceError):
            value.language = ""  # type: ignore[union-attr,misc]


def test_the_room_of_the_window_imports_the_view_and_nothing_of_an_operator() -> None:
    folder = Path(ui.citizen.__file__).parent
    found = set()
    for file in folder.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module)
            elif isinstance(node, ast.Import):
                found |= {each.name for each in node.names}
    assert {
        name for name in found if name.partition(".")[0] in ("station", "devices", "crypto", "workers")
    } == MAY_IMPORT
    rooms = {".".join(name.split(".")[:2]) for name in found if name.startswith("ui.")}
    assert rooms == {"ui.citizen", "ui.theme", "ui.widgets"}


def test_nothing_of_others_and_nothing_of_the_operators_page_is_in_it(desk: Bench) -> None:
    view = served(desk, {**WHOLE, "phone": "+37499112233", "address": "Գաղտնի փողոց 7", "psn": ""})
    which = view.enrollment.enrollment_id
    other = seen(desk.enroll.add_person(which, Relation.SPOUSE)).enrollment.enrollment_id
    seen(desk.enroll.set_fields(other, {**WHOLE, "surname_hy": "Ուրիշյան", "surname_latin": "URISHYAN"}))
    seen(desk.belongings.add(which, ItemKind.DOCUMENT, "paper", {"number": "SECRET-NUMBER"}))
    view = seen(desk.enroll.turn_to(which))
    whole, today = repr(view), desk.clock.now().date()
    for step in view.steps:
        said = repr(citizen_view(at(view, step.step_id), replace(TALK, advice="FACE-HOLD"), today, "hy"))
        for secret in ("99112233", "Գաղտնի", "Ուրիշյան", "URISHYAN", "SECRET-NUMBER", OPERATOR, which, other):
            assert secret in whole or secret in ("Ուրիշյան", "URISHYAN"), secret
            assert secret not in said, (step.step_id, secret)
        assert not any(problem.code in said for each in view.steps for problem in each.problems)


def test_names_as_typed_and_the_zone_as_it_will_be_printed(desk: Bench) -> None:
    view = served(desk)
    data = data_of(view, desk.clock.now().date())
    typed = view.enrollment.fields
    assert data.names[0] == NameView("surname", typed["surname_hy"], typed["surname_latin"])
    today = desk.clock.now().date()
    printed = next(of for step in view.steps if step.form and (of := step.form.now(typed, today).printed) is not None)
    assert data.zone == printed.line
    assert data.birth_date == typed["birth_date"]
    assert data.may_confirm


def test_language_notice_and_wish_come_before_the_operators_step(desk: Bench) -> None:
    view = seen(desk.enroll.start("biometric_passport"))
    today = desk.clock.now().date()

    def screen(of: EnrollmentView, talk: Talk) -> Screen:
        return citizen_view(of, talk, today, "hy").screen

    assert screen(view, Talk()) is Screen.LANGUAGE
    assert screen(view, Talk("ar")) is Screen.NOTICE
    told = seen(desk.belongings.told(view.enrollment.enrollment_id, RIGHTS, "1", "ar"))
    assert screen(told, Talk("ar")) is Screen.WISH
    assert screen(told, Talk("ar", wish_asked=True)) is Screen.WAIT  # nothing is typed yet
    steps = {step.takes: step.step_id for step in told.steps}
    for modality, wanted in (
        (Modality.FACE, Screen.PORTRAIT), (Modality.FINGERS, Screen.FINGERS), (Modality.SIGNATURE, Screen.SIGNATURE),
    ):  # fmt: skip
        assert screen(at(told, steps[modality]), Talk("ar", wish_asked=True, advice="FACE-HOLD")) is wanted


def test_what_was_confirmed_is_open_again_once_a_letter_changed(desk: Bench) -> None:
    view, today = served(desk), desk.clock.now().date()
    which, stood = view.enrollment.enrollment_id, data_texts(view.enrollment)
    view = seen(desk.belongings.answered(which, stood, "1", "fa", right=True))
    assert citizen_view(view, TALK, today, "hy").confirmed
    view = seen(desk.enroll.resume(which))
    assert citizen_view(view, TALK, today, "hy").confirmed, "also after a start"
    changed = seen(desk.enroll.set_fields(which, {"given_hy": "Աննա", "given_latin": "ANNA"}))
    assert not citizen_view(changed, TALK, today, "hy").confirmed
    late = desk.belongings.answered(which, stood, "1", "fa", right=True)
    assert isinstance(late, Problem), "they answered to what stood there before"
    assert (late.code, late.retryable) == ("STN-660", True)
    assert not noted(seen(desk.enroll.resume(which)).enrollment, DATA_CONFIRMED)


def test_after_a_signature_nothing_is_asked_that_would_take_it_away(desk: Bench) -> None:
    view, today = served(desk), desk.clock.now().date()
    assert citizen_view(view, TALK, today, "hy").may_confirm
    signed = replace(view, enrollment=replace(view.enrollment, signed=object(), notices=()))  # type: ignore[arg-type]
    said = citizen_view(signed, Talk("hy"), today, "hy")
    assert (said.screen, said.may_confirm) == (Screen.DATA, False)


def test_nobody_is_asked_for_what_they_cannot_give(desk: Bench) -> None:
    view, today = served(desk), desk.clock.now().date()
    which, reason = view.enrollment.enrollment_id, ExceptionReason.BORN_WITHOUT
    steps = {step.takes: step.step_id for step in view.steps}

    def shown_at(of: EnrollmentView, modality: Modality) -> CitizenView:
        talk = replace(TALK, fingers=("right_index",), advice="")
        return citizen_view(at(of, steps[modality]), talk, today, "hy")

    one = seen(desk.enroll.set_exceptions(which, (BiometricException(Finger.LEFT_INDEX, reason),)))
    crossed = shown_at(one, Modality.FINGERS)
    assert (crossed.screen, crossed.fingers, crossed.missing) == (Screen.FINGERS, ("right_index",), ("left_index",))
    none = seen(desk.enroll.set_exceptions(which, tuple(BiometricException(finger, reason) for finger in Finger)))
    assert shown_at(none, Modality.FINGERS).screen is Screen.WAIT
    assert shown_at(none, Modality.FACE).screen is Screen.WAIT, "no camera runs"
    unsigned = seen(desk.enroll.set_exception(which, Modality.SIGNATURE, ExceptionReason.CANNOT_WRITE))
    assert shown_at(unsigned, Modality.SIGNATURE).screen is Screen.WAIT


def test_nobody_is_kept_from_the_mirror_by_a_question(desk: Bench) -> None:
    view, today = served(desk), desk.clock.now().date()
    step = next(each.step_id for each in view.steps if each.takes is Modality.FACE)
    said = citizen_view(at(view, step), Talk(advice="FACE-HOLD"), today, "ru")
    assert (said.screen, said.language) == (Screen.PORTRAIT, "ru")


def _log(desk: Bench) -> list[tuple[str]]:
    return desk.db.execute("SELECT event FROM audit WHERE event LIKE '%notice_given%'").fetchall()


class Window:
    """Remembers nothing; the services behind the rest are real."""

    def __getattr__(self, name: str) -> Any:
        return lambda *_: None


def test_what_the_applicant_said_of_their_data_is_kept_as_a_notice(desk: Bench) -> None:
    view, window = served(desk), Window()
    answers: list[EnrollmentView] = []
    setattr(window, "update", answers.append)  # noqa: B010 - a stand-in
    applicant = Applicant(
        window, window, desk.belongings, window, window, lambda call, done: done(call()),
        lambda: desk.clock.now().date(), Facing(), lambda tag: "1", lambda: "hy",
    )  # fmt: skip
    applicant.serve(view)
    applicant.wish(False)
    assert applicant.shown.screen is Screen.DATA
    applicant.answer(False)
    assert (applicant.shown.doubted, applicant.shown.confirmed, answers) == (True, False, [])
    applicant.answer(True)
    applicant.serve(answers[-1])
    assert (applicant.shown.doubted, applicant.shown.confirmed) == (False, True)
    applicant.answer(True)
    (kept,) = answers
    assert [each.about for each in kept.enrollment.notices] == [RIGHTS, DATA_CONFIRMED]
    assert kept.enrollment.notices[-1].language == "fa"
    applicant.answer(False)
    applicant.serve(answers[-1])
    assert (applicant.shown.doubted, applicant.shown.confirmed) == (True, False)
    assert [each.about for each in answers[-1].enrollment.notices] == [RIGHTS], "nothing is sealed as confirmed"
    assert "data_doubted" in [json.loads(row[0])["details"].get("about") for row in _log(desk)]
