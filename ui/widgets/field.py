"""FieldRow: label, input, provenance chip, and the problem beside it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from station.domain.errors import Problem
from ui.messages import Words, problem_text, say
from ui.widgets.chip import Chip, ChipKind
from ui.widgets.icon import Icon
from ui.widgets.words import Label, set_look

_LINE = 18  # height of the lines of words above and below the input
_WORDS = 140  # least width of words beside a chip
_AIR = 8  # around the words of a problem
_CLEAR = 4  # room for the focus ring between words and input


class FieldRow(QWidget):
    """Label over the input; below it one line for its problem, its hint or its `chip` (where the value comes from).

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
        head = QHBoxLayout()
        head.setSpacing(8)
        self._label = Label(label_key, "caption", ink="muted", strong=True, wrap=False)
        self._label.setBuddy(editor)
        self._label.setFixedHeight(_LINE + _CLEAR)
        self._label.setAlignment(Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._label)
        self._optional = Label("shell.optional", "caption", ink="muted", wrap=False)
        if not optional:
            self._optional.hide()
        head.addWidget(self._optional, 0, Qt.AlignmentFlag.AlignTop)
        head.addStretch(1)
        column.addLayout(head)
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
        self._optional.setVisible(optional)

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
        note = whole = say(self._hint_key, **self._hint_params) if self._hint_key else ""
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
        self._note.plain("" if chip and self._chip_warns else note)
        self._stand()
        self._note.set_ink("error" if self._problem is not None else "muted")
        set_look(self.editor, state="error" if self._problem is not None else "plain")
        self.editor.setAccessibleName(words)
        self.editor.setAccessibleDescription(whole)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._problem is not None:
            self._show()
        self._stand()

    def _stand(self) -> None:
        """Words beside the chip have room for more than a word or two; else they stand below it."""
        narrow = not self.chip.isHidden() and self.width() - self.chip.sizeHint().width() < _WORDS
        beside, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._below.setDirection(below if narrow and self._note.text() else beside)

    def _fits(self, words: str) -> bool:
        """Whether `words` stand beside the sign of a problem in one line."""
        return self._note.fontMetrics().horizontalAdvance(words) <= self.width() - self._icon.sizeHint().width() - _AIR
