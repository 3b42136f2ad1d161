"""Enter as a person presses it. A reader of bar codes types too: it ends its number with Enter, whatever is focused."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

READER_MS = 100
"""A reader types a sign every few milliseconds; nobody presses Enter so soon after a letter."""


class Enter:
    """Of one widget that Enter presses: told of each of its keys."""

    def __init__(self, click: Callable[[], None]) -> None:
        self._click = click
        self._typed_ms: int | None = None

    def took(self, event: QKeyEvent) -> bool:
        """Whether it was Enter: pressed by a person it clicks, typed by a reader it does nothing."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or event.modifiers():
            self._typed_ms = event.timestamp() if event.text().strip() else None
            return False
        if self._typed_ms is None or event.timestamp() - self._typed_ms >= READER_MS:
            self._click()
        self._typed_ms = None
        return True
