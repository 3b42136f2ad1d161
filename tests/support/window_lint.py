"""What every page must hold beside its layout: names for whoever cannot see, targets for whoever cannot aim."""

from collections.abc import Collection, Iterator

from PySide6.QtCore import QPoint, QRect, Qt
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
from ui.widgets.focus_ring import FocusRing
from ui.widgets.leading_input import LeadingInput
from ui.widgets.popover import Popover

INTERACTIVE = (
    QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit,
)  # fmt: skip


def interactive(root: QWidget) -> Iterator[QWidget]:
    """Everything visible that takes the keyboard or the mouse. Sheets that float over it are roots of their own."""
    for widget in root.findChildren(QWidget):
        takes = isinstance(widget, INTERACTIVE) or widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if takes and widget.isVisibleTo(root) and widget.window() is root.window():
            yield widget


def nameless(root: QWidget) -> list[str]:
    """Interactive widgets without an accessible name."""
    found = []
    for widget in interactive(root):
        spoken = QAccessible.queryAccessibleInterface(widget)
        if spoken is None or not spoken.text(QAccessible.Text.Name).strip():
            found.append(described(widget))
    return found


def unreached(root: QWidget) -> list[str]:
    """Enabled interactive widgets to which neither Tab leads, nor an arrow from a neighbour of their kind, nor a field
    that leads them."""
    stops, widget = set(), root.nextInFocusChain()
    while widget is not None and widget is not root and widget not in stops:
        stops.add(widget)
        widget = widget.nextInFocusChain()
    stops = {each for each in stops if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.isVisibleTo(root)}
    here = [each for each in interactive(root) if each.isEnabled() and each.window() is root.window()]
    return [described(each) for each in here if not _reached(each, stops)]


def _reached(widget: QWidget, stops: Collection[QWidget]) -> bool:
    parent = widget.parentWidget()
    inside = isinstance(parent, QLineEdit | QAbstractSpinBox | QComboBox | QAbstractItemView)  # by its own keys
    by_arrows = any(type(each) is type(widget) and each.parentWidget() is parent for each in stops)
    led = isinstance(parent, Popover) and any(isinstance(each, LeadingInput) for each in stops)
    return widget in stops or inside or by_arrows or led


def too_small(root: QWidget) -> list[str]:
    """Interactive widgets with a side under 24 px (WCAG 2.2, 2.5.8)."""
    return [
        f"{described(widget)} {widget.width()}x{widget.height()}"
        for widget in interactive(root)
        if min(widget.width(), widget.height()) < TARGET
    ]


def seen_with_the_keyboard(window: QWidget) -> str:
    """The name of what has the keyboard, where that stands whole in the window with the ring around it; else what is
    wrong."""
    at, ring = window.focusWidget(), window.findChild(FocusRing)
    if at is None or not at.isVisible():
        return f"the keyboard is at {at}"
    place = QRect(at.mapTo(window, QPoint(0, 0)), at.size())
    if not window.rect().contains(place):
        return f"{described(at)} is outside"
    if ring is None or not ring.isVisible() or not ring.geometry().contains(place):
        return f"no ring around {described(at)}"
    spoken = QAccessible.queryAccessibleInterface(at)
    return "" if spoken is None else spoken.text(QAccessible.Text.Name)
