"""Popover: a small sheet that floats under what opened it."""

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.theme.tokens import GAP, UNIT


class Popover(QFrame):
    """A small sheet under what opened it. Esc or a click elsewhere closes it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("look", "sheet")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(GAP, GAP, GAP, GAP)
        self.column.setSpacing(UNIT)
        self.setMinimumWidth(320)
        self._anchor: QWidget | None = None

    def open_under(self, anchor: QWidget) -> None:
        self._anchor = anchor
        self._place(anchor)
        self.show()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest and self._anchor is not None and self.isVisible():
            self._place(self._anchor)  # what came into it while it was open has room too
        return done

    def _place(self, anchor: QWidget) -> None:
        self.adjustSize()
        corner = anchor.mapToGlobal(QPoint(anchor.width() - self.width(), anchor.height() + UNIT))
        window = anchor.window().geometry()
        lowest = window.bottom() - UNIT - self.height()
        self.move(max(window.left() + UNIT, corner.x()), max(window.top(), min(corner.y(), lowest)))
