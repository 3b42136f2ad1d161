"""What a widget of our own is to a screen reader: Qt knows only its own ones, and calls ours filling."""

from functools import cache

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAccessibleWidget, QWidget

_ROLE = "spoken_role"


def speak_as(widget: QWidget, role: QAccessible.Role) -> None:
    """Its name and state are those of the widget."""
    _install()
    widget.setProperty(_ROLE, role.value)


@cache
def _install() -> None:
    """Asked once for each object that a screen reader comes to; never while nobody listens."""
    QAccessible.installFactory(_interface)


def _interface(_class_name: str, about: QObject) -> QAccessibleWidget | None:
    if not isinstance(about, QWidget) or (role := about.property(_ROLE)) is None:
        return None
    return QAccessibleWidget(about, QAccessible.Role(role), "")
