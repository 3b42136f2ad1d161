"""Applicant and document by keyboard: what is typed is saved, nothing is disturbed, and the way leads on."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from station.bootstrap import Station
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.services.views import EnrollmentView
from tests.support.fingers_on_keys import focused, press, type_text
from ui.messages import language, say
from ui.pages.form.view import FormPage
from ui.shell.memory import Memory
from ui.shell.window import Shell
from ui.widgets.service_words import step_name

WAIT_MS = 10_000
ZONE = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F3304156ZE184226B<<<<<16"
Arrive = Callable[[Shell, str], None]


def applicant(window: Shell) -> FormPage:
    assert isinstance(window.page, FormPage)
    assert window.page.page_id == "applicant"
    return window.page


def document(window: Shell) -> FormPage:
    assert isinstance(window.page, FormPage)
    assert window.page.page_id == "document"
    return window.page


def kept(window: Shell, station: Station) -> dict[str, str]:
    """What lies in the vault, asked after everything typed so far."""
    assert window.page is not None
    enrollment_id = window.page.enrollment_id
    view = station.work.call(station.enroll.view, enrollment_id)
    assert isinstance(view, EnrollmentView)
    return dict(view.enrollment.fields)


def fill_applicant(window: Shell, born: str = "15061990", psn: str = "6506901238") -> None:
    """By keyboard alone, in the order of Tab."""
    for text in ("Հակոբյան", None, "Անի", None, "Արամի"):
        if text is not None:
            type_text(text)
        press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Left)
    press(Qt.Key.Key_Tab)
    type_text(born)
    press(Qt.Key.Key_Tab)
    type_text("Գյումրի")
    press(Qt.Key.Key_Tab, times=3)
    type_text(psn)


def to_the_document(window: Shell, arrive: Arrive) -> None:
    """Back to the first page; the zone has the keyboard."""
    press(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    arrive(window, "document")
    assert focused() is document(window).form.editor("document_mrz")


def to_the_papers(window: Shell, arrive: Arrive) -> None:
    """From the applicant on."""
    fill_applicant(window)
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    arrive(window, "request")
    press(Qt.Key.Key_Down)  # the first passport; full legal capacity is there already
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    arrive(window, "papers")


def test_every_key_is_in_the_vault(enrolling: Shell, station: Station, qtbot: QtBot) -> None:
    type_text("Հակոբյան")
    qtbot.waitUntil(lambda: applicant(enrolling).saver.idle, timeout=WAIT_MS)
    fields = kept(enrolling, station)
    assert fields["surname_hy"] == "Հակոբյան"
    assert fields["surname_latin"] == "HAKOBYAN"


def test_what_is_typed_right_before_going_is_not_lost(enrolling: Shell, station: Station, arrive: Arrive) -> None:
    assert enrolling.page is not None
    enrollment_id = enrolling.page.enrollment_id
    type_text("Հակոբյան")
    for page_id in ("document", "home"):
        press(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
        arrive(enrolling, page_id)
    view = station.work.call(station.enroll.view, enrollment_id)
    assert isinstance(view, EnrollmentView)
    assert view.enrollment.fields["surname_hy"] == "Հակոբյան"


def test_a_zone_that_is_read_first_fills_the_applicant(enrolling: Shell, arrive: Arrive, qtbot: QtBot) -> None:
    to_the_document(enrolling, arrive)
    page = document(enrolling)
    assert page.form.value("document_kind") == "none"  # whoever has none goes on with one key
    type_text(ZONE.lower().replace("<", " "))
    qtbot.waitUntil(lambda: page.form.value("document_number") == "L898902C3", timeout=WAIT_MS)
    assert page.form.value("document_expiry") == "15.04.2033"
    assert page.form.value("document_mrz") == ZONE
    assert page.form.value("document_kind") == "passport"
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    arrive(enrolling, "applicant")
    form = applicant(enrolling).form
    filled = ("surname_latin", "given_latin", "birth_date", "sex")
    assert [form.value(name) for name in filled] == ["ERIKSSON", "ANNA MARIA", "12.08.1974", "F"]
    assert focused() is form.editor("surname_hy")  # which no zone has
    assert form.row("birth_date").chip.text() == say("field.chip.mrz")
    press(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    arrive(enrolling, "document")
    assert page.form.value("document_mrz") == ZONE


@pytest.mark.parametrize(
    "sent",
    [
        "{0}\n{1}\n",
        "{0}{1}\n",
        "{0}\t{1}\t",
        "{0}\n{1}\n{0}\n{1}\n",
        "{0}{1}\n{0}{1}\n",
        "\x02{0}\n{1}\n\x03",
    ],
    ids=["Enter", "one line", "Tab", "twice", "twice in one line", "STX and ETX"],
)
def test_a_reader_fills_the_page_however_it_sends_and_nobody_is_led_on_by_that(
    enrolling: Shell, station: Station, arrive: Arrive, qtbot: QtBot, sent: str
) -> None:
    to_the_document(enrolling, arrive)
    page = document(enrolling)
    for part in re.split("(\t)", sent.format(*ZONE.splitlines())):
        if part == "\t":
            press(Qt.Key.Key_Tab)
        else:
            type_text(part)
    qtbot.waitUntil(lambda: page.form.value("document_number") == "L898902C3", timeout=WAIT_MS)
    qtbot.waitUntil(enrolling.frame.action_bar.primary.hasFocus, timeout=WAIT_MS)
    assert page.form.value("document_kind") == "passport"
    assert document(enrolling) is page
    page.form.focus("document_mrz")
    press(Qt.Key.Key_Tab)
    assert focused() is page.form.editor("document_number"), "a person's Tab goes as they read"
    enrolling.frame.action_bar.primary.setFocus()
    press(Qt.Key.Key_Return)
    arrive(enrolling, "applicant")


def test_letters_no_zone_has_are_marked_while_they_are_typed(enrolling: Shell, arrive: Arrive) -> None:
    to_the_document(enrolling, arrive)
    page = document(enrolling)
    type_text("P<ARM\nΑΒ.1234567")
    assert page.form.value("document_mrz") == "P<ARM\nΑΒ.1234567"


def test_next_shows_what_is_missing_and_goes_there(enrolling: Shell, qtbot: QtBot) -> None:
    page = applicant(enrolling)
    assert page.form.row("birth_date").problem is None
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.form.row("birth_date").problem is not None, timeout=WAIT_MS)
    assert not enrolling.frame.action_bar.primary.isEnabled()
    assert focused() is page.form.editor("surname_hy")


def test_a_problem_stands_beside_its_field_only_once_it_was_left(enrolling: Shell, qtbot: QtBot) -> None:
    page = applicant(enrolling)
    type_text("Smith")
    qtbot.waitUntil(lambda: page.saver.idle, timeout=WAIT_MS)
    assert page.form.row("surname_hy").problem is None
    press(Qt.Key.Key_Tab)
    assert page.form.row("surname_hy").problem is not None


def test_a_latin_name_in_other_letters_is_offered_and_enter_takes_it(enrolling: Shell, qtbot: QtBot) -> None:
    page = applicant(enrolling)
    latin, next_one = page.form.row("surname_latin"), page.form.editor("given_hy")
    latin.editor.setFocus()
    type_text("Петросян")
    assert latin._note.text() == say("field.hint.in_latin", name="PETROSIAN")
    press(Qt.Key.Key_Tab)
    assert latin.problem is not None
    assert latin._note.text() == say("field.hint.in_latin", name="PETROSIAN"), "it says how to put it right"
    press(Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    press(Qt.Key.Key_Return)
    assert page.form.value("surname_latin") == "PETROSIAN"
    qtbot.waitUntil(next_one.hasFocus)


def test_another_spelling_asks_why_and_the_table_can_be_taken_back(enrolling: Shell, qtbot: QtBot) -> None:
    page = applicant(enrolling)
    reason, proof = page.form.row("surname_latin_source"), page.form.row("surname_evidence")
    type_text("Հակոբյան")
    assert not reason.isVisible()
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_End)
    type_text("TS")
    assert reason.isVisible()
    assert proof.isVisible()
    page.presenter.by_table("surname")
    assert not reason.isVisible()
    assert page.form.value("surname_latin") == "HAKOBYAN"


def test_a_minor_needs_a_guardian(enrolling: Shell, qtbot: QtBot) -> None:
    page = applicant(enrolling)
    guardian = page.form.row("guardian_name")
    page.form.focus("birth_date")
    type_text("01.02.2020")
    qtbot.waitUntil(guardian.isVisible, timeout=WAIT_MS)
    press(Qt.Key.Key_Backspace, times=4)
    type_text("1980")
    qtbot.waitUntil(lambda: not guardian.isVisible(), timeout=WAIT_MS)


def test_taking_a_date_away_letter_by_letter_works(enrolling: Shell) -> None:
    page = applicant(enrolling)
    page.form.focus("birth_date")
    type_text("0102")
    assert page.form.value("birth_date") == "01.02."
    press(Qt.Key.Key_Backspace, times=6)
    assert page.form.value("birth_date") == ""


def test_the_language_changes_without_losing_focus_text_or_cursor(enrolling: Shell) -> None:
    page = applicant(enrolling)
    type_text("Հակոբ")
    press(Qt.Key.Key_Left, times=2)
    editor = focused()
    assert isinstance(editor, QLineEdit)
    titles = set()
    for _ in range(3):
        press(Qt.Key.Key_F8)
        titles.add(enrolling.frame.title.text())
        assert focused() is editor
        assert editor.text() == "Հակոբ"
        assert editor.cursorPosition() == 3
        assert editor.accessibleName() != ""
    assert len(titles) == 3
    assert language() == "en"
    type_text("x")
    assert page.form.value("surname_hy") == "Հակxոբ"


def test_a_window_opened_again_stands_where_the_last_one_stood(
    enrolling: Shell, station: Station, open_window: Callable[[Station], Shell], arrive: Arrive, qtbot: QtBot
) -> None:
    type_text("Սարգսյան")
    qtbot.waitUntil(lambda: applicant(enrolling).saver.idle, timeout=WAIT_MS)
    assert Memory(station.settings.data / "window.json").now.enrollment_id == applicant(enrolling).enrollment_id
    station.work.call(station.sign_in.sign_out)
    enrolling.hide()
    again = open_window(station)
    type_text("1234\n")
    arrive(again, "applicant")
    assert applicant(again).form.value("surname_hy") == "Սարգսյան"


def test_the_pages_say_their_keys(enrolling: Shell) -> None:
    press(Qt.Key.Key_F1)
    sheet = focused()
    assert "applicant" in sheet.accessibleName()
    press(Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    assert focused() is applicant(enrolling).form.editor("surname_hy")
    assert QApplication.focusWidget() is not None


def test_what_could_not_be_saved_for_one_person_never_reaches_another(
    enrolling: Shell, station: Station, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk was full for the first; the page is the same one for the next; then the first comes back."""
    page = applicant(enrolling)
    first = page.view
    assert first is not None
    second = replace(first, enrollment=replace(first.enrollment, enrollment_id=EnrollmentId("e-2")))
    qtbot.waitUntil(lambda: page.saver.idle, timeout=WAIT_MS)
    asked: list[tuple[str, Mapping[str, str]]] = []
    full = True

    def set_fields(which: str, changes: Mapping[str, str]) -> EnrollmentView | Problem:
        asked.append((which, dict(changes)))
        return Problem("STN-101") if full else replace(first if which != "e-2" else second)

    monkeypatch.setattr(station.enroll, "set_fields", set_fields)
    page.form.set_values({"surname_hy": "Հակոբյան"}, ())
    page.presenter.typed("surname_hy", "Հակոբյան")
    page.settle()
    page.enter(second)  # at once: the save of the first is still on its way
    qtbot.waitUntil(lambda: any("surname_hy" in changes for _, changes in asked), timeout=WAIT_MS)
    full = False
    page.presenter.typed("given_names_hy", "Անի")
    qtbot.waitUntil(lambda: page.saver.idle, timeout=WAIT_MS)
    assert {which for which, changes in asked if changes.get("surname_hy") == "Հակոբյան"} == {
        first.enrollment.enrollment_id
    }
    assert {which for which, changes in asked if changes.get("given_names_hy") == "Անի"} == {"e-2"}
    page.enter(first)
    assert page.form.value("surname_hy") == "Հակոբյան"
    page.settle()
    qtbot.waitUntil(lambda: page.saver.idle, timeout=WAIT_MS)
    assert asked[-1][0] == first.enrollment.enrollment_id
    assert asked[-1][1]["surname_hy"] == "Հակոբյան"


def test_what_comes_next_is_called_by_its_name(enrolling: Shell) -> None:
    """Of the step that follows for this person, whatever the service."""
    steps = enrolling.page.view.steps  # type: ignore[union-attr]
    assert enrolling.page.hint() == f"Next: {step_name(steps[2].name, steps[2].called)}"  # type: ignore[union-attr]
