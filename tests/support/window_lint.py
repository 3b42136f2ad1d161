"""What every page must hold beside its layout: names for whoever cannot see, targets for whoever cannot aim."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from tests.support.layout import described
from ui.theme.tokens import TARGET

INTERACTIVE = (
    QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit,
)  # fmt: skip


def interactive(root: QWidget) -> Iterator[QWidget]:
    """Everything visible that takes the keyboard or the mouse."""
    for widget in root.findChildren(QWidget):
        if widget.isVisibleTo(root) and (
            isinstance(widget, INTERACTIVE) or widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        ):
            yield widget


def nameless(root: QWidget) -> list[str]:
    """Interactive widgets without an accessible name."""
    found = []
    for widget in interactive(root):
        spoken = QAccessible.queryAccessibleInterface(widget)
        if spoken is None or not spoken.text(QAccessible.Text.Name).strip():
            found.append(described(widget))
    return found


def too_small(root: QWidget) -> list[str]:
    """Interactive widgets with a side under 24 px (WCAG 2.2, 2.5.8)."""
    return [
        f"{described(widget)} {widget.width()}x{widget.height()}"
        for widget in interactive(root)
        if min(widget.width(), widget.height()) < TARGET
    ]
