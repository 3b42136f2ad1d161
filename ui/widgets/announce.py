"""What a screen reader says at once, though the keyboard stands elsewhere: advice, refusals, a new page, waiting."""

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


def announce(about: QWidget, words: str, *, urgent: bool = False) -> None:
    """about: a widget that is seen. urgent: it may cut short what is being read. Costs nothing where nobody listens."""
    if words and QAccessible.isActive():
        event = QAccessibleAnnouncementEvent(about, words)
        polite, assertive = QAccessible.AnnouncementPoliteness.Polite, QAccessible.AnnouncementPoliteness.Assertive
        event.setPoliteness(assertive if urgent else polite)
        QAccessible.updateAccessibility(event)
