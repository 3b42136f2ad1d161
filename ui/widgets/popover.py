"""Popover: a small sheet that floats under what opened it. The keyboard is in it while it is open."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QHideEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QFrame, QLabel, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from ui.theme.tokens import GAP, HALF, UNIT
from ui.widgets.announce import announce
from ui.widgets.focus_ring import FocusRing
from ui.widgets.roles import speak_as


class Popover(QFrame):
    """Esc or a click elsewhere closes it, and the keyboard goes back to where it was. Tab goes round in it."""

    kept_free = UNIT
    """px below it in the window, where that is high enough."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("look", "sheet")
        self.setProperty("ring", False)
        speak_as(self, QAccessible.Role.Dialog)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # has the keyboard where nothing in it takes any
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(GAP, GAP, GAP, GAP)
        self.column.setSpacing(UNIT)
        self.setMinimumWidth(320)
        self._anchor: QWidget | None = None
        self._came_from: QWidget | None = None
        self._ring = FocusRing(self)

    def open_under(self, anchor: QWidget) -> None:
        self._anchor = anchor
        self._place(anchor)
        self.show()

    def primary(self) -> None:
        """Ctrl+Enter: press the one button that the sheet is for; where there is none, the one that has the keyboard.
        While it is closed, lead to what comes before it."""
        button = self.main_button()
        if button is None:
            focused = self.focusWidget()
            if isinstance(focused, QAbstractButton):
                focused.click()
        elif button.isEnabled():
            button.click()
        else:
            self.lead()

    def main_button(self) -> QPushButton | None:
        """The blue one."""
        shown = (each for each in self.findChildren(QPushButton) if each.isVisibleTo(self))
        return next((each for each in shown if each.property("kind") == "primary"), None)

    def lead(self) -> None:
        """The keyboard to what is missing; the first that takes it, unless a sheet knows better."""
        self._begin()

    def adjustSize(self) -> None:
        """As high as its words are: Qt's own stops at two thirds of the screen. Closer where the window is lower."""
        self.column.setSpacing(UNIT)
        super().adjustSize()
        needs = self._needs()
        if self._anchor is not None and needs > self._anchor.window().height():
            self.column.setSpacing(HALF)
            super().adjustSize()
            needs = self._needs()
        if needs > self.height():
            self.resize(self.width(), needs)

    def _needs(self) -> int:
        """px of height for its words."""
        return self.column.totalHeightForWidth(self.width()) if self.column.hasHeightForWidth() else 0

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest and self._anchor is not None and self.isVisible():
            self._place(self._anchor)  # what came into it while it was open has room too
        return done

    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard to the first that takes it; whoever opens the sheet may say another."""
        super().showEvent(event)
        before = QApplication.focusWidget()
        if before is not None and before.isVisible() and not self.isAncestorOf(before):
            self._came_from = before
        announce(self, self.accessibleName() or self._heading())
        self._begin()

    def _heading(self) -> str:
        """The words that it begins with."""
        shown = (each for each in self.findChildren(QLabel) if each.isVisibleTo(self) and each.text())
        return next((each.text() for each in shown), "")

    def _begin(self) -> None:
        """The keyboard to the first that takes it; to the sheet where nothing does."""
        self.setFocus()
        self.focusNextChild()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        before, self._came_from = self._came_from, None
        now = QApplication.focusWidget()
        elsewhere = now is not None and now is not self and not self.isAncestorOf(now) and now is not before
        if before is not None and isValid(before) and before.isVisible() and before.isEnabled() and not elsewhere:
            before.setFocus(Qt.FocusReason.PopupFocusReason)

    def _place(self, anchor: QWidget) -> None:
        self.adjustSize()
        corner = anchor.mapToGlobal(QPoint(anchor.width() - self.width(), anchor.height() + UNIT))
        window = anchor.window().geometry()
        lowest = window.bottom() - self.kept_free - self.height()
        self.move(max(window.left() + UNIT, corner.x()), max(window.top(), min(corner.y(), lowest)))


class ToldSheet(Popover):
    """A sheet that only tells: filled when it is opened, and anew when the language changes; gone when it is closed."""

    def __init__(self, parent: QWidget, fill: Callable[[QVBoxLayout], None]) -> None:
        """fill: puts into a column what it tells, in the language in use."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fill = fill
        self._told = QWidget()
        self.retranslate()

    def retranslate(self) -> None:
        had_focus = self._told.isAncestorOf(QApplication.focusWidget() or self)
        self.column.removeWidget(self._told)
        self._told.hide()
        self._told.deleteLater()
        self._told = QWidget()
        column = QVBoxLayout(self._told)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(UNIT)
        self._fill(column)
        self.column.addWidget(self._told)
        self._told.show()
        if had_focus:
            self._begin()
