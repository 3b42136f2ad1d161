"""Form: inputs by field id. Tells what is typed and what is left; takes values without disturbing who types."""

from collections.abc import Collection, Mapping
from typing import TypeAlias

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from station.domain.errors import Problem
from ui.messages import Words
from ui.widgets.choice import ChoiceBox
from ui.widgets.date_input import DateInput
from ui.widgets.field import FieldRow
from ui.widgets.lines_input import LinesInput
from ui.widgets.mrz import MrzInput
from ui.widgets.segmented import Segmented

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
Editor: TypeAlias = QLineEdit | ChoiceBox | Segmented | MrzInput | LinesInput


class Form(QObject):
    typed = Signal(str, str)  # field id, text
    left = Signal(str)  # field id
    entered = Signal(str)  # field id, of which somebody is done: Enter in it

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._editors: dict[str, Editor] = {}
        self._rows: dict[str, FieldRow] = {}
        self._names: dict[QObject, str] = {}

    def add(
        self, field: str, label_key: Words, editor: Editor, *, optional: bool = False, hint_key: str = ""
    ) -> FieldRow:
        """One input. The row is to be placed by the caller."""
        row = FieldRow(label_key, editor, optional=optional, hint_key=hint_key)
        self._editors[field], self._rows[field] = editor, row
        if isinstance(editor, QLineEdit):
            editor.returnPressed.connect(lambda: self.entered.emit(field))
        elif isinstance(editor, MrzInput):
            editor.whole.connect(lambda: self.entered.emit(field))
        if isinstance(editor, DateInput | MrzInput | LinesInput):
            editor.typed.connect(lambda text: self.typed.emit(field, text))
        elif isinstance(editor, QLineEdit):
            editor.textEdited.connect(lambda text: self.typed.emit(field, text))
        else:
            editor.chosen.connect(lambda value: self._chosen(field, value))
        for widget in (editor, *editor.findChildren(QWidget)):
            self._names[widget] = field
            widget.installEventFilter(self)
        return row

    def note(self, field: str, row: FieldRow) -> None:
        """A row whose problem is to be shown, and which holds no text itself."""
        self._rows[field] = row

    def drop(self, whole: str) -> None:
        """Inputs that are taken away: of `whole`, and of all its parts."""
        gone = {name for name in self._rows if name == whole or name.startswith(f"{whole}.")}
        for name in gone:
            del self._rows[name]
            self._editors.pop(name, None)
        self._names = {widget: name for widget, name in self._names.items() if name not in gone}

    def row(self, field: str) -> FieldRow:
        return self._rows[field]

    def editor(self, field: str) -> Editor:
        return self._editors[field]

    def fields(self) -> tuple[str, ...]:
        return tuple(self._editors)

    def value(self, field: str) -> str:
        editor = self._editors[field]
        return editor.text() if isinstance(editor, QLineEdit | MrzInput | LinesInput) else editor.value()

    def set_values(self, values: Mapping[str, str], keep: Collection[str] = ()) -> None:
        """Show `values`; fields in `keep` hold newer text that is not saved yet and stay as they are."""
        for field in self._editors:
            if field not in keep:
                self.set_value(field, values.get(field, ""))

    def set_value(self, field: str, value: str) -> None:
        editor = self._editors[field]
        if value == self.value(field):
            return
        if isinstance(editor, QLineEdit):
            cursor = editor.cursorPosition()
            editor.setText(value)
            editor.setCursorPosition(min(cursor, len(value)) if editor.hasFocus() else 0)
        elif isinstance(editor, MrzInput | LinesInput):
            editor.set_text(value)
        else:
            editor.set_value(value)

    def show_problems(self, problems: Mapping[str, Problem]) -> None:
        for field, row in self._rows.items():
            row.set_problem(problems.get(field))

    def focus(self, field: str) -> None:
        if field in self._rows:
            self._rows[field].editor.setFocus()

    def _chosen(self, field: str, value: str) -> None:
        self.typed.emit(field, value)
        self.left.emit(field)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut and watched in self._names:
            self.left.emit(self._names[watched])
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and watched in self._names:
            return self._enter(self._names[watched], event)
        return False

    def _enter(self, field: str, event: QKeyEvent) -> bool:
        """Enter in a choice that is made is as in a line; in one that is not it chooses."""
        editor = self._editors.get(field)
        plain = event.key() in _ENTER and event.modifiers() in _PLAIN
        if not plain or not isinstance(editor, ChoiceBox | Segmented) or not editor.value():
            return False
        self.entered.emit(field)
        return True
