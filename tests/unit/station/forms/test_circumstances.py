"""Conditions know which fingers there are and in which mode the case was begun, at the desk as in `explain`."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from station.domain.enrollment import Enrollment
from station.domain.modes import MODES, WorkMode
from station.domain.sample import BiometricException, ExceptionReason, Finger, Slap
from station.profiles import visit_of
from station.settings import Settings
from station.workflow.engine import Walk
from tests.support.capture_fakes import enrollment, impression
from tests.support.clock import NOW
from tests.support.desk import OPERATOR, open_desk
from tests.support.family import seen
from tests.support.invented import plans_of, profile_of

TENT = "tent"
TODAY = NOW.astimezone().date()
PROFILE = profile_of(
    TENT,
    ("Վրան", "Tent", "Палатка"),
    """
[fields.helper]
type = "text"
required = "finger(RIGHT_THUMB) in {MISSING, BANDAGED}"
name = { hy = "Օգնական", en = "Helper", ru = "Помощник" }

[fields.row]
type = "ref"
when = "mode == MASS_INFLUX"
required = true
name = { hy = "Շարք", en = "Row", ru = "Ряд" }

[[steps]]
id = "hands"
kind = "slaps"

[[steps]]
id = "place"
kind = "form"
name = { hy = "Տեղ", en = "Place", ru = "Место" }
fields = ["birth_date", "helper", "row"]

[[steps]]
id = "review"
kind = "review"

[samples.fingers]
slaps = ["THUMBS"]
attempts = 3
chip = 2
exceptions = ["BORN_WITHOUT", "MISSING", "BANDAGED"]

[samples.fingers.thresholds]
RIGHT_THUMB = 30
LEFT_THUMB = 30
""",
)
BORN = {"birth_date": "1990"}


def asked(walk: Walk) -> set[str]:
    """The fields that must be filled."""
    return {each.field for each in walk.problems["place"]}


def walk_of(of: Enrollment) -> Walk:
    return plans_of(PROFILE).walk(of, TODAY)


def begun(mode: str = "NORMAL") -> Enrollment:
    return replace(enrollment(), procedure=TENT, version=1, step="place", mode=mode, values={}).with_fields(BORN)


@pytest.mark.parametrize(
    ("reason", "helper"),
    [(ExceptionReason.AMPUTATED, True), (ExceptionReason.BANDAGED, True), (ExceptionReason.BORN_WITHOUT, False)],
)
def test_a_finger_that_is_marked_decides_by_its_reason(reason: ExceptionReason, helper: bool) -> None:
    marked = begun().with_exceptions((BiometricException(Finger.RIGHT_THUMB, reason),))
    assert asked(walk_of(marked)) == ({"helper"} if helper else set())


def test_a_finger_is_there_once_it_was_taken_and_not_known_before() -> None:
    assert asked(walk_of(begun())) == {"helper"}, "what is not known waives nothing"
    taken = begun().with_slap(impression(Slap.THUMBS, 1, (50, 50)))
    assert asked(walk_of(taken)) == set()


@pytest.mark.parametrize(("mode", "row"), [("NORMAL", False), ("MASS_INFLUX", True), ("", True)])
def test_the_mode_in_which_it_was_begun_decides(mode: str, row: bool) -> None:
    taken = begun(mode).with_slap(impression(Slap.THUMBS, 1, (50, 50)))
    assert asked(walk_of(taken)) == ({"row"} if row else set())


def test_a_page_that_is_open_asks_for_the_same(demo_settings: Settings) -> None:
    desk = open_desk(demo_settings, plans=plans_of(PROFILE))
    desk.sign_in_as(OPERATOR)
    view = seen(desk.enroll.start(TENT))
    desk.db.close()
    assert view.enrollment.mode == WorkMode.NORMAL, "where no policy orders another"
    form = next(step.form for step in view.steps if step.step_id == "place")
    assert form is not None
    assert {each.field_id: each.shown for each in form.now(BORN, TODAY).fields}["row"] is False
    assert WorkMode.NORMAL in MODES


@pytest.mark.parametrize(
    "answers",
    [{"mode": "MASS_INFLUX", "finger.RIGHT_THUMB": "MISSING"}, {"mode": "NORMAL", "finger.RIGHT_THUMB": "PRESENT"}],
)
def test_explain_and_desk_agree(answers: Mapping[str, str]) -> None:
    service = plans_of(PROFILE).plan(TENT, TODAY).service
    told = visit_of(service, {**BORN, **answers}, TODAY)
    missing = answers["finger.RIGHT_THUMB"] == "MISSING"
    marked = (BiometricException(Finger.RIGHT_THUMB, ExceptionReason.AMPUTATED),) if missing else ()
    case = begun(answers["mode"]).with_exceptions(marked)
    walk = walk_of(case if missing else case.with_slap(impression(Slap.THUMBS, 1, (50, 50))))
    for name in ("helper", "row"):
        assert service.required(name, told) is service.required(name, walk.sheet.visit) is missing
