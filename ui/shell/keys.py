"""Keys that work on every page."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


def bind(window: QWidget, calls: Mapping[str, Callable[[], object]]) -> None:
    """calls: key sequence, such as "Ctrl+D", to what it does while `window` is active."""
    for sequence, call in calls.items():
        shortcut = QShortcut(QKeySequence(sequence), window)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(call)
