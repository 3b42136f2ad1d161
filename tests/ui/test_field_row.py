"""A label never loses a letter: what stands beside it moves below, then it takes a second line."""

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from tests.support.fitting import lay_out
from tests.support.layout import findings
from ui.messages import say, set_language
from ui.widgets.field import FieldRow
from ui.widgets.field_columns import FieldColumns
from ui.widgets.words import Label, retranslate_all

LONG = "field.label.guardian_or_trustee_or_authorised_consent"


def shown(row: FieldRow) -> set[str]:
    return {label.text() for label in row.findChildren(Label) if label.isVisible() and label.text()}


@pytest.fixture
def row(dressed: QApplication, qtbot: QtBot) -> FieldRow:
    set_language("ru")
    made = FieldRow(LONG, QLineEdit(), optional=True, hint_key="field.hint.payment_receipt")
    qtbot.addWidget(made)
    made.show()
    return made


def test_what_has_no_room_beside_the_label_stands_before_the_hint(row: FieldRow) -> None:
    row.resize(600, 100)
    lay_out()
    assert shown(row) == {say(LONG), say("shell.optional"), say("field.hint.payment_receipt")}
    row.resize(400, 100)
    lay_out()
    said = shown(row) - {say(LONG)}
    assert len(said) == 1
    assert next(iter(said)).startswith(say("shell.optional"))
    assert say("field.hint.payment_receipt") in next(iter(said))
    assert row.label_lines == 1
    row.resize(600, 100)
    lay_out()
    assert say("field.hint.payment_receipt") in shown(row), "back beside the label"


def test_a_longer_label_has_two_lines_and_no_letter_is_cut(row: FieldRow) -> None:
    least = row.minimumSizeHint().width()
    assert least < 400, "as narrow as two lines allow"
    row.resize(least, 120)
    lay_out()
    assert row.label_lines == 2
    assert findings(row) == []


def test_the_focus_ring_has_its_room_under_the_words(row: FieldRow) -> None:
    row.resize(600, 100)
    lay_out()
    row.level(2)
    lay_out()
    for label in row.findChildren(Label):
        if label.isVisible() and label.y() < row.editor.y():
            words = label.contentsRect().translated(label.pos())
            assert row.editor.y() - words.bottom() > 4, label.text()


def test_inputs_beside_each_other_stand_at_one_height_in_every_language(dressed: QApplication, qtbot: QtBot) -> None:
    """Also after the language changed in a window that stands."""
    set_language("en")
    columns = FieldColumns(180)
    qtbot.addWidget(columns)
    for key in (LONG, "field.label.psn"):
        columns.add(FieldRow(key, QLineEdit(), optional=True))
    columns.resize(580, 140)
    columns.show()
    lay_out()
    for tag in ("ru", "hy", "en"):
        set_language(tag)
        retranslate_all(columns)
        lay_out()
        first, second = (cell for cell in columns.cells() if isinstance(cell, FieldRow))
        assert findings(columns) == [], tag
        assert first.editor.y() == second.editor.y() or not columns.beside, tag
