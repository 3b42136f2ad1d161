"""A window of single inputs on a display with real layouts: `python -m tests.support.layouts_child`, DISPLAY set.

Standard input: a list in JSON of [layouts, group, input, [[keycode, held, ...], ...]]; standard output: what each input
held then, in the same order. An input begins empty each time.
"""

import json
import os
import sys
from functools import partial

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QTextEdit, QVBoxLayout, QWidget

from station.services.form_view import FieldView
from tests.support.x_keys import XKeys
from ui.pages.form.inputs import input_for
from ui.widgets.commands import Command, bind, pressed
from ui.widgets.key_menu import digit_of
from ui.widgets.lines_input import LinesInput
from ui.widgets.mrz import MrzInput
from ui.widgets.position_line import PinInput

END = 78  # Scroll Lock, which does nothing: typed after all others, so heard after all others
COMMANDS = ("Ctrl+K", "Ctrl+1", "Ctrl+Shift+F", "Ctrl+Return", "E")
_TYPES = {
    "date": "date",
    "country": "country",
    **dict.fromkeys(("phone", "psn", "number", "email", "doc_number", "ref", "text"), "line"),
    "name": "name",
}


class Heard(QObject):
    """Of the whole program: whether the last key has come."""

    def __init__(self) -> None:
        super().__init__()
        self.last = False

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        released = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyRelease
        if released and event.key() == Qt.Key.Key_ScrollLock:
            self.last = True
        return False


class Told(QLineEdit):
    """Holds which commands and digits were given to it."""

    def __init__(self) -> None:
        super().__init__()
        self.commands = [Command((key,), key, partial(self._tell, key)) for key in COMMANDS]
        bind(self, self.commands)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = digit_of(event)
        if digit is not None:
            self._tell(str(digit))
        else:
            pressed(event, self.commands, self)

    def _tell(self, key: str) -> None:
        self.setText(f"{self.text()} {key}")


def inputs() -> dict[str, QWidget]:
    made: dict[str, QWidget] = {kind: input_for(kind, FieldView(kind, widget, kind)) for kind, widget in _TYPES.items()}
    return {
        **made,
        "mrz": MrzInput(),
        "pin": PinInput(),
        "plain": QLineEdit(),
        "commands": Told(),
        "lines": LinesInput(),
    }


def main() -> None:
    app = QApplication(sys.argv[:1])
    heard = Heard()
    app.installEventFilter(heard)
    window, made = QWidget(), inputs()
    column = QVBoxLayout(window)
    for editor in made.values():
        column.addWidget(editor)
    window.show()
    window.activateWindow()
    keys = XKeys(os.environ["DISPLAY"])
    now, held = None, []
    for layouts, group, name, presses in json.load(sys.stdin):
        if layouts != now:
            keys.layout(layouts)
            now = layouts
        keys.group(group)
        editor = made[name]
        editor.clear()  # type: ignore[attr-defined]
        editor.setFocus()
        while not editor.hasFocus():
            app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        for press in presses:
            keys.press(*press)
        heard.last = False
        keys.press(END)
        while not heard.last:
            app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        held.append(editor.toPlainText() if isinstance(editor, QTextEdit) else editor.text())  # type: ignore[attr-defined]
    keys.close()
    json.dump(held, sys.stdout)


if __name__ == "__main__":
    main()
