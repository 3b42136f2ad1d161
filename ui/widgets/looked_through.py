"""LookedThrough: whether all of what scrolls was on the screen, from its top on without a gap. What was jumped over was
not."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QScrollArea, QWidget

_AGAIN = 40  # px of what was on the screen stay there, when a reader goes on
_EDGE = 2  # px that a layout may be off
_CHANGES = (QEvent.Type.Resize, QEvent.Type.LayoutRequest, QEvent.Type.Show)


class LookedThrough(QObject):
    """`done` comes once after each `begin`."""

    done = Signal()

    def __init__(self, area: QScrollArea, content: QWidget, end: Callable[[], int]) -> None:
        """content: of the area. end: how far down of it what counts goes, in pixels; 0 while that is not made."""
        super().__init__(area)
        self._area, self._content, self._end = area, content, end
        self._until, self._width, self.whole = 0, 0, False
        self._waits = False
        area.verticalScrollBar().valueChanged.connect(lambda _: self.look())
        for each in (area.viewport(), content):
            each.installEventFilter(self)

    def begin(self) -> None:
        """Something else stands there now."""
        self._until, self.whole = 0, False
        self._soon()

    def go_on(self) -> None:
        """To what was not on the screen yet; at the end, to the top again."""
        bar = self._area.verticalScrollBar()
        shown = self._area.viewport().visibleRegion().boundingRect().height()
        bar.setValue(0 if bar.value() >= bar.maximum() else bar.value() + max(shown - _AGAIN, 1))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _CHANGES:
            self._soon()
        return super().eventFilter(watched, event)

    def _soon(self) -> None:
        """Once it is laid out."""
        if not self._waits:
            self._waits = True
            QTimer.singleShot(0, self, self.look)

    def look(self) -> None:
        """Something scrolled or was laid out, here or around."""
        self._waits = False
        if not self.whole and self._content.width() != self._width:
            self._until, self._width = 0, self._content.width()  # laid out anew: what was read stands elsewhere
        shown, end = self._area.viewport().visibleRegion().boundingRect(), self._end()
        top = self._area.verticalScrollBar().value() + shown.top()
        if self.whole or shown.isEmpty() or end <= 0 or top > self._until or not self._laid_out():
            return
        self._until = max(self._until, top + shown.height())
        if self._until >= end - _EDGE:
            self.whole = True
            self.done.emit()

    def _laid_out(self) -> bool:
        """What was put there just now has no place yet: a resize is to come."""
        layout, content = self._content.layout(), self._content
        least = layout.totalMinimumHeightForWidth(content.width()) if layout is not None else 0
        return content.height() >= least - _EDGE
