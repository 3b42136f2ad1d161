"""What a screen reader says at once, though the keyboard stands elsewhere: advice, refusals, a new page, waiting."""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

_STANDS_MS = 100  # what is corrected sooner was never said


def announce(about: QWidget, words: str, *, urgent: bool = False) -> None:
    """about: what it is said of. urgent: it may cut short what is being read. Costs nothing where nobody listens."""
    if words and QAccessible.isActive():
        event = QAccessibleAnnouncementEvent(about, words)
        polite, assertive = QAccessible.AnnouncementPoliteness.Polite, QAccessible.AnnouncementPoliteness.Assertive
        event.setPoliteness(assertive if urgent else polite)
        QAccessible.updateAccessibility(event)


class Announcer:
    """Of a widget that says one thing after another: says each once, when it has stood for a moment, and nothing of
    what is not on the screen."""

    def __init__(self, about: QWidget) -> None:
        self._about, self._last, self._wanted, self._urgent = about, "", "", False
        self._stood = QTimer(about, singleShot=True, interval=_STANDS_MS)
        self._stood.timeout.connect(self._tell)

    def say(self, words: str, *, urgent: bool = False) -> None:
        """words: "" where nothing is said any more."""
        self._wanted, self._urgent = words, urgent
        if QAccessible.isActive():
            self._stood.start()

    def _tell(self) -> None:
        if self._wanted != self._last:
            self._last = self._wanted
            if self._about.isVisible():
                announce(self._about, self._wanted, urgent=self._urgent)
