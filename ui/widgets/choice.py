"""A drop-down, by stable value and translated words."""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QStyle, QStyleOptionComboBox, QStylePainter

from station.domain.armenian import folded
from ui.messages import Words, say
from ui.theme.active import colour, font
from ui.theme.icons import pixmap
from ui.theme.tokens import HALF, UNIT
from ui.widgets.enter import READER_MS
from ui.widgets.found_by import narrowed
from ui.widgets.words import set_look

_ARROW = 28  # its place at the right
_COMMAND = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


def _small(words: str) -> int:
    """Width on a small line, px."""
    return QFontMetrics(font("caption")).horizontalAdvance(words)


def place_of(value: str, offered: Iterable[str]) -> int:
    """Of a value among those that are offered; -1 where it is none. Capitals or not, it is the same word, as it is to
    the type of the field."""
    word = value.strip().upper()
    return next((at for at, each in enumerate(offered) if each.upper() == word), -1)


class ChoiceBox(QComboBox):
    """Drop-down. `chosen` tells the value only when a person chose, not when it is set. Words that are too long for one
    line stand on two smaller ones. Letters look for a choice, whatever layout is on; one letter again, for the next."""

    chosen = Signal(str)

    def __init__(self, options: Sequence[tuple[str, Words]]) -> None:
        """options: (value, its words) in order."""
        super().__init__()
        self._options = tuple(options)
        self._letters, self._letter_ms = "", -READER_MS
        for value, _ in self._options:
            self.addItem("", value)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.activated.connect(lambda _: self.chosen.emit(self.value()))
        self.currentIndexChanged.connect(lambda _: self.updateGeometry())
        self.retranslate()

    def value(self) -> str:
        return str(self.currentData() or "")

    def set_value(self, value: str) -> None:
        """Show `value`; one we do not offer as it is, so that nobody takes it for an empty one."""
        at = place_of(value, (str(self.itemData(each) or "") for each in range(self.count())))
        self.setPlaceholderText("" if at >= 0 else value)
        self.setCurrentIndex(at)
        self.updateGeometry()

    def retranslate(self) -> None:
        for index, (_, key) in enumerate(self._options):
            self.setItemText(index, say(key))
        self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._asks_for_the_list(event):
            self.showPopup()
        elif not self._looks_for(event, self.currentIndex(), self._choose):
            super().keyPressEvent(event)

    def _asks_for_the_list(self, event: QKeyEvent) -> bool:
        """Enter while nothing is chosen: whoever goes through a form by Enter is not left in front of a dead key. One
        that a reader types behind its number asks for nothing."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & _COMMAND
        return enter and not self._of_a_reader(event) and not self.value() and self.count() > 0

    def _of_a_reader(self, event: QKeyEvent) -> bool:
        return event.timestamp() - self._letter_ms < READER_MS

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Of the list that is dropped down."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched is self.view():
            row = self.view().currentIndex().row()
            return self._looks_for(event, row, lambda found: self.view().setCurrentIndex(self.model().index(found, 0)))
        return super().eventFilter(watched, event)

    def _choose(self, row: int) -> None:
        if row != self.currentIndex():
            self.setCurrentIndex(row)
            self.activated.emit(row)

    def _looks_for(self, event: QKeyEvent, row: int, found: Callable[[int], None]) -> bool:
        """Whether it was a letter: `found` is told the choice that is meant, where there is one. row: the one that is
        chosen now."""
        letter = event.text()
        if not letter.isprintable() or not letter.strip() or event.modifiers() & _COMMAND:
            return False
        if event.timestamp() - self._letter_ms > QApplication.keyboardInputInterval():
            self._letters = ""
        self._letters, self._letter_ms = self._letters + letter, event.timestamp()
        again = set(self._letters) == {letter}
        typed = letter if again else self._letters
        rows = [(row + again + each) % self.count() for each in range(self.count())]
        begins = [each for each in rows if folded(self.itemText(each)).startswith(folded(typed))]
        meant = begins or narrowed(rows, typed, lambda each: (self.itemText(each),))
        if meant:
            found(meant[0])
        return True

    def words(self) -> str:
        """What stands in the box."""
        return self.currentText() or self.placeholderText()

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(max(hint.width(), self._needs() + _ARROW + 2 * UNIT), hint.height())

    def left_out(self) -> list[str]:
        """Words that have no room."""
        return [self.words()] if min(self._needs(), self._on_one_line()) > self._room() else []

    def _room(self) -> int:
        return self.width() - _ARROW - 2 * UNIT

    def _on_one_line(self) -> int:
        return self.fontMetrics().horizontalAdvance(self.words())

    def _needs(self) -> int:
        """Width of the words on two small lines; of a short word, on one."""
        lines = self._two_lines()
        return max(map(_small, lines)) if len(lines) > 1 else self._on_one_line()

    def _two_lines(self) -> tuple[str, ...]:
        """The words, broken where the longer line is the shortest; of a single word, that."""
        words = self.words().split()
        ways = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
        return min(ways, key=lambda way: max(map(_small, way)), default=(self.words(),))

    def fits_small(self, lines: Iterable[str]) -> bool:
        """Whether small lines have room."""
        return max(map(_small, lines)) <= self._room()

    def lines(self) -> tuple[str, ...]:
        """As they stand in the box: one line of full size, or two small ones."""
        return (self.words(),) if self._on_one_line() <= self._room() else self._two_lines()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def updateGeometry(self) -> None:
        """Whatever changes its words says so here."""
        self._grow()
        super().updateGeometry()

    def _grow(self) -> None:
        """Two lines have the height of two lines."""
        set_look(self, lines=str(len(self.lines())))

    def showPopup(self) -> None:
        """The list is as wide as its words."""
        self.view().installEventFilter(self)  # once, however often it is said
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + 4 * UNIT)
        super().showPopup()

    def setAccessibleName(self, name: str) -> None:
        """A screen reader is told what is chosen as its name: what is asked stands in its description too."""
        super().setAccessibleName(name)
        if not self.accessibleDescription():
            self.setAccessibleDescription(name)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # a page scrolled by must not change an answer

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        lines = self.lines()
        option.currentText = lines[0] if len(lines) == 1 else ""
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        if len(lines) > 1:
            painter.setFont(font("caption"))
            painter.setPen(colour("text" if self.isEnabled() else "muted"))
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
            half = (self.height() - UNIT) // 2
            for number, line in enumerate(lines):
                painter.drawText(QRect(UNIT, HALF + number * half, self._room() + UNIT, half), flags, line)
        painter.drawPixmap(
            self.width() - _ARROW, (self.height() - 20) // 2, pixmap("chevron", "muted", 20, self.devicePixelRatioF())
        )
        painter.end()
