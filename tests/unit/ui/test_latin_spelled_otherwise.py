"""A name whose Latin letters are not the table's: "say why" is shown where the service asks why, and nowhere else."""

import pytest

from station.forms import Sheet
from station.profiles import built_in
from station.services.form_view import Form
from tests.support.clock import NOW
from tests.support.form_fakes import FakeFormView, FakeSaver, enrollment_view
from tests.support.plans import PLANS
from ui.pages.form.presenter import FormPresenter

DAY = NOW.date()
SPELLED = {"surname_hy": "Հակոբյան", "surname_latin": "AKOPIAN"}
LATIN = "surname_latin_source"
ASK = {
    service_id: step.id
    for service_id in built_in().ids
    for step in built_in().service(service_id, DAY).profile.steps
    if LATIN in step.fields
}
DOCUMENTED = {"asylum", "residence_card", "refugee_travel_document"}


@pytest.mark.parametrize("service_id", ASK)
def test_the_mark_stands_where_the_service_asks_why(service_id: str) -> None:
    plan, screen = PLANS.plan(service_id, DAY), FakeFormView()
    step = next(each for each in plan.steps if each.step_id == ASK[service_id])
    FormPresenter(Form(plan.service, step), screen, FakeSaver(), lambda: DAY).enter(enrollment_view(SPELLED))
    wrong = {problem.field for problem in Sheet(plan.service, SPELLED, DAY).problems(step.step_id)}
    asked = bool(wrong & {LATIN, "surname_latin", "surname_evidence"})
    assert (screen.notes["surname_latin"].chip == "field.chip.edited") is asked
    assert (LATIN in screen.fields) is asked
    assert not (asked and service_id in DOCUMENTED)


def test_some_services_ask_and_some_do_not() -> None:
    assert set(ASK) > DOCUMENTED
    assert {"biometric_passport", "id_card"} < set(ASK)
