"""The unfinished applications, one row each, in the order that is wanted; who is not looked for keeps a row out of
sight."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QSizePolicy, QVBoxLayout, QWidget

from station.domain.enrollment import EnrollmentId
from ui.pages.home.draft_row import DraftRow
from ui.widgets.scroll_down import ScrollDown
from ui.widgets.words import line


class DraftList(ScrollDown):
    """Where a row has no room, what stands beside the list goes below it."""

    def __init__(self) -> None:
        inner = QWidget()
        super().__init__(inner)
        self.rows: tuple[DraftRow, ...] = ()
        self._lines: tuple[QWidget, ...] = ()
        inner.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._sight = QTimer(self, singleShot=True, interval=0)  # when the rows have their new places
        self._sight.timeout.connect(self._keep_in_sight)
        self.verticalScrollBar().rangeChanged.connect(lambda *_: self._sight.start())

    @property
    def has_focus(self) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def show_rows(self, rows: Sequence[DraftRow]) -> None:
        """In the place of those before."""
        self._empty()
        for widget in (*self.rows, *self._lines):
            widget.hide()
            widget.deleteLater()
        self.rows = tuple(rows)
        self._lines = tuple(line() for _ in rows[1:])
        self.setVisible(bool(rows))
        self.show_found(tuple(row.draft_id for row in rows))

    def show_found(self, found: Sequence[EnrollmentId]) -> None:
        """These and no others, in this order, a line between each two."""
        self._empty()
        rows = {row.draft_id: row for row in self.rows}
        for place, which in enumerate(found):
            if place:
                self._column.addWidget(self._lines[place - 1])
            self._column.addWidget(rows[which])
        for place, between in enumerate(self._lines, start=1):
            between.setVisible(place < len(found))
        for which, row in rows.items():
            row.setVisible(which in found)
        _in_tab_order([rows[which] for which in found])

    def _empty(self) -> None:
        while self._column.takeAt(0) is not None:
            pass

    def _keep_in_sight(self) -> None:
        """A row that asks is longer, and a problem told above takes room: whoever types sees where."""
        focused = QApplication.focusWidget()
        row = next((each for each in self.rows if focused is not None and each.isAncestorOf(focused)), None)
        if row is not None and focused is not None:
            for widget in (row, focused):  # the field last: where the row has no room, it has
                self.ensureWidgetVisible(widget, 0, 0)


def _in_tab_order(rows: Sequence[QWidget]) -> None:
    """Tab goes as the eye does."""
    stops = [
        each
        for row in rows
        for each in row.findChildren(QWidget)
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus and each.window() is row.window()
    ]
    for one, other in pairwise(stops):
        QWidget.setTabOrder(one, other)
