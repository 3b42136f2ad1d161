"""The portrait as it would be cut, with the bands of ICAO's table over it: how high the head is, where the eyes and the
middle lie. The picture is drawn through the crop's own map, so that nothing waits for pixels to be cut."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPainterPath, QTransform, QWheelEvent

from station.domain.face_facts import Adjustment
from station.domain.framing import TABLE, Measure, moved
from station.services.crops import Cropping
from ui.theme.active import colour
from ui.widgets.face_stage import draw_twice
from ui.widgets.stage import Stage

_NOTCH = 120.0  # of a wheel
_VEIL = 46  # of 255


class CropStage(Stage):
    """on_drag: shares of width and height, and whether a new pull begins. on_wheel: notches, and whether Shift is
    held."""

    def __init__(self, on_drag: Callable[[float, float, bool], None], on_wheel: Callable[[float, bool], None]) -> None:
        super().__init__()
        self._on_drag, self._on_wheel = on_drag, on_wheel
        self._cropping: Cropping | None = None
        self._how = Adjustment()
        self._pulled: QPointF | None = None
        self._begins = False

    def show_crop(self, cropping: Cropping, how: Adjustment) -> None:
        if cropping is not self._cropping:
            self._cropping = cropping
            self.show_pixels(cropping.pixels)
        self._how = how
        self.update()

    def forget(self) -> None:
        self._cropping = None
        self.clear()

    # --- geometry ------------------------------------------------------------------------------------------------

    def picture_rect(self) -> QRectF:
        """Of the portrait, as large as it fits."""
        if self._cropping is None:
            return QRectF()
        wide, high = self._cropping.head.size
        scale = min(self.width() / wide, self.height() / high)
        return QRectF((self.width() - wide * scale) / 2, (self.height() - high * scale) / 2, wide * scale, high * scale)

    def to_widget(self) -> QTransform:
        """From the frame's pixels, counted from their corners."""
        if self._cropping is None:
            return QTransform()
        (xx, xy, x), (yx, yy, y) = moved(self._cropping.to_frame, self._cropping.head.size, self._how).tolist()
        half = 0.5
        to_frame = QTransform(xx, yx, xy, yy, x + half - half * (xx + xy), y + half - half * (yx + yy))
        area = self.picture_rect()
        scale = area.width() / self._cropping.head.size[0]
        back, _ = to_frame.inverted()
        return back * QTransform.fromScale(scale, scale) * QTransform.fromTranslate(area.left(), area.top())

    # --- painting ------------------------------------------------------------------------------------------------

    def draw_picture(self, painter: QPainter, image: QImage) -> None:
        painter.setClipRect(self.picture_rect())
        painter.setTransform(self.to_widget())
        painter.drawImage(QPointF(0, 0), image)

    def draw_over(self, painter: QPainter) -> None:
        if self._cropping is None:
            return
        area, found = self.picture_rect(), self._cropping.head.measured(self._how)
        eyes, middle, ink = TABLE[Measure.EYES], TABLE[Measure.MIDDLE], colour("on_stage")
        veil = QColor(colour("stage_ok"))
        veil.setAlpha(_VEIL)
        across = QRectF(area.left(), _down(area, eyes.low), area.width(), area.height() * (eyes.high - eyes.low))
        upright = QRectF(_right(area, middle.low), area.top(), area.width() * (middle.high - middle.low), area.height())
        for band in (across, upright):
            painter.fillRect(band, veil)
        limits, lines = QPainterPath(), QPainterPath()
        for share in (eyes.low, eyes.high):
            _level(limits, area, _down(area, share))
        for share in (middle.low, middle.high):
            _plumb(limits, area, _right(area, share))
        draw_twice(painter, limits, ink, 1.0, dashed=True)
        _level(lines, area, _down(area, found[Measure.EYES]))
        _plumb(lines, area, _right(area, found[Measure.MIDDLE]))
        draw_twice(painter, lines, QColor(colour("stage_ok")), 2.0)
        self._draw_head(painter, area, found[Measure.HEAD], found[Measure.EYES])

    @staticmethod
    def _draw_head(painter: QPainter, area: QRectF, head: float, eyes: float) -> None:
        """A bracket at the left from crown to chin, and beside it how long it may be."""
        crown, chin = _down(area, eyes - head / 2), _down(area, eyes + head / 2)
        arm = area.width() * 0.05
        bracket, allowed = QPainterPath(), QPainterPath()
        left = area.left() + arm
        bracket.moveTo(left + arm, crown)
        bracket.lineTo(left, crown)
        bracket.lineTo(left, chin)
        bracket.lineTo(left + arm, chin)
        band = TABLE[Measure.HEAD]
        for share in (band.low, band.high):
            for way in (-1, 1):
                at = min(max(_down(area, eyes + way * share / 2), area.top() + 1), area.bottom() - 1)
                allowed.moveTo(left - arm / 2, at)
                allowed.lineTo(left + arm / 2, at)
        draw_twice(painter, allowed, colour("on_stage"), 1.0)
        draw_twice(painter, bracket, QColor(colour("stage_ok")), 2.0)

    # --- the mouse -----------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.picture_rect().contains(event.position()):
            self._pulled, self._begins = event.position(), True

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pulled is None:
            return
        way, area = event.position() - self._pulled, self.picture_rect()
        begins, self._begins = self._begins, False
        self._pulled = event.position()
        self._on_drag(way.x() / area.width(), way.y() / area.height(), begins)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pulled = None

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.angleDelta()
        self._on_wheel((delta.y() or delta.x()) / _NOTCH, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        event.accept()


def _down(area: QRectF, share: float) -> float:
    return area.top() + share * area.height()


def _right(area: QRectF, share: float) -> float:
    return area.left() + share * area.width()


def _level(path: QPainterPath, area: QRectF, y: float) -> None:
    path.moveTo(area.left(), y)
    path.lineTo(area.right(), y)


def _plumb(path: QPainterPath, area: QRectF, x: float) -> None:
    path.moveTo(x, area.top())
    path.lineTo(x, area.bottom())
