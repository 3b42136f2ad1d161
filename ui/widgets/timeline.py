"""Timeline: a life in words, from top to bottom; each moment with its sign, its word and what is known of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ui.messages import joined, say
from ui.theme.active import colour
from ui.theme.tokens import GAP, UNIT, Role
from ui.widgets.icon import Icon
from ui.widgets.states import STEPS
from ui.widgets.words import Label

LineState: TypeAlias = Literal["done", "current", "to_do", "waiting", "refused"]
_SIGNS: dict[str, tuple[str, Role]] = {
    "done": ("done", "ok"),
    "current": ("current", "accent"),
    "to_do": ("ring", "muted"),
    "waiting": ("clock", "warn"),
    "refused": ("error", "error"),
}
_ICON = 24


@dataclass(frozen=True)
class TimelineItem:
    """In words of the language in use. at: a time; note: what is known or what to do. Both may be empty."""

    state: LineState
    title: str
    note: str = ""
    at: str = ""


class _Row(QWidget):
    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, GAP)
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        self._icon = Icon("ring", "muted", _ICON)
        self._title = Label("", "lead", strong=True)
        self._at = Label("", "body", ink="muted", wrap=False)
        self._note = Label("", "body", ink="muted")
        self._last = False
        grid.addWidget(self._icon, 0, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self._title, 0, 1)
        grid.addWidget(self._at, 0, 2, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self._note, 1, 1, 1, 2)

    def show_item(self, item: TimelineItem, *, last: bool) -> None:
        self._icon.show_icon(*_SIGNS[item.state])
        self._title.plain(item.title)
        self._title.set_ink("muted" if item.state == "to_do" else "text")
        self._at.plain(item.at)
        self._note.plain(item.note)
        self._note.setVisible(bool(item.note))
        self._last = last
        spoken = say(STEPS[_SPOKEN[item.state]].word)
        self.setAccessibleName(f"{joined(item.title, spoken)}. {item.note}".strip())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The line to the next moment."""
        if self._last:
            return
        painter = QPainter(self)
        painter.setPen(QPen(colour("line"), 2))
        x = self._icon.geometry().center().x()
        painter.drawLine(x, self._icon.geometry().bottom() + UNIT // 2, x, self.height())
        painter.end()


_SPOKEN = {"done": "done", "current": "current", "to_do": "to_do", "waiting": "attention", "refused": "attention"}


class Timeline(QWidget):
    """Rows are kept and refilled, so that a live timeline does not flicker."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[_Row] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)

    def show_items(self, items: Sequence[TimelineItem]) -> None:
        while len(self._rows) < len(items):
            row = _Row()
            self._column.insertWidget(len(self._rows), row)
            self._rows.append(row)
        for index, row in enumerate(self._rows):
            row.setVisible(index < len(items))
            if index < len(items):
                row.show_item(items[index], last=index == len(items) - 1)
