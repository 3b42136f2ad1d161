"""FieldRow: label, input, provenance chip, and the problem beside it."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from station.domain.errors import Problem
from ui.messages import Words, joined, problem_text, say
from ui.widgets.chip import Chip, ChipKind
from ui.widgets.icon import Icon
from ui.widgets.words import Label, set_look

_LINE = 18  # height of the lines of words above and below the input
_WORDS = 140  # least width of words beside a chip
_AIR = 8  # around the words of a problem
_CLEAR = 4  # room for the focus ring between words and input
_BESIDE = 8  # between the label and what stands beside it
_ROUNDED = 2  # px that parts of pixels add up to


class FieldRow(QWidget):
    """Label over the input; below it one line for its problem, its hint or its `chip` (where the value comes from).

    A label that is too long for one line has two. That the field may stay empty is said beside the label, and where
    that has no room, before the hint.

    A problem tells what happened and what to do; where only one of them has room, what to do, and both in the tool tip.

    The place of that line is kept, so that nothing jumps while typing.
    """

    def __init__(self, label_key: Words, editor: QWidget, *, optional: bool = False, hint_key: Words = "") -> None:
        super().__init__()
        self.editor = editor
        self._label_key, self._hint_key, self._hint_params = label_key, hint_key, dict[str, object]()
        self._problem: Problem | None = None
        self._mends = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._head = QHBoxLayout()
        self._head.setSpacing(_BESIDE)
        self._label = Label(label_key, "caption", ink="muted", strong=True, wrap=False)
        self._label.setBuddy(editor)
        self._label.setMinimumWidth(1)  # the row says how narrow it may be
        self._optional = Label("shell.optional", "caption", ink="muted", wrap=False)
        self._may_be_empty, self._lines_beside = optional, 1
        self._fitted: tuple[int, bool, int] | None = None
        for words in (self._label, self._optional):
            words.setContentsMargins(0, 0, 0, _CLEAR)
        self._head.addWidget(self._label, 0)
        self._head.addWidget(self._optional, 0, Qt.AlignmentFlag.AlignBottom)
        self._head.addStretch(1)
        column.addLayout(self._head)
        column.addWidget(editor)
        self._below = below = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        below.setContentsMargins(0, _CLEAR, 0, 0)
        below.setSpacing(4)
        self._icon = Icon("warning", "error", 16)
        self._icon.setFixedHeight(_LINE)
        self.chip = Chip()
        self._chip_wanted = self._chip_warns = False
        self._chip_said: tuple[str, ChipKind] = ("", "plain")
        self._note = Label("", "caption", ink="muted")
        self._note.setMinimumHeight(_LINE)
        self._note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        below.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self._note, 1)
        column.addLayout(below)
        column.addStretch(1)
        self._show()

    def set_problem(self, problem: Problem | None) -> None:
        """Show what is wrong with the field and what to do; None: it is right, or not yet judged."""
        if problem != self._problem:
            self._problem = problem
            self._show()

    def set_hint(self, key: Words, *, mends: bool = False, **params: object) -> None:
        """Quiet words below the input while nothing is wrong with it; key "" takes them away. mends: they say by which
        key it is put right, and stand in place of what is wrong."""
        if (key, params, mends) != (self._hint_key, self._hint_params, self._mends):
            self._hint_key, self._hint_params, self._mends = key, params, mends
            self._show()

    def set_label(self, key: Words) -> None:
        """Another name for the same input, as when its meaning depends on a choice."""
        if key != self._label_key:
            self._label_key = key
            self._label.say(key)
            self._show()

    def set_optional(self, optional: bool) -> None:
        if optional != self._may_be_empty:
            self._may_be_empty = optional
            self._show()

    @property
    def label_lines(self) -> int:
        """How many lines its label takes in the width it has: 1 or 2."""
        return 1 if self._label_width() <= self.width() else 2

    def level(self, lines: int) -> None:
        """As many lines of label stand over the inputs beside it: all inputs at one height."""
        if lines != self._lines_beside:
            self._lines_beside = lines
            self._fit_label()

    def minimumSizeHint(self) -> QSize:
        """As narrow as its label in two lines."""
        return QSize(max(super().minimumSizeHint().width(), self._two_lines()), super().minimumSizeHint().height())

    def set_chip(self, key: str, kind: ChipKind = "plain") -> None:
        """Where the value comes from; key "" takes it away. It stands in no problem's place: that is told."""
        if (key, kind) == self._chip_said:
            return
        self._chip_said = key, kind
        self._chip_wanted, self._chip_warns = bool(key), kind == "warn"
        if key:
            self.chip.tell(key, kind)
        self._show()

    @property
    def problem(self) -> Problem | None:
        return self._problem

    def retranslate(self) -> None:
        self._show()

    def _show(self) -> None:
        words = say(self._label_key)
        self._fit_label()
        hint = say(self._hint_key, **self._hint_params) if self._hint_key else ""
        note = whole = _optional(hint) if self._moved else hint
        tip = ""
        if self._problem is not None:
            text = problem_text(self._problem)
            whole = f"{text.happened} {text.remedy}".strip()
            if not self._mends:
                note = whole if self._fits(whole) else text.remedy or text.happened
            tip = f"{whole} ({self._problem.code})"
        for widget in (self.editor, self._note, self._icon):
            widget.setToolTip(tip)
        chip = self._chip_wanted and self._problem is None
        self.chip.setVisible(chip)
        self._icon.setVisible(self._problem is not None)
        self._note.plain(say("shell.optional") * self._moved if chip and self._chip_warns else note)
        self._stand()
        self._note.set_ink("error" if self._problem is not None else "muted")
        set_look(self.editor, state="error" if self._problem is not None else "plain")
        self.editor.setAccessibleName(words)
        self.editor.setAccessibleDescription(whole)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        moved = self._moved
        self._fit_label()
        if self._problem is not None or moved != self._moved:
            self._show()
        self._stand()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit_label()

    @property
    def _moved(self) -> bool:
        """Whether it is said before the hint that the field may stay empty."""
        return self._may_be_empty and self._optional.isHidden()

    def _fit_label(self) -> None:
        lines = self.label_lines
        beside = self._label_width() + _BESIDE + self._optional.sizeHint().width() <= self.width()
        height = max(lines, self._lines_beside) * _LINE + _CLEAR
        fitted = lines, self._may_be_empty and beside, height
        if fitted == self._fitted:  # each of the following lays the row out anew, whether it changes anything or not
            return
        self._fitted = fitted
        self._optional.setVisible(self._may_be_empty and beside)
        self._label.setWordWrap(lines > 1)
        self._head.setStretch(0, lines - 1)
        self._head.setStretch(2, 2 - lines)
        self._label.setFixedHeight(height)
        self._label.setAlignment(Qt.AlignmentFlag.AlignBottom)

    def _label_width(self) -> int:
        """In one line, px."""
        return _width(self._label.text(), self._label.font()) + _ROUNDED

    def _two_lines(self) -> int:
        """Least width in which the label needs no third line, px."""
        return _width_of_two(self._label.text(), self._label.font()) + _ROUNDED

    def _stand(self) -> None:
        """Words beside the chip have room for more than a word or two; else they stand below it."""
        narrow = not self.chip.isHidden() and self.width() - self.chip.sizeHint().width() < _WORDS
        beside, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._below.setDirection(below if narrow and self._note.text() else beside)

    def _fits(self, words: str) -> bool:
        """Whether `words` stand beside the sign of a problem in one line."""
        return self._note.fontMetrics().horizontalAdvance(words) <= self.width() - self._icon.sizeHint().width() - _AIR


_widths: dict[tuple[str, str, int], int] = {}
"""By the words, their font and in how many lines they stand; a page asks for each of its labels many times."""


def _width(text: str, font: QFont) -> int:
    """In one line, px."""
    key = text, font.key(), 1
    if key not in _widths:
        _widths[key] = QFontMetrics(font).horizontalAdvance(text)
    return _widths[key]


def _width_of_two(text: str, font: QFont) -> int:
    """Of the longer of two lines, where they are broken best, px."""
    key = text, font.key(), 2
    if key not in _widths:
        parts = text.split(" ")
        ways = ((" ".join(parts[:at]), " ".join(parts[at:])) for at in range(1, len(parts) + 1))
        _widths[key] = min(max(_width(line, font) for line in way) for way in ways)
    return _widths[key]


def _optional(hint: str) -> str:
    return joined(say("shell.optional"), hint) if hint else say("shell.optional")
