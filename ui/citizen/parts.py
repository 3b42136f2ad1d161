"""What the screens are made of: sentences of 40 px, buttons that a thumb finds, pictograms."""

import re

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from station.domain.citizen_view import CitizenView
from ui.citizen.fonts import ALL
from ui.theme.active import active, font
from ui.theme.icons import icon
from ui.theme.tokens import GAP, GUTTER, MARGIN, RADIUS, STRONG, TYPE_PX, UNIT, Role
from ui.widgets.enter import Enter
from ui.widgets.icon import Icon

_SENTENCE = re.compile(r"(?<=[.։?؟]) ")
SAY_PX = TYPE_PX["citizen"]
BUTTON_PX, NOTE_PX = 30, 26
TOUCH = 80  # least height of what is pressed: 64 is asked for
PICTOGRAM = 112
_ROOMY = 1000


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
    """One or two sentences in the middle of the window's width. Where they need several lines, each has one of its own,
    or all lines are of like length: no word stands alone."""

    def __init__(self, *, note: bool = False) -> None:
        super().__init__()
        self.setProperty("say", "note" if note else "true")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def paintEvent(self, event: QPaintEvent) -> None:
        """As many lines as a plain label has, which is what the layout was told."""
        inside = self.contentsRect()
        text, width = evened(self.text(), QFontMetrics(self.font()), inside.width())
        box = QRect(inside.left() + (inside.width() - width) // 2, inside.top(), width, inside.height())
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        turned = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        flags = Qt.TextFlag.TextForceRightToLeft if turned else Qt.TextFlag.TextForceLeftToRight
        painter.drawText(box, int(self.alignment()) | Qt.TextFlag.TextWordWrap | flags, text)
        painter.end()


def evened(text: str, metrics: QFontMetrics, width: int) -> tuple[str, int]:
    """The text, a sentence a line where that makes it no higher; and the least width in which it is as high."""

    def high(words: str, wide: int) -> int:
        box = metrics.boundingRect(QRect(0, 0, max(wide, 1), 10_000), Qt.TextFlag.TextWordWrap, words)
        return box.height() if box.width() <= wide else 10_000  # a word that is wider

    most = high(text, width)
    if most <= metrics.lineSpacing() or most == 10_000:
        return text, width
    sentences = _SENTENCE.split(text)
    if max(map(metrics.horizontalAdvance, sentences)) <= width and high("\n".join(sentences), width) <= most:
        text = "\n".join(sentences)
    narrow, wide = 0, width
    while narrow + 1 < wide:
        middle = (narrow + wide) // 2
        narrow, wide = (narrow, middle) if high(text, middle) <= most else (middle, wide)
    return text, wide


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
        gap = UNIT if self.text() else 0
        turned = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        self.setIcon(icon(name, role, side, gap, turned=turned))
        self.setIconSize(QSize(side + gap, side))

    def say(self, text: str) -> None:
        """With room between an icon and the words, on whichever side they stand."""
        self.setText(text)
        self.recolour()

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
        self._balance, self._corner = QSpacerItem(0, 0), QSpacerItem(0, 0)
        self._off = 0
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
        row.addItem(self._corner)
        return row

    def keep_off(self, width: int) -> None:
        """So wide are the buttons in the corner, beside the margin."""
        self._off = width
        self._keep_off()

    def _keep_off(self) -> None:
        """The same at the other side where there is room: in the middle then."""
        self._corner.changeSize(self._off, 0)
        self._balance.changeSize(self._off if self.width() >= _ROOMY else 0, 0)
        self.column.invalidate()

    def add_pictogram(self, name: str) -> None:
        """Where words need its room it is left out."""
        self._pictogram = Pictogram(name)
        self.column.addWidget(self._pictogram, 0, Qt.AlignmentFlag.AlignHCenter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_off()
        self.make_room()

    def end_in_the_middle(self) -> None:
        """Nothing stands at the lower edge: as much room is left there as above, where there is so much."""
        policy = QSizePolicy.Policy
        self.column.addSpacerItem(QSpacerItem(0, TOUCH + GAP - GUTTER, policy.Minimum, policy.Maximum))

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
