"""HandsDiagram: ten fingers and how each stands, by shape and sign. One Tab stop; arrows walk over the fingers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent, QTransform
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from station.domain.sample import Finger
from ui.theme.active import colour, font
from ui.theme.icons import pixmap
from ui.theme.tokens import STRONG, Role
from ui.widgets.key_menu import digit_of
from ui.widgets.position_line import by_place
from ui.widgets.roles import speak_as
from ui.widgets.scroll_down import into_sight

SpotState: TypeAlias = Literal["to_do", "taken", "weak", "missing"]


@dataclass(frozen=True)
class FingerSpot:
    """One finger. spoken: its name and state in words. active: asked for now. small: a number, shown for experts."""

    state: SpotState
    spoken: str
    active: bool = False
    small: str = ""


# Both hands from their backs, fingers up, on a grid of 420 x 206. A left finger: centre x, tip y, root y, tilt in
# degrees around its root; the right hand is its mirror image.
_GRID = QSize(420, 206)
_LEAST = QSize(226, 111)  # a finger can still be pressed
_LEFT: dict[Finger, tuple[float, float, float, float]] = {
    Finger.LEFT_LITTLE: (30, 52, 136, -9),
    Finger.LEFT_RING: (62, 20, 130, -3),
    Finger.LEFT_MIDDLE: (96, 6, 128, 0),
    Finger.LEFT_INDEX: (130, 22, 130, 4),
    Finger.LEFT_THUMB: (134, 96, 184, 50),
}
_FINGER = 30.0
_PALM = QRectF(15, 112, 132, 90)
_SIGN_AT = 0.68  # of a finger's width below its tip
ORDER = (
    Finger.LEFT_LITTLE, Finger.LEFT_RING, Finger.LEFT_MIDDLE, Finger.LEFT_INDEX, Finger.LEFT_THUMB,
    Finger.RIGHT_THUMB, Finger.RIGHT_INDEX, Finger.RIGHT_MIDDLE, Finger.RIGHT_RING, Finger.RIGHT_LITTLE,
)  # fmt: skip
_SIGNS: dict[str, tuple[str, Role, Role]] = {
    "to_do": ("", "edge", "raised"),
    "taken": ("check", "ok", "ok_soft"),
    "weak": ("warning", "warn", "warn_soft"),
    "missing": ("", "muted", "sunken"),
}


def _turn(finger: Finger) -> QTransform:
    """From a finger that stands upright on its root at (0, 0) to its place on the grid."""
    left = finger if finger in _LEFT else Finger(finger + 5)
    x, _, root, tilt = _LEFT[left]
    made = QTransform()
    if left is not finger:
        made.translate(_GRID.width(), 0)
        made.scale(-1, 1)
    made.translate(x, root)
    made.rotate(tilt)
    return made


def _length(finger: Finger) -> float:
    _, tip, root, _ = _LEFT[finger if finger in _LEFT else Finger(finger + 5)]
    return root - tip


class FingerButton(QAbstractButton):
    """One finger; only its own shape can be pressed."""

    def __init__(self, finger: Finger, parent: "HandsDiagram") -> None:
        super().__init__(parent)
        self.finger, self._diagram = finger, parent
        self._spot = FingerSpot("to_do", "")
        self._path, self._sign = QPainterPath(), QPointF()
        self._scale = 1.0
        self.clicked.connect(lambda: parent.mark_asked.emit(finger))

    def show_spot(self, spot: FingerSpot) -> None:
        if spot != self._spot:
            self._spot = spot
            self.setAccessibleName(spot.spoken)
            self.setToolTip(spot.spoken)
            self.update()

    def place(self, scale: float, offset: QPointF) -> None:
        """Take the place on the grid, scaled and moved."""
        upright = QPainterPath()
        length = _length(self.finger)
        upright.addRoundedRect(QRectF(-_FINGER / 2, -length, _FINGER, length), _FINGER / 2, _FINGER / 2)
        turn = _turn(self.finger) * QTransform().scale(scale, scale) * QTransform().translate(offset.x(), offset.y())
        path = turn.map(upright)
        box = path.boundingRect().adjusted(-4, -4, 4, 4).toAlignedRect() & self._diagram.rect()
        self.setGeometry(box)
        self._scale = scale
        self._path = path.translated(-box.left(), -box.top())
        self._sign = turn.map(QPointF(0, -length + _FINGER * _SIGN_AT)) - QPointF(box.topLeft())

    def hitButton(self, pos: QPoint) -> bool:
        return self._path.contains(QPointF(pos))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._diagram.finger_key(self.finger, event):
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        spot = self._spot
        icon_name, role, soft = _SIGNS[spot.state]
        if spot.active and spot.state == "to_do":
            role, soft = "accent", "accent_soft"
        pen = QPen(colour("accent" if spot.active else role), 3 if spot.active else 1.5)
        if spot.state == "missing":
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(colour("accent" if spot.active and self._diagram.bold else soft))
        painter.drawPath(self._path)
        side = 18 * self._scale
        if spot.state == "missing":
            self._cross_out(painter)
        elif spot.small:
            letters = font("caption", STRONG)
            letters.setPixelSize(max(9, min(letters.pixelSize(), round(13 * self._scale))))
            painter.setFont(letters)
            painter.setPen(colour(role))
            box = QRectF(0, 0, 2 * side, side)
            box.moveCenter(self._sign)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, spot.small)
        elif icon_name and side >= 1:  # a diagram that is being laid out has no size yet
            picture = pixmap(icon_name, role, round(side), self.devicePixelRatioF())
            painter.drawPixmap(self._sign - QPointF(side / 2, side / 2), picture)
        painter.end()

    def _cross_out(self, painter: QPainter) -> None:
        """A cross over the finger's upper half: seen without colour, and from a distance."""
        reach = 11 * self._scale
        painter.setPen(QPen(colour("muted"), 2.5 * self._scale, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        for down in (-1, 1):
            arm = QPointF(reach, down * reach)
            painter.drawLine(self._sign - arm, self._sign + arm)


class HandsDiagram(QWidget):
    """`mark_asked` names the finger that a person wants to mark: M, Enter or a click on it."""

    mark_asked = Signal(object)

    def __init__(self, *, bold: bool = False) -> None:
        """bold: fingers that are asked for now are seen from a distance."""
        super().__init__()
        self.bold = bold
        self._buttons = {finger: FingerButton(finger, self) for finger in ORDER}
        speak_as(self, QAccessible.Role.Grouping)
        self._stop = ORDER[0]
        self._closed = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._set_stop(Finger.RIGHT_INDEX)

    def sizeHint(self) -> QSize:
        return _GRID

    def minimumSizeHint(self) -> QSize:
        return _LEAST

    def heightForWidth(self, width: int) -> int:
        return min(_GRID.height(), self.whole_height(width))

    @staticmethod
    def whole_height(width: int) -> int:
        """What the drawing fills of that width, however large."""
        return max(_LEAST.height(), round(width * _GRID.height() / _GRID.width()))

    def show_spots(self, spots: Mapping[Finger, FingerSpot]) -> None:
        for finger, spot in spots.items():
            self._buttons[finger].show_spot(spot)
        active = next((finger for finger in ORDER if spots[finger].active), None)
        if active is not None and not any(button.hasFocus() for button in self._buttons.values()):
            self._set_stop(active)

    def set_closed(self, closed: bool) -> None:
        """Closed: the fingers are shown but cannot be marked now."""
        self._closed = closed
        for button in self._buttons.values():
            button.setEnabled(not closed)

    def button(self, finger: Finger) -> FingerButton:
        return self._buttons[finger]

    def finger_key(self, finger: Finger, event: QKeyEvent) -> bool:
        """Arrows walk, digits go to a finger, M and Enter ask to mark; anything else is left to the page."""
        if self.letter_key(event, finger):
            return True
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()), 0)
        if step:
            at = (ORDER.index(finger) + step) % len(ORDER)
            self._set_stop(ORDER[at])
            self._buttons[ORDER[at]].setFocus(Qt.FocusReason.TabFocusReason)
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.mark_asked.emit(finger)
            return True
        return False

    def letter_key(self, event: QKeyEvent, finger: Finger | None = None) -> bool:
        """What holds wherever on the page the keyboard is: a digit goes to the finger of that number (0: the tenth), M
        asks to mark `finger`, else the one gone to last."""
        digit = None if self._closed else digit_of(event)
        if digit is not None:
            to = Finger(digit or len(Finger))
            self._set_stop(to)
            self._buttons[to].setFocus(Qt.FocusReason.TabFocusReason)
            into_sight(self)
        elif by_place(event).key() == Qt.Key.Key_M and not event.modifiers() and not self._closed:
            self.mark_asked.emit(finger or self.focused())
        else:
            return False
        return True

    def focused(self) -> Finger:
        """The finger that has the keyboard, or would have it."""
        return next((finger for finger, button in self._buttons.items() if button.hasFocus()), self._stop)

    def _set_stop(self, finger: Finger) -> None:
        self._stop = finger
        for other, button in self._buttons.items():
            policy = Qt.FocusPolicy.StrongFocus if other is finger else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(policy)
        self.setFocusProxy(self._buttons[finger])

    def _frame(self) -> tuple[float, QPointF]:
        scale = min(self.width() / _GRID.width(), self.height() / _GRID.height())
        return scale, QPointF((self.width() - _GRID.width() * scale) / 2, (self.height() - _GRID.height() * scale) / 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        scale, offset = self._frame()
        for button in self._buttons.values():
            button.place(scale, offset)
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale, offset = self._frame()
        painter.translate(offset)
        painter.scale(scale, scale)
        painter.setPen(QPen(colour("edge"), 1.5))
        painter.setBrush(colour("raised"))
        painter.drawRoundedRect(_PALM, 34, 34)
        painter.drawRoundedRect(_PALM.translated(_GRID.width() - _PALM.width() - 2 * _PALM.left(), 0), 34, 34)
        painter.end()
