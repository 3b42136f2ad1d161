"""Inputs where keys come without their codes, as from a keyboard on the screen, and what is pasted."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from station.domain.document import DocumentKind
from station.services.form_view import FieldView
from station.services.pin_letters import NotTyped, require_typeable
from tests.support.fingers_on_keys import press, type_text
from ui.pages.form.inputs import input_for, suit_number
from ui.widgets.key_menu import digit_of
from ui.widgets.position_line import PinInput, PositionLine

UI = Path(__file__).parents[2] / "ui"
PLAIN = Qt.KeyboardModifier.NoModifier


def shown(qtbot: QtBot, kind: str, widget: str = "line") -> PositionLine:
    editor = input_for(kind, FieldView(kind, widget, kind))
    assert isinstance(editor, PositionLine)
    give_keyboard(qtbot, editor)
    return editor


def give_keyboard(qtbot: QtBot, editor: QWidget) -> None:
    qtbot.addWidget(editor)
    editor.show()
    editor.activateWindow()
    editor.setFocus()
    qtbot.waitUntil(editor.hasFocus)


def test_a_date_in_armenian_letters_is_a_date_and_is_told_as_one(qtbot: QtBot) -> None:
    editor = shown(qtbot, "date", "date")
    told: list[str] = []
    editor.typed.connect(told.append)  # type: ignore[attr-defined]
    type_text("ձձֆֆձօձ՞")
    assert editor.text() == told[-1] == "22.11.2026"


def test_a_pin_holds_what_its_keys_mean(qtbot: QtBot) -> None:
    pin = PinInput()
    give_keyboard(qtbot, pin)
    told: list[str] = []
    pin.textEdited.connect(told.append)
    type_text("ֆձ֊աйЦ")
    assert pin.text() == told[-1] == "123gqW"


def test_a_pin_whose_digits_cannot_be_told_from_signs_is_one_that_is_refused(qtbot: QtBot) -> None:
    """The comma is on the Armenian 4, and on a key of its own elsewhere: without the code of the key nobody knows."""
    pin = PinInput()
    give_keyboard(qtbot, pin)
    type_text("ֆձ֊,")
    with pytest.raises(NotTyped):
        require_typeable(pin.text())
    pin.clear()
    type_text("12-34.Ab")
    require_typeable(pin.text())


@pytest.mark.parametrize(("pasted", "held"), [("օձ, ֆֆ", "024 11"), ("010 12-34", "010 12-34"), ("АВ", "АВ")])
def test_what_is_pasted_is_read_where_it_can_only_be_digits(qtbot: QtBot, pasted: str, held: str) -> None:
    editor = shown(qtbot, "phone")
    told: list[str] = []
    editor.textEdited.connect(told.append)
    QGuiApplication.clipboard().setText(pasted)
    press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert [editor.text()] == told == [held]


@pytest.mark.parametrize(("typed", "digit"), [("1", 1), ("ֆ", 1), ("օ", 0), (",", None), ("а", None)])
def test_a_digit_that_chooses_is_one_on_any_layout(typed: str, digit: int | None) -> None:
    """Without the code of its key, so that the comma on the Armenian 4 stays one; with it: test_real_layouts."""
    assert digit_of(QKeyEvent(QEvent.Type.KeyPress, ord(typed.upper()), PLAIN, typed)) == digit


def test_whatever_is_typed_unseen_is_typed_by_place() -> None:
    """One input for PINs: another one would take letters of any layout, and nobody would see them."""
    unseen = {path.name for path in UI.rglob("*.py") if "EchoMode.Password" in path.read_text(encoding="utf-8")}
    assert unseen == {"position_line.py"}


def test_the_number_of_a_passport_is_latin_and_that_of_a_certificate_need_not_be(qtbot: QtBot) -> None:
    editor = shown(qtbot, "doc_number")
    for kind, wanted in ((DocumentKind.PASSPORT, "FH1"), (DocumentKind.BIRTH_CERTIFICATE, "ԵՆ1"), ("", "ԵՆ1")):
        suit_number("document_number", editor, {"document_kind": kind})
        editor.clear()
        type_text("ԵՆ1")
        assert editor.text() == wanted
