"""Whom a service turns away is stopped on the page where it was answered, and told why in the language in use."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from station.domain.errors import Problem
from station.services.enrollment_views import view_of
from tests.support.applicants import ADULT, OF_A_CHILD
from tests.support.capture_fakes import enrollment
from tests.support.clock import NOW
from tests.support.plans import PLANS
from tests.support.window import fake_station, open_page
from ui.messages import languages, problem_text, set_language
from ui.pages.form.view import FormPage
from ui.widgets.words import retranslate_all

GUARDIAN = {name: text for name, text in OF_A_CHILD.items() if name.startswith("guardian")}
CHILD = {**ADULT, **GUARDIAN, "birth_date": "", "psn_kind": "pending", "psn": ""}


@pytest.mark.parametrize(("service", "stopped"), [("id_card", True), ("biometric_passport", False)])
def test_a_child_of_four_gets_no_card_and_a_passport(service: str, stopped: bool, qtbot: QtBot) -> None:
    born = f"{NOW:%d.%m}.{NOW.year - 4}" if (NOW.month, NOW.day) != (2, 29) else f"28.02.{NOW.year - 4}"
    made = replace(enrollment(), procedure=service, started_at=NOW, step="applicant", values={})
    made = made.with_fields({**CHILD, "birth_date": born})
    view = view_of(PLANS.walk(made, NOW.astimezone().date()))
    page = open_page(FormPage, fake_station(made), view)
    qtbot.addWidget(page)
    page.primary()
    row = page.form.row("birth_date")
    assert (row.problem is not None) is stopped
    assert page.context.shell.calls.count("go_next") == (0 if stopped else 1)
    for tag in languages() if stopped else ():
        set_language(tag)
        retranslate_all(page)
        assert isinstance(row.problem, Problem)
        text = problem_text(row.problem)
        shown = {label.text() for label in row.findChildren(QLabel)}
        assert shown & {text.remedy, f"{text.happened} {text.remedy}"}
        assert text.happened in row.editor.toolTip()
    set_language("en")
    page.leave()
