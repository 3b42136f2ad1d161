"""PlatenStage: the scanner's picture with each finger's frame, its name, and how good it is in a word and a shape."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF

from ui.theme.active import colour, font
from ui.theme.icons import pixmap
from ui.theme.tokens import HALF, STRONG, UNIT, Role
from ui.widgets.stage import Stage

_TAG_HEIGHT = 24.0


@dataclass(frozen=True)
class FingerMark:
    """corners: in pixels of the picture. label: in words of the language in use; icon_name may be empty."""

    corners: tuple[tuple[float, float], ...]
    label: str = ""
    role: Role = "accent"
    soft: Role = "accent_soft"
    icon_name: str = ""


class PlatenStage(Stage):
    def __init__(self) -> None:
        super().__init__()
        self._marks: tuple[FingerMark, ...] = ()

    def show_marks(self, marks: Sequence[FingerMark]) -> None:
        self._marks = tuple(marks)
        self.update()

    def clear(self) -> None:
        self._marks = ()
        super().clear()

    def draw_over(self, painter: QPainter) -> None:
        for mark in self._marks:
            polygon = QPolygonF([self.place(x, y) for x, y in mark.corners])
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour("raised"), 5))
            painter.drawPolygon(polygon)
            painter.setPen(QPen(colour(mark.role), 3))
            painter.drawPolygon(polygon)
        taken: list[QRectF] = []
        for mark in self._marks:  # tags last: no frame may cut through a word
            if mark.label:
                self._draw_tag(painter, mark, taken)

    def _draw_tag(self, painter: QPainter, mark: FingerMark, taken: list[QRectF]) -> None:
        """Above its finger; moved up where it would cover another tag."""
        points = [self.place(x, y) for x, y in mark.corners]
        ink = font("caption", STRONG)
        icon_side = 16.0 if mark.icon_name else 0.0
        width = QFontMetricsF(ink).horizontalAdvance(mark.label) + icon_side + 2 * UNIT + (HALF if icon_side else 0)
        tag = QRectF(0, 0, width, _TAG_HEIGHT)
        tag.moveCenter(QPointF(sum(p.x() for p in points) / len(points), min(p.y() for p in points) - _TAG_HEIGHT))
        tag.moveLeft(max(UNIT, min(tag.left(), self.width() - width - UNIT)))
        tag.moveTop(max(UNIT, tag.top()))
        while any(tag.intersects(other) for other in taken) and tag.bottom() < self.height() - _TAG_HEIGHT:
            tag.translate(0, _TAG_HEIGHT + HALF)
        taken.append(tag)
        painter.setPen(QPen(colour(mark.role), 1))
        painter.setBrush(colour(mark.soft))
        painter.drawRoundedRect(tag, _TAG_HEIGHT / 2, _TAG_HEIGHT / 2)
        left = tag.left() + UNIT
        if mark.icon_name:
            picture = pixmap(mark.icon_name, mark.role, 16, self.devicePixelRatioF())
            painter.drawPixmap(QPointF(left, tag.top() + HALF), picture)
            left += icon_side + HALF
        painter.setFont(ink)
        painter.setPen(colour(mark.role))
        text = QRectF(left, tag.top(), tag.right() - left, tag.height())
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, mark.label)
