"""A choice is looked for by letters, whatever layout is on, while its list is closed and while it is open."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.support.fingers_on_keys import type_text
from ui.messages import set_language
from ui.widgets.choice import ChoiceBox

DOCUMENTS = ("passport", "id_card", "birth_certificate", "other")


@pytest.fixture
def box(dressed: QApplication, qtbot: QtBot) -> ChoiceBox:
    made = ChoiceBox([(each, f"field.choice.document_kind.{each.upper()}") for each in DOCUMENTS])
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    made.setFocus()
    return made


@pytest.mark.parametrize(
    ("language", "typed", "value"),
    [
        ("en", "bi", "birth_certificate"),
        ("en", "card", "id_card"),
        ("en", "եի", ""),  # ti: nothing
        ("ru", "gfc", "passport"),  # пас, with the layout of the United States on
        ("ru", "pas", "passport"),  # by its letters
        ("hy", "f", "passport"),  # ա
        ("hy", "ծնն", "birth_certificate"),
        ("hy", "tsnn", "birth_certificate"),
    ],
)
def test_it_is_found_by_letters_and_by_keys(box: ChoiceBox, language: str, typed: str, value: str) -> None:
    told: list[str] = []
    set_language(language)
    box.retranslate()
    box.set_value("")
    box.chosen.connect(told.append)
    type_text(typed)
    assert (box.value(), told[-1:]) == (value, [value] if value else [])


def test_one_letter_again_is_the_next(box: ChoiceBox) -> None:
    box.addItem("Passport of another State", "another")
    box.set_value("")
    found = []
    for _ in range(3):
        type_text("p")
        found.append(box.value())
    assert found == ["passport", "another", "passport"]


def test_in_the_open_list_it_is_come_to_and_not_chosen(box: ChoiceBox, qtbot: QtBot) -> None:
    box.set_value("passport")
    box.showPopup()
    view = box.view()
    qtbot.waitUntil(view.isVisible)
    QTest.keyClicks(view, "bi")
    assert (view.currentIndex().row(), box.value()) == (2, "passport")
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert box.value() == "birth_certificate"


def test_enter_opens_the_list_while_nothing_is_chosen(box: ChoiceBox, qtbot: QtBot) -> None:
    box.set_value("")
    box._letter_ms = 0
    for sign, at_ms in (("7", 1_000), ("\r", 1_010)):  # a reader of bar codes
        key = Qt.Key.Key_7 if sign == "7" else Qt.Key.Key_Return
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, sign)
        event.setTimestamp(at_ms)
        QApplication.sendEvent(box, event)
    assert not box.view().isVisible()
    box._letter_ms = -1_000_000
    QTest.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(box.view().isVisible)
    QTest.keyClick(box.view(), Qt.Key.Key_Down)
    QTest.keyClick(box.view(), Qt.Key.Key_Return)
    assert box.value() != ""
    qtbot.waitUntil(lambda: not box.view().isVisible())
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert not box.view().isVisible(), "what is chosen stays: the form leads on"
