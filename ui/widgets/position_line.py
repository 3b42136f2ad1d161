"""Inputs that are typed by the place of the keys (`ui.widgets.positions`): nobody switches the layout for a number."""

import sys
from collections.abc import Callable, Mapping
from typing import Literal, TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

from ui.widgets.positions import as_us, digit, digits_by_character, figure, undecided

Taken: TypeAlias = Literal["latin", "digits", "number"]
"""By place: every key; every key, of what is digits and signs; the digits alone, where letters may be of any script, as
in the series of a certificate."""
_READ: Mapping[Taken, Callable[[int, str, bool], str]] = {"latin": as_us, "digits": figure, "number": digit}
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
_LONGEST_PIN = 64
_UNDECIDED = "\N{REPLACEMENT CHARACTER}"
_XKB = sys.platform.startswith("linux")  # elsewhere keys have other codes


def by_place(event: QKeyEvent, read: Callable[[int, str, bool], str] = as_us) -> QKeyEvent:
    """The key press that a US keyboard would have sent. `event` itself where that is the same, and where the key was no
    letter or sign: on the numeric pad, with AltGr, composed, a command."""
    text = event.text()
    if len(text) != 1 or not text.isprintable() or event.modifiers() not in _PLAIN:
        return event
    meant = read(_keycode(event), text, event.modifiers() == Qt.KeyboardModifier.ShiftModifier)
    if meant == text:
        return event
    made = QKeyEvent(event.type(), ord(meant.upper()), event.modifiers(), meant, event.isAutoRepeat(), event.count())
    made.setTimestamp(event.timestamp())
    return made


def _keycode(event: QKeyEvent) -> int:
    """0 where it is not known."""
    return event.nativeScanCode() if _XKB else 0


class PositionLine(QLineEdit):
    """takes: may change while it stands."""

    def __init__(self, takes: Taken) -> None:
        super().__init__()
        self.takes: Taken = takes

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.takes == "digits" and event.matches(QKeySequence.StandardKey.Paste) and not self.isReadOnly():
            self.insert(digits_by_character(QGuiApplication.clipboard().text()))
        else:
            super().keyPressEvent(by_place(event, _READ[self.takes]))


class PinInput(PositionLine):
    """A PIN or a code in its place, unseen. What cannot be typed on a US keyboard is refused at the door of the keys
    (station.services.pin_letters), before anything is tried."""

    def __init__(self) -> None:
        super().__init__("latin")
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(_LONGEST_PIN)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() in _PLAIN and undecided(_keycode(event), event.text()):
            self.insert(_UNDECIDED)  # else a digit would be taken for a sign, and the PIN for a wrong one
        else:
            super().keyPressEvent(event)
