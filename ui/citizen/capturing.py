"""Screens during capture: the applicant in a mirror, the hands, the line to sign on."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy

from station.domain.capture import InkPoint
from station.domain.citizen_view import CitizenView
from station.domain.sample import Finger
from ui.citizen.parts import TOUCH, BigButton, Part, Pictogram, evened
from ui.citizen.words import say
from ui.theme.tokens import GAP
from ui.widgets.face_stage import FaceStage
from ui.widgets.hands import ORDER, FingerSpot, HandsDiagram
from ui.widgets.ink_pad import InkPad

ADVICE = {
    "FACE-NO-FACE": ("look", "face"), "FACE-LOOK-AT-CAMERA": ("look", "face"),
    "FACE-LOOK-STRAIGHT": ("turn", "face"), "FACE-STRAIGHTEN": ("straighten", "face"),
    "FACE-COME-CLOSER": ("closer", "closer"), "FACE-GO-BACK": ("back", "farther"),
    "FACE-MOVE-LEFT": ("left", "back"), "FACE-MOVE-RIGHT": ("right", "forward"),  # arrows as in a mirror
    "FACE-CHIN-UP": ("chin_up", "up"), "FACE-CHIN-DOWN": ("chin_down", "down"),
    "FACE-OPEN-EYES": ("eyes", "face"), "FACE-CLOSE-MOUTH": ("mouth", "face"), "FACE-NEUTRAL": ("neutral", "face"),
    "FACE-GLASSES": ("glasses", "face"), "FACE-GLARE": ("glasses", "face"),
    "FACE-EYES-COVERED": ("uncover", "face"), "FACE-MOUTH-COVERED": ("uncover", "face"),
    "FACE-BROWS": ("neutral", "face"), "FACE-LIPS": ("neutral", "face"),
    "FACE-DO-TURN-LEFT": ("do_left", "back"), "FACE-DO-TURN-RIGHT": ("do_right", "forward"),
    "FACE-DO-BLINK": ("do_blink", "face"),
    "FACE-HOLD": ("hold", "check"), "KEPT": ("kept", "check"), "FACE-HOLD-STILL": ("hold", "face"),
}  # fmt: skip
"""Advice that the applicant can follow: its words and pictogram. With whatever else the operator helps."""
HELP = ("help", "person")
_SLAPS = {
    frozenset((Finger.RIGHT_INDEX, Finger.RIGHT_MIDDLE, Finger.RIGHT_RING, Finger.RIGHT_LITTLE)): "right_four",
    frozenset((Finger.LEFT_INDEX, Finger.LEFT_MIDDLE, Finger.LEFT_RING, Finger.LEFT_LITTLE)): "left_four",
    frozenset((Finger.LEFT_THUMB, Finger.RIGHT_THUMB)): "thumbs",
}


class Mirror(FaceStage):
    """Left is left, as everybody knows themselves."""

    mirrored = True


class PortraitPart(Part):
    def __init__(self) -> None:
        super().__init__(full=True)
        self.mirror = Mirror()
        self.mirror.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.icon = Pictogram("face", 80)
        self._beside = QHBoxLayout()
        self._beside.addWidget(self.mirror)
        self.column.addLayout(self._beside, 1)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addStretch(1)
        row.addWidget(self.icon)
        row.addWidget(self.sentence, 1000)  # all that there is, up to what it needs
        row.addStretch(1)
        self.column.addLayout(row)

    def keep_off(self, width: int) -> None:
        """The picture too, in the middle; on a screen that stands upright it is below them, as wide as the screen."""
        super().keep_off(width)
        upright = self.window().height() > self.window().width()
        side, above = (0, TOUCH) if upright else (width + GAP, 0)
        self._beside.setContentsMargins(side, above, side, 0)

    def make_room(self) -> None:
        """The pictogram stands beside the words, on however many lines."""
        self.sentence.ensurePolished()
        margins, words = self.column.contentsMargins(), self.sentence
        room = self.width() - margins.left() - margins.right() - self.icon.width() - 3 * GAP
        one_line = words.fontMetrics().horizontalAdvance(words.text())
        words.setMaximumWidth(min(one_line, evened(words.text(), words.fontMetrics(), room)[1]) + GAP)
        super().make_room()

    def show_view(self, view: CitizenView) -> None:
        words, icon = ADVICE.get(view.advice, HELP)
        self.sentence.setText(say(view.language, f"portrait.{words}"))
        self.make_room()
        self.icon.show_icon(icon, "ok" if icon == "check" else "accent")
        kept = words == "kept"
        self.mirror.mirrored = not kept  # a picture that was taken is seen as everybody else will
        self.mirror.set_overlay(not kept)
        self.mirror.show_face(None, None, view.holding)

    def forget(self) -> None:
        self.mirror.clear()


class FingersPart(Part):
    def __init__(self) -> None:
        super().__init__(full=True)
        self.hands = HandsDiagram(bold=True)
        self.hands.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.hands.set_closed(True)
        self.hands.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.column.addLayout(self.beside_corner())
        self.column.addWidget(self.hands, 1)

    def show_view(self, view: CitizenView) -> None:
        asked = frozenset(finger for finger in ORDER if finger.name.lower() in view.fingers)
        self.sentence.setText(say(view.language, f"fingers.{_SLAPS.get(asked, 'some') if asked else 'rest'}"))
        self.hands.show_spots({finger: _spot(finger, view, active=finger in asked) for finger in ORDER})


def _spot(finger: Finger, view: CitizenView, *, active: bool) -> FingerSpot:
    return FingerSpot("missing" if finger.name.lower() in view.missing else "to_do", "", active)


class SignaturePart(Part):
    """As wide as the screen. What is written on a connected pad is seen here too."""

    pen_down = Signal()
    written = Signal()
    again = Signal()

    def __init__(self) -> None:
        super().__init__(full=True)
        self.pad = InkPad()
        self.pad.pen_down.connect(self.pen_down)
        self.pad.written.connect(self.written)
        self.clear = BigButton()
        self.clear.show_icon("retry")
        self.clear.clicked.connect(self.again)
        self.column.addLayout(self.beside_corner(self.clear))
        self.column.addWidget(self.pad, 1)

    def show_view(self, view: CitizenView) -> None:
        self.sentence.setText(say(view.language, "signature.say"))
        self.clear.say(say(view.language, "signature.again"))
        self.pad.setAccessibleName(say(view.language, "signature.say"))

    def show_ink(self, points: tuple[InkPoint, ...], size_mm: tuple[float, float]) -> None:
        if points != self.pad.points:
            self.pad.show_points(points, size_mm) if points else self.pad.clear()

    def forget(self) -> None:
        self.pad.clear()
