"""However many steps ask what is wrong with a case, each condition of its service is decided once and each field read
once: a key would cost the square of the rules otherwise."""

from collections.abc import Mapping
from datetime import date

import pytest

from station.domain.enrollment import Enrollment, EnrollmentId
from station.domain.value import FieldValue, Source
from station.forms import sheet
from station.profiles.condition import Condition
from station.workflow.engine import Walk
from tests.support.applicants import OF_A_CHILD, WHOLE
from tests.support.clock import NOW
from tests.support.counted import counted
from tests.support.people import OPERATOR
from tests.support.plans import HOLDING, PLANS

DAY = date(2026, 12, 1)
PEOPLE: Mapping[str, Mapping[str, str]] = {
    "nobody yet": {},
    "adult": WHOLE,
    "child of 7": {**WHOLE, **OF_A_CHILD, "birth_date": "01.06.2019"},
    "child of 4": {**WHOLE, **OF_A_CHILD, "birth_date": "01.06.2022"},
    "foreigner": {**WHOLE, "nationality": "IRN", "residence_kind": "PERMANENT", "ground": "FAMILY"},
}


def walk(service: str, person: str) -> Walk:
    plan = PLANS.plan(service, DAY)
    typed = {name: FieldValue(text, Source.TYPED) for name, text in PEOPLE[person].items()}
    first = plan.steps[0].step_id
    return Walk(plan, Enrollment(EnrollmentId("e-1"), service, NOW, OPERATOR, first, typed), DAY)


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("service", HOLDING)
def test_what_is_wrong_with_a_case(service: str, person: str, monkeypatch: pytest.MonkeyPatch) -> None:
    walked = walk(service, person)
    decided = counted(monkeypatch, Condition, "truth", lambda condition, _: condition.text)
    read = counted(monkeypatch, sheet, "read_field", lambda field, _: field.id)
    known = counted(monkeypatch, sheet, "known", lambda _, field: field.id)
    assert walked.open_problems
    assert walked.survey()
    assert decided
    assert read
    for calls in (decided, read, known):
        assert [name for name, times in calls.items() if times > 1] == []
