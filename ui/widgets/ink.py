"""Ink as it is drawn: smooth, its width by pressure, and each piece of it drawn once however much is written."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap

from station.domain.capture import InkPoint

_THIN, _THICK = 1.2, 3.6  # ink in device-independent pixels at no and at full pressure


class InkLayer:
    """Keeps what is drawn already; a paint draws what came since, and the end of the stroke that is being written.

    Through the middles between the points, bent towards the points: no corners at any pace of the hand.
    """

    def __init__(self) -> None:
        self._look: tuple[object, ...] = ()
        self._drawn = QPixmap()
        self._count = 0
        self._newest: InkPoint | None = None
        self._from: QPointF | None = None  # where the next piece begins; None between strokes
        self._bend, self._pressure = QPointF(), 0.0  # the newest point, not passed yet

    def paint(
        self, painter: QPainter, size: QSize, area: QRectF, width_mm: float, ink: QColor, points: Sequence[InkPoint]
    ) -> None:
        """size: of the widget; area: where `points` lie in it, `width_mm` wide; ink: its colour."""
        device = painter.device()
        ratio = device.devicePixelRatioF() if device is not None else 1.0
        look = (size, area, width_mm, ink.rgba(), ratio)
        goes_on = self._count == 0 or (len(points) >= self._count and points[self._count - 1] is self._newest)
        if look != self._look or not goes_on:
            self._look, self._count, self._newest, self._from = look, 0, None, None
            self._drawn = QPixmap(size * ratio)
            self._drawn.setDevicePixelRatio(ratio)
            self._drawn.fill(Qt.GlobalColor.transparent)
        unit = area.width() / 800
        if len(points) > self._count:
            onto = QPainter(self._drawn)
            onto.setRenderHint(QPainter.RenderHint.Antialiasing)
            for point in points[self._count :]:
                at = area.topLeft() + QPointF(point.x_mm, point.y_mm) * (area.width() / width_mm)
                self._pass(onto, point, at, unit, ink)
            onto.end()
            self._count, self._newest = len(points), points[-1]
        painter.drawPixmap(0, 0, self._drawn)
        if self._from is not None:
            _piece(painter, self._from, self._bend, self._bend, _pen(self._pressure, unit, ink))

    def _pass(self, painter: QPainter, point: InkPoint, at: QPointF, unit: float, ink: QColor) -> None:
        if self._from is None:
            self._from = at
        else:
            middle = (self._bend + at) / 2
            _piece(painter, self._from, self._bend, middle, _pen(self._pressure, unit, ink))
            self._from = middle
        self._bend, self._pressure = at, point.pressure
        if not point.down:
            _piece(painter, self._from, at, at, _pen(point.pressure, unit, ink))
            self._from = None


def _piece(painter: QPainter, before: QPointF, bend: QPointF, after: QPointF, pen: QPen) -> None:
    painter.setPen(pen)
    if before == after:
        painter.drawPoint(before)
        return
    path = QPainterPath(before)
    path.quadTo(bend, after)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)


def _pen(pressure: float, unit: float, ink: QColor) -> QPen:
    width = (_THIN + (_THICK - _THIN) * pressure) * max(unit, 0.6)
    return QPen(ink, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
