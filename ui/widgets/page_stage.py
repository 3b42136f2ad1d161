"""PageStage: the camera's picture with the edges of the page that it found."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from ui.theme.active import colour
from ui.widgets.stage import Stage


class PageStage(Stage):
    def __init__(self) -> None:
        super().__init__()
        self._corners: Sequence[tuple[float, float]] = ()

    def show_corners(self, corners: Sequence[tuple[float, float]] | None) -> None:
        """In pixels of the picture; None where no page is seen."""
        self._corners = corners or ()
        self.update()

    def draw_over(self, painter: QPainter) -> None:
        if not self._corners:
            return
        outline = QPolygonF([self.place(*corner) for corner in self._corners])
        painter.setBrush(Qt.BrushStyle.NoBrush)
        shade = QColor(colour("stage"))
        shade.setAlpha(170)
        for pen in (QPen(shade, 5.0), QPen(QColor(colour("stage_ok")), 3.0)):
            painter.setPen(pen)
            painter.drawPolygon(outline)
