"""InkPad: a white area to sign on with mouse, touch screen or tablet pen; smooth ink, width by pressure."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QElapsedTimer, QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QMouseEvent, QPainter, QPaintEvent, QPen, QTabletEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from station.domain.capture import InkPoint
from ui.theme.active import colour, font
from ui.theme.tokens import GUTTER, RADIUS
from ui.widgets.ink import InkLayer
from ui.widgets.roles import speak_as
from ui.widgets.stage import to_image

RATIO = 2.5  # width to height of the writing area
WIDTH_MM = 100.0  # the area is said to be this wide whatever the screen: what counts is the shape of the ink
SIZE_MM = (WIDTH_MM, WIDTH_MM / RATIO)


class InkPad(QWidget):
    """Ink is kept in millimetres from the area's top left, so that it survives any resizing.

    `pen_down` when a stroke begins, `written` when it ends.
    """

    pen_down = Signal()
    written = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._points: list[InkPoint] = []
        self._size_mm = SIZE_MM
        self._picture: NDArray[np.uint8] | None = None
        self._ink = InkLayer()
        self._clock = QElapsedTimer()
        self._writing = self._closed = False
        self.with_pen = False  # whether the newest stroke came from a tablet pen
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        speak_as(self, QAccessible.Role.Canvas)
        self.setCursor(Qt.CursorShape.CrossCursor)

    def sizeHint(self) -> QSize:
        return QSize(800, round(800 / RATIO))

    def minimumSizeHint(self) -> QSize:
        return QSize(400, round(400 / RATIO))

    # --- what is on it -------------------------------------------------------------------------------------------

    @property
    def points(self) -> tuple[InkPoint, ...]:
        """All strokes so far, millimetres on SIZE_MM."""
        return tuple(self._points)

    def clear(self) -> None:
        self._points, self._picture, self._size_mm = [], None, SIZE_MM
        self._writing = False
        self.update()

    def show_points(self, points: Sequence[InkPoint], size_mm: tuple[float, float]) -> None:
        """Ink written elsewhere: on a connected pad whose area is `size_mm`."""
        self._points, self._picture, self._size_mm = list(points), None, size_mm
        self.update()

    def show_picture(self, pixels: NDArray[np.uint8]) -> None:
        """A signature kept before."""
        self._points, self._picture = [], np.ascontiguousarray(pixels)
        self.update()

    def set_words(self, words: str) -> None:
        """Shown on the line while nothing is written."""
        self._words = words
        self.update()

    def set_closed(self, closed: bool) -> None:
        """Closed: shown, but nothing can be written here now."""
        self._closed = closed

    # --- writing -------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._begin(event.position(), 1.0, pen=False)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go_on(event.position(), 1.0)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._end(event.position(), 1.0)

    def tabletEvent(self, event: QTabletEvent) -> None:
        """Accepted, so that Qt makes no mouse event of it and the pressure is kept."""
        event.accept()
        if event.type() == QEvent.Type.TabletPress:
            self._begin(event.position(), event.pressure(), pen=True)
        elif event.type() == QEvent.Type.TabletMove:
            self._go_on(event.position(), event.pressure())
        elif event.type() == QEvent.Type.TabletRelease:
            self._end(event.position(), event.pressure())

    def _begin(self, at: QPointF, pressure: float, *, pen: bool) -> None:
        if self._closed:
            return
        if self._picture is not None or self._size_mm != SIZE_MM:  # something else was shown: begin anew
            self.clear()
        if not self._points:
            self._clock.start()
        self._writing, self.with_pen = True, pen
        self.pen_down.emit()
        self._add(at, pressure, down=True)

    def _go_on(self, at: QPointF, pressure: float) -> None:
        if self._writing:
            self._add(at, pressure, down=True)

    def _end(self, at: QPointF, pressure: float) -> None:
        if self._writing:
            self._writing = False
            self._add(at, pressure, down=False)
            self.written.emit()

    def _add(self, at: QPointF, pressure: float, *, down: bool) -> None:
        area = self._area()
        x = min(max((at.x() - area.left()) / area.width(), 0.0), 1.0) * SIZE_MM[0]
        y = min(max((at.y() - area.top()) / area.height(), 0.0), 1.0) * SIZE_MM[1]
        force = min(max(pressure, 0.0), 1.0)
        self._points.append(InkPoint(round(x, 3), round(y, 3), self._clock.elapsed(), round(force, 3), down))
        self.update()

    # --- painting ------------------------------------------------------------------------------------------------

    def _area(self) -> QRectF:
        """The writing area: the largest of its shape that fits, in this widget's coordinates."""
        ratio = self._size_mm[0] / self._size_mm[1]
        width = min(float(self.width()), self.height() * ratio)
        area = QRectF(0, 0, width, width / ratio)
        area.moveCenter(QRectF(self.rect()).center())
        return area

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        area = self._area()
        painter.setPen(QPen(colour("edge"), 1))
        painter.setBrush(colour("raised"))
        painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        if self._picture is not None:
            image = to_image(self._picture)
            inner = area.adjusted(2, 2, -2, -2)
            scale = min(inner.width() / image.width(), inner.height() / image.height())
            box = QRectF(0, 0, image.width() * scale, image.height() * scale)
            box.moveCenter(inner.center())
            painter.drawImage(box, image)
        else:
            self._draw_line(painter, area)
            self._ink.paint(painter, self.size(), area, self._size_mm[0], colour("text"), self._points)
        painter.end()

    def _draw_line(self, painter: QPainter, area: QRectF) -> None:
        level = area.top() + area.height() * 0.74
        painter.setPen(QPen(colour("edge"), 1.5))
        painter.drawLine(QPointF(area.left() + GUTTER, level), QPointF(area.right() - GUTTER, level))
        if not self._points and self._words:
            painter.setFont(font("body"))
            painter.setPen(colour("muted"))
            box = QRectF(area.left() + GUTTER, level + 6, area.width() - 2 * GUTTER, 40)
            painter.drawText(box, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, self._words)
