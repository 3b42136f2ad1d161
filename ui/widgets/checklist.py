"""CheckList: icon + word + remedy for each check; the measured value stands in a drawer that experts keep open."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ui.messages import joined, say
from ui.theme.tokens import UNIT, Role
from ui.widgets.columns import OwnColumns
from ui.widgets.icon import Icon
from ui.widgets.words import Label

CheckState: TypeAlias = Literal["ok", "fail", "wait", "skip"]
_ICONS: dict[str, tuple[str, Role]] = {
    "ok": ("done", "ok"),
    "fail": ("warning", "warn"),
    "wait": ("clock", "muted"),
    "skip": ("skip", "muted"),
}


@dataclass(frozen=True)
class CheckItem:
    """One check, in words of the language in use. remedy: shown while it fails. value: for the drawer."""

    check_id: str
    state: CheckState
    name: str
    remedy: str = ""
    value: str = ""


class _Row(QWidget):
    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 2, 0, 2)
        grid.setHorizontalSpacing(UNIT)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        self._icon = Icon("clock", "muted", 20)
        self._name = Label("", "body")
        self._value = Label("", "caption", ink="muted", wrap=False)
        self._remedy = Label("", "caption", ink="muted")
        grid.addWidget(self._icon, 0, 0, Qt.AlignmentFlag.AlignVCenter)
        words = OwnColumns(0, gap=UNIT)  # a value that has no room beside its name stands below it
        words.add(self._name)
        words.add(self._value, 0)
        grid.addWidget(words, 0, 1)
        grid.addWidget(self._remedy, 1, 1)

    def show_item(self, item: CheckItem, details: bool) -> None:
        name, role = _ICONS[item.state]
        self._icon.show_icon(name, role)
        self._name.plain(item.name)
        self._remedy.plain(item.remedy)
        self._remedy.setVisible(item.state == "fail" and bool(item.remedy))
        self._value.plain(item.value)
        self._value.setVisible(details and bool(item.value))
        self.setAccessibleName(joined(item.name, say("shell.check." + item.state)))


class CheckList(QWidget):
    """Rows are kept and refilled, so that a list refreshed at the camera's pace does not flicker."""

    def __init__(self) -> None:
        super().__init__()
        self._items: tuple[CheckItem, ...] = ()
        self._details = False
        self._rows: list[_Row] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addStretch(1)

    def set_items(self, items: Sequence[CheckItem]) -> None:
        new = tuple(items)
        if new == self._items and len(self._rows) == len(new):
            return
        self._items = new
        self._show()

    @property
    def details(self) -> bool:
        """Whether measured values are shown."""
        return self._details

    def set_details(self, open_: bool) -> None:
        self._details = open_
        self._show()

    def rows_ahead(self, most: int) -> Iterator[None]:
        """Rows for so many, out of sight: the first list of a page would make them all in one turn. Yields where the
        window may look up."""
        while len(self._rows) < most:
            self._add_row()
            yield

    def _add_row(self) -> None:
        row = _Row()
        row.hide()
        self._column.insertWidget(len(self._rows), row)
        self._rows.append(row)

    def _show(self) -> None:
        while len(self._rows) < len(self._items):
            self._add_row()
        for row in self._rows[len(self._items) :]:
            row.hide()
        for row, item in zip(self._rows, self._items, strict=False):
            row.show_item(item, self._details)
            row.show()
