"""Typing as a person does: any script, key by key, to whatever has the keyboard."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

_after: list[Callable[[], None]] = []


@contextmanager
def after_each_key(does: Callable[[], None]) -> Iterator[None]:
    """Called once a key was pressed and answered: to count it, or to let the window breathe before the next."""
    _after.append(does)
    try:
        yield
    finally:
        _after.remove(does)


def focused() -> QWidget:
    """What has the keyboard; fails when nothing has."""
    widget = QApplication.focusWidget()
    assert widget is not None, f"the keyboard is nowhere; active: {QApplication.activeWindow()}"
    return widget


def type_text(text: str) -> None:
    """Letters of any script; a line break is the Enter key."""
    for letter in text:
        if letter == "\n":
            press(Qt.Key.Key_Return)
            continue
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(focused(), QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))
        _pressed()


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, times: int = 1) -> None:
    for _ in range(times):
        press_on(focused(), key, modifier)


def press_on(widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """To a widget that has the keyboard without the window's knowing: of a sheet or a menu that is open."""
    QTest.keyClick(widget, key, modifier)
    _pressed()


def _pressed() -> None:
    for does in _after:
        does()
