"""What every page must hold: names for whoever cannot see, targets for whoever cannot aim, words never cut off."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QStyle,
    QStyleOptionButton,
    QTextEdit,
    QWidget,
)

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


def described(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()} in {type(widget.parentWidget()).__name__}"


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


def clipped(root: QWidget) -> list[str]:
    """Labels and buttons that are smaller than their words."""
    found = []
    for label in root.findChildren(QLabel):
        if not label.isVisibleTo(root) or not label.text():
            continue
        if label.wordWrap():
            cut = label.heightForWidth(label.width()) > label.height() + 1
        else:
            cut = label.sizeHint().width() > label.width() + 1
        if cut:
            found.append(f"{described(label)}: {label.text()}")
    for button in root.findChildren(QAbstractButton):
        if button.isVisibleTo(root) and button.text():
            icon = 0 if button.icon().isNull() else button.iconSize().width()
            needed = icon + button.fontMetrics().horizontalAdvance(button.text())
            if needed > _room(button):
                found.append(f"{described(button)}: {button.text()}")
    return found


def _room(button: QAbstractButton) -> int:
    """Width inside its padding."""
    if not isinstance(button, QPushButton):
        return button.width()
    option = QStyleOptionButton()
    button.initStyleOption(option)
    return button.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, button).width()


def _scrolls(widget: QWidget, root: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None and parent is not root:
        if isinstance(parent, QScrollArea):
            return True
        parent = parent.parentWidget()
    return False


def outside(root: QWidget) -> list[str]:
    """Visible widgets that stick out of `root` to the right or below; what scrolls may be further down."""
    found = []
    for widget in root.findChildren(QWidget):
        if widget.isVisibleTo(root) and widget.width() and widget.height():
            corner = widget.mapTo(root, widget.rect().bottomRight())
            if corner.x() > root.width() or (corner.y() > root.height() and not _scrolls(widget, root)):
                found.append(f"{described(widget)} ends at {corner.x()}, {corner.y()}")
    return found
