"""MrzInput: the machine-readable zone in letters of one width, its check digits marked while they are typed."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from ui.theme.active import colour
from ui.theme.icons import pixmap
from ui.theme.tokens import HALF, UNIT, Role
from ui.widgets.position_line import by_place

_LINE = 36
_LINES = {44: 2, 36: 2, 30: 3}  # of a zone whose lines are so long
_IN_ONE = frozenset(width * lines for width, lines in _LINES.items())  # a whole zone as one line
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_BETWEEN = 12  # room for the marks under a line


@dataclass(frozen=True)
class CellMark:
    """A check digit: line and column counted from 0, and whether it holds (None: cannot be told yet)."""

    line: int
    column: int
    right: bool | None


class MrzInput(QTextEdit):
    """Takes small letters as capitals and a space as the filler `<`. Lines are joined by "\\n". Tab leaves it; after a
    line that is full it begins the next, as readers on the keyboard's cable send it."""

    typed = Signal(str)
    whole = Signal()
    """Enter or Tab behind the last line, when that is full: by a person who is done, or by the reader that ends so."""

    def __init__(self) -> None:
        super().__init__()
        self._marks: tuple[CellMark, ...] = ()
        self._setting = self._ended = self._fresh = False
        self.setTabChangesFocus(True)
        self.setAcceptRichText(False)
        self.setLineWrapMode(QTextEdit.LineWrapMode.NoWrap)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty("look", "mrz")
        self.document().setDocumentMargin(4)
        self.set_lines(2)
        self.textChanged.connect(self._changed)
        self._spread()

    def text(self) -> str:
        return self.toPlainText()

    def set_text(self, text: str) -> None:
        """Show `text` without telling it as typed."""
        self._setting = True
        self.setPlainText(text)
        self._setting = False
        self._spread()

    def set_lines(self, lines: int) -> None:
        """Room for so many lines."""
        self.setFixedHeight(lines * _LINE + 2 * UNIT + HALF)

    def minimumSizeHint(self) -> QSize:
        """A whole line of a passport: nobody compares what they cannot see."""
        line, around = "<" * max(_LINES), 2 * (int(self.document().documentMargin()) + UNIT + 1)
        return QSize(self.fontMetrics().horizontalAdvance(line) + around, super().minimumSizeHint().height())

    def show_marks(self, marks: Sequence[CellMark]) -> None:
        self._marks = tuple(marks)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER and not event.modifiers() and self._missing() == 0:
            self._end()
            return
        if self._ended and event.text().isprintable() and event.text().strip() and self._missing() == 0:
            self.insertPlainText("\n")  # it is scanned once more
        self._ended = False
        super().keyPressEvent(by_place(event))

    def focusNextPrevChild(self, forward: bool) -> bool:
        missing = self._missing() if forward else None
        if missing is None or (missing == 0 and not self._fresh):
            return super().focusNextPrevChild(forward)
        if missing:
            self.insertPlainText("\n")
        else:
            self._end()
        return True

    def _end(self) -> None:
        self._ended, self._fresh = True, False
        self.whole.emit()

    def _missing(self) -> int | None:
        """How many lines are still to come, where the cursor stands behind one that is full; else None."""
        lines = self.toPlainText().rstrip("\n").split("\n")
        wanted, typed = _LINES.get(len(lines[0]), 0), len(lines)
        if not self.textCursor().atEnd():
            return None
        if typed == 1 and len(lines[0]) in _IN_ONE:
            return 0
        return wanted - typed if 0 < typed <= wanted and len(lines[-1]) == len(lines[0]) else None

    def _spread(self) -> None:
        """Lines stand apart, so that marks have room."""
        self._setting = True
        apart = QTextBlockFormat()
        apart.setLineHeight(_BETWEEN, QTextBlockFormat.LineHeightTypes.LineDistanceHeight.value)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.setBlockFormat(apart)
        self._setting = False

    def _changed(self) -> None:
        if self._setting:
            return
        self._fresh = True
        text = self.toPlainText()
        clean = text.upper().replace(" ", "<")
        if clean != text:
            place = self.textCursor().position()
            self.set_text(clean)
            cursor = self.textCursor()
            cursor.setPosition(min(place, len(clean)))
            self.setTextCursor(cursor)
        self.typed.emit(clean)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ratio = self.devicePixelRatioF()
        for mark in self._marks:
            block = self.document().findBlockByNumber(mark.line)
            if not block.isValid() or mark.column >= block.length() - 1:
                continue
            cursor = QTextCursor(block)
            cursor.setPosition(block.position() + mark.column)
            left = self.cursorRect(cursor)
            cursor.setPosition(block.position() + mark.column + 1)
            box = QRectF(left.x(), left.y(), self.cursorRect(cursor).x() - left.x(), left.height())
            role: Role = "muted" if mark.right is None else "ok" if mark.right else "error"
            ground = QColor(colour(role))
            ground.setAlpha(36)
            painter.fillRect(box, ground)
            painter.fillRect(QRectF(box.x(), box.bottom() - 1, box.width(), 2), colour(role))
            if mark.right is not None:
                name = "check" if mark.right else "cross"
                painter.drawPixmap(int(box.center().x()) - 5, int(box.bottom()) + 1, pixmap(name, role, 10, ratio))
        painter.end()
