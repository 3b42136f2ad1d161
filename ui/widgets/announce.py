"""What a screen reader says at once, though the keyboard stands elsewhere: advice, refusals, a new page, waiting."""

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


def announce(about: QWidget, words: str, *, urgent: bool = False) -> None:
    """about: what it is said of. urgent: it may cut short what is being read. Costs nothing where nobody listens."""
    if words and QAccessible.isActive():
        event = QAccessibleAnnouncementEvent(about, words)
        polite, assertive = QAccessible.AnnouncementPoliteness.Polite, QAccessible.AnnouncementPoliteness.Assertive
        event.setPoliteness(assertive if urgent else polite)
        QAccessible.updateAccessibility(event)


class Announcer:
    """Of a widget that says one thing after another: says each once, and nothing of what is not on the screen."""

    def __init__(self, about: QWidget) -> None:
        self._about, self._last = about, ""

    def say(self, words: str, *, urgent: bool = False) -> None:
        """words: "" where nothing is said any more."""
        if words != self._last:
            self._last = words
            if self._about.isVisible():
                announce(self._about, words, urgent=urgent)
