"""FaceStage: the camera's picture with where the head should be, where it is, and how long it has held."""

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from ui.theme.active import colour
from ui.widgets.stage import Stage

Box = tuple[float, float, float, float]
Eyes = tuple[tuple[float, float], tuple[float, float]]

# Where the head should be, as parts of the picture's height: in a portrait that fills the picture's height the head
# takes 74 % and its eyes lie at 45 % from the top; this leaves room around it for the automatic crop.
OVAL_HEIGHT = 0.62
OVAL_WIDTH = OVAL_HEIGHT * 0.74
OVAL_CENTRE = 0.49


class FaceStage(Stage):
    """The oval fills up as the checks hold: full when the picture is taken."""

    def __init__(self) -> None:
        super().__init__()
        self._box: Box | None = None
        self._eyes: Eyes | None = None
        self._place: Box | None = None
        self._holding = 0.0
        self._overlay = False

    def show_face(self, box: Box | None, eyes: Eyes | None, holding: float, place: Box | None = None) -> None:
        """box, eyes: in pixels of the picture. holding: 0..1 of the time all checks must hold. place: what the advice
        is about."""
        self._box, self._eyes, self._holding, self._place = box, eyes, holding, place
        self.update()

    def set_overlay(self, shown: bool) -> None:
        """Live pictures carry the overlay; a kept one is shown bare."""
        self._overlay = shown
        if not shown:
            self._box, self._eyes, self._holding, self._place = None, None, 0.0, None
        self.update()

    def draw_over(self, painter: QPainter) -> None:
        if not self._overlay:
            return
        self._draw_oval(painter)
        ink = colour("on_stage")
        if self._box is not None:
            x, y, width, height = self._box
            box = QRectF(self.place(x, y), self.place(x + width, y + height))
            draw_twice(painter, _corners(box), ink, 2.0)
        if self._eyes is not None:
            first, second = (self.place(*eye) for eye in self._eyes)
            path = QPainterPath()
            for centre in (first, second):
                path.addEllipse(centre, 5.0, 5.0)
            between = QLineF(first, second)
            if between.length() > 16:
                path.moveTo(between.pointAt(7 / between.length()))
                path.lineTo(between.pointAt(1 - 7 / between.length()))
            draw_twice(painter, path, ink, 1.5)
        if self._place is not None:
            x, y, width, height = self._place
            ring = QPainterPath()
            ring.addRoundedRect(QRectF(self.place(x, y), self.place(x + width, y + height)), 8.0, 8.0)
            draw_twice(painter, ring, ink, 4.0)

    def _draw_oval(self, painter: QPainter) -> None:
        area = self.picture_rect()
        width, height = area.height() * OVAL_WIDTH, area.height() * OVAL_HEIGHT
        oval = QRectF(0, 0, width, height)
        oval.moveCenter(QPointF(area.center().x(), area.top() + area.height() * OVAL_CENTRE))
        ring = QPainterPath()
        ring.addEllipse(oval)
        draw_twice(painter, ring, colour("on_stage"), 2.0, dashed=self._holding <= 0)
        if self._holding > 0:
            arc = QPainterPath()
            arc.arcMoveTo(oval, 90)
            arc.arcTo(oval, 90, -360 * min(1.0, self._holding))
            draw_twice(painter, arc, QColor(colour("stage_ok")), 6.0)


def _corners(box: QRectF) -> QPainterPath:
    """The four corners of a frame, which hides less of a face than a whole one."""
    arm = min(box.width(), box.height()) * 0.16
    path = QPainterPath()
    for corner, along, down in (
        (box.topLeft(), 1, 1),
        (box.topRight(), -1, 1),
        (box.bottomRight(), -1, -1),
        (box.bottomLeft(), 1, -1),
    ):
        path.moveTo(corner + QPointF(0, down * arm))
        path.lineTo(corner)
        path.lineTo(corner + QPointF(along * arm, 0))
    return path


def draw_twice(painter: QPainter, path: QPainterPath, ink: QColor, width: float, *, dashed: bool = False) -> None:
    """Light over dark, so that it is seen on any picture."""
    shade = QColor(colour("stage"))
    shade.setAlpha(170)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (QPen(shade, width + 2.5), QPen(ink, width)):
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        if dashed:
            pen.setDashPattern([6.0 * width / pen.widthF(), 5.0 * width / pen.widthF()])
        painter.setPen(pen)
        painter.drawPath(path)
