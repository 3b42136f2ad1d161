"""AttemptStrip: the attempts 1-2-3 at one placement, the one that counts marked, each in a word."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme.active import colour, font
from ui.theme.icons import pixmap
from ui.theme.tokens import HALF, RADIUS, STRONG, UNIT, Role

_HEIGHT = 40
_LEAST = 76


@dataclass(frozen=True)
class AttemptCell:
    """word: in the language in use, "" while not made. best: this one counts."""

    number: int
    word: str = ""
    role: Role = "muted"
    soft: Role = "raised"
    best: bool = False
    current: bool = False


class AttemptStrip(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._cells: tuple[AttemptCell, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_cells(self, cells: Sequence[AttemptCell], spoken: str) -> None:
        """spoken: the whole strip in one sentence for a screen reader."""
        self._cells = tuple(cells)
        self.setAccessibleName(spoken)
        self.updateGeometry()
        self.update()

    def _width(self, cell: AttemptCell) -> int:
        words = QFontMetrics(font("caption", STRONG)).horizontalAdvance(f"{cell.number}  {cell.word}")
        return max(_LEAST if cell.word else 40, words + 2 * UNIT + (20 if cell.best else 0))

    def sizeHint(self) -> QSize:
        return QSize(sum(self._width(cell) + UNIT for cell in self._cells), _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = 0.0
        for cell in self._cells:
            width = self._width(cell)
            self._draw(painter, cell, QRectF(left + 1, 1, width - 2, _HEIGHT - 2))
            left += width + UNIT
        painter.end()

    def _draw(self, painter: QPainter, cell: AttemptCell, box: QRectF) -> None:
        edge: Role = "accent" if cell.current else cell.role if cell.word else "edge"
        pen = QPen(colour(edge), 2 if cell.best or cell.current else 1)
        if not cell.word and not cell.current:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(colour(cell.soft))
        painter.drawRoundedRect(box, RADIUS, RADIUS)
        if cell.best:
            picture = pixmap("check", cell.role, 16, self.devicePixelRatioF())
            painter.drawPixmap(round(box.left() + UNIT), round(box.center().y() - 8), picture)
            box = box.adjusted(16 + HALF, 0, 0, 0)
        painter.setFont(font("caption", STRONG))
        painter.setPen(colour("accent" if cell.current else cell.role if cell.word else "muted"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"{cell.number}  {cell.word}".strip())
