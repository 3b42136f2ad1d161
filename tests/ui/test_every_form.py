"""Every form of every service is drawn by the one page, each field under a name of its own, in each language."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from station.domain.enrollment import Enrollment
from station.services.enrollment_views import view_of
from tests.support.capture_fakes import enrollment
from tests.support.clock import NOW
from tests.support.plans import HOLDING, PLANS
from tests.support.window import fake_station, open_page
from ui.messages import languages, say, set_language
from ui.pages.form.view import FormPage
from ui.widgets.field_words import choice_key, label_key

MINOR = {
    "birth_date": "15.06.2012", "nationality": "ARM", "psn_kind": "psn", "guardian_relation": "parent",
    "request_kind": "EXCHANGE",
}  # fmt: skip


def begun(service: str) -> Enrollment:
    return replace(enrollment(), procedure=service, started_at=NOW).with_fields(MINOR)


@pytest.mark.parametrize("service", HOLDING)
def test_each_is_drawn_and_named(service: str, qtbot: QtBot) -> None:
    made = begun(service)
    today = NOW.astimezone().date()
    typed = [
        step
        for step in view_of(PLANS.walk(at_first(made), today)).steps
        if step.form is not None and step.page == "form"
    ]
    assert typed
    for step in typed:
        view = view_of(PLANS.walk(made.at_step(step.step_id), today))
        page = open_page(FormPage, fake_station(made), view)
        qtbot.addWidget(page)
        assert step.form is not None
        shown = [field for field in step.form.now(made.fields, today).fields if field.shown and field.widget]
        assert shown, step.step_id
        for field in shown:
            assert field.called or label_key(field.field_id) != "field.unnamed", field.field_id
            for word in (
                set(field.choices) - {"table"} - field.choice_names.keys()
            ):  # nobody chooses it: a button takes the spelling back
                assert choice_key(field.field_id, field.type, word) != "field.unnamed", (field.field_id, word)
        for tag in languages():
            set_language(tag)
            assert say(page.title_key)
        set_language("en")
        page.leave()


def at_first(made: Enrollment) -> Enrollment:
    return made.at_step(PLANS.plan(made.procedure, NOW.date()).steps[0].step_id)
