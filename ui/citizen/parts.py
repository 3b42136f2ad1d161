"""What the screens are made of: sentences of 40 px, buttons that a thumb finds, pictograms."""

import re

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from station.domain.citizen_view import CitizenView
from ui.citizen.fonts import ALL
from ui.theme.active import active, font
from ui.theme.icons import icon
from ui.theme.tokens import GAP, GUTTER, MARGIN, RADIUS, STRONG, TYPE_PX, Role
from ui.widgets.enter import Enter
from ui.widgets.icon import Icon

_SENTENCE = re.compile(r"(?<=[.։?؟]) ")
SAY_PX = TYPE_PX["citizen"]
BUTTON_PX, NOTE_PX = 30, 26
TOUCH = 80  # least height of what is pressed: 64 is asked for
PICTOGRAM = 112
_ROOMY = 1200
CORNER = 3 * TOUCH + GUTTER + GAP  # width of the buttons in the corner, beside the margin


def sheet() -> str:
    """Of the whole window: larger, and in letters of all its languages."""
    v = active().value
    families = ", ".join(f'"{family}"' for family in ALL)
    return f"""
QWidget#citizen, QWidget#citizen QWidget {{ font-family: {families}; }}
QWidget#citizen {{ background-color: {v("raised")}; color: {v("text")}; }}
QLabel[say="true"] {{ font-size: {SAY_PX}px; font-weight: {STRONG}; color: {v("text")}; }}
QLabel[say="note"] {{ font-size: {NOTE_PX}px; color: {v("text")}; }}
QWidget#citizen QPushButton {{ font-size: {BUTTON_PX}px; min-height: {TOUCH - 4}px; padding: 0 {GUTTER}px;
    border: 2px solid {v("edge")}; border-radius: {RADIUS * 2}px; }}
QWidget#citizen QPushButton[kind="primary"] {{ border: 2px solid {v("accent")}; }}
QWidget#citizen QPushButton:focus {{ border: 4px solid {v("focus")}; }}
"""


class Sentence(QLabel):
    """One or two sentences in the middle of the window's width."""

    def __init__(self, *, note: bool = False) -> None:
        super().__init__()
        self.setProperty("say", "note" if note else "true")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)


def in_pages(label: QLabel, text: str, width: int, height: int) -> tuple[str, ...]:
    """The text in as few pieces as have room: broken between sentences, and within one between words only where it has
    no room by itself."""
    label.ensurePolished()
    metrics, box = QFontMetrics(label.font()), QRect(0, 0, max(width, 1), 10_000)

    def fits(piece: str) -> bool:
        return metrics.boundingRect(box, Qt.TextFlag.TextWordWrap, piece).height() <= height

    pages, held = list[str](), ""
    for sentence in _SENTENCE.split(text):
        if held and not fits(f"{held} {sentence}"):
            pages, held = [*pages, held], ""
        for word in [sentence] if fits(sentence) else sentence.split():
            if held and not fits(f"{held} {word}"):
                pages, held = [*pages, held], ""
            held = f"{held} {word}" if held else word
    return (*pages, held)


class BigButton(QPushButton):
    def __init__(self, *, primary: bool = False) -> None:
        super().__init__()
        self.setProperty("kind", "primary" if primary else "secondary")
        self._enter = Enter(self.click)
        self._shown: tuple[str, Role, int] | None = None
        self.setMinimumHeight(TOUCH)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_icon(self, name: str, role: Role = "text", side: int = 48) -> None:
        self._shown = (name, role, side)
        self.setIcon(icon(name, role, side))
        self.setIconSize(QSize(side, side))

    def recolour(self) -> None:
        if self._shown is not None:
            self.show_icon(*self._shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._enter.took(event):
            super().keyPressEvent(event)


class Pictogram(Icon):
    def __init__(self, name: str, side: int = PICTOGRAM) -> None:
        super().__init__(name, "accent", side)


class Part(QWidget):
    """One screen: shows a view in a language, and forgets it."""

    def __init__(self, *, full: bool = False) -> None:
        """full: it needs the height of the whole window; its first sentence stands beside the corner's buttons."""
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.sentence = Sentence()
        self._pictogram: Pictogram | None = None
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(MARGIN, GAP if full else TOUCH + GAP, MARGIN, GUTTER)
        self.column.setSpacing(GAP)
        self._balance = QSpacerItem(0, 0)
        if full:
            self.sentence.setMinimumHeight(TOUCH)

    def beside_corner(self, lead: QWidget | None = None) -> QHBoxLayout:
        """The first sentence between what is pressed here and the corner's buttons, as wide as that leaves it."""
        row = QHBoxLayout()
        row.setSpacing(GAP)
        if lead is not None:
            row.addWidget(lead, 0, Qt.AlignmentFlag.AlignTop)
        else:
            row.addItem(self._balance)
        row.addWidget(self.sentence, 1)
        row.addSpacing(CORNER)
        return row

    def add_pictogram(self, name: str) -> None:
        """Where words need its room it is left out."""
        self._pictogram = Pictogram(name)
        self.column.addWidget(self._pictogram, 0, Qt.AlignmentFlag.AlignHCenter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._balance.changeSize(CORNER if event.size().width() >= _ROOMY else 0, 0)  # in the middle where it has room
        self.make_room()

    def make_room(self) -> None:
        """Words come first."""
        if self._pictogram is not None:
            self._pictogram.setVisible(True)
            self.column.invalidate()
            needs = self.column.totalMinimumHeightForWidth(self.width())
            self._pictogram.setVisible(needs <= self.height())

    def show_view(self, view: CitizenView) -> None:
        """Of the person who is served, in their language."""
        raise NotImplementedError

    def forget(self) -> None:
        """Nothing of the person is left on it."""


def letters(px: int, weight: int = STRONG, *, mono: bool = False) -> QFont:
    """A font for what paints itself."""
    made = font("citizen", weight, mono=mono)
    made.setPixelSize(px)
    if not mono:
        made.setFamilies(list(ALL))
    return made
