"""One focus ring for the whole window: 3 px, outside of what has the keyboard."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget
from shiboken6 import isValid

from ui.theme.active import colour
from ui.theme.tokens import FOCUS_RING, RADIUS

_GAP = 1
_OUT = FOCUS_RING + _GAP
_MOVES = {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.ParentChange}


class FocusRing(QWidget):
    """Lies over the window, lets the mouse through, follows the focus and whatever moves it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        self._whole = QRect()  # also what is not seen of it
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_changed)

    def _focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        for widget in self._watched:
            if isValid(widget):
                widget.removeEventFilter(self)
        self._watched, self._target = [], None
        if (
            new is not None
            and new is not self._window
            and new.property("ring") is not False
            and self._window.isAncestorOf(new)
        ):
            self._target = new
            walk: QWidget | None = new
            while walk is not None and walk is not self._window:
                walk.installEventFilter(self)
                self._watched.append(walk)
                walk = walk.parentWidget()
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES:
            self._place()
        return False

    def _place(self) -> None:
        target = self._target
        if target is None or not isValid(target) or not target.isVisible():
            self.hide()
            return
        box = QRect(target.mapTo(self._window, QPoint(0, 0)), target.size())
        seen, room = box, self._window.rect()
        walk = target.parentWidget()
        while walk is not None and walk is not self._window:
            part = QRect(walk.mapTo(self._window, QPoint(0, 0)), walk.size())
            seen = seen.intersected(part)
            if isinstance(
                walk.parentWidget(), QAbstractScrollArea
            ):  # what is scrolled ends there, and its ring with it
                room = room.intersected(part.adjusted(-_OUT, -_OUT, _OUT, _OUT))
            walk = walk.parentWidget()
        if seen.isEmpty():
            self.hide()
            return
        self._whole = box.adjusted(-_OUT, -_OUT, _OUT, _OUT)
        self.setGeometry(self._whole.intersected(room))
        self.update()
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour("focus"), FOCUS_RING))
        half = FOCUS_RING / 2
        whole = self._whole.translated(-self.pos()).toRectF()  # an edge that is scrolled away is not drawn elsewhere
        painter.drawRoundedRect(whole.adjusted(half, half, -half, -half), RADIUS + 2, RADIUS + 2)
        painter.end()
