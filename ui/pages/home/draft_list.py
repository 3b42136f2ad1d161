"""The unfinished applications, one row each, in the order that is wanted; who is not looked for keeps a row out of
sight.

A desk may hold hundreds. After a few at once rows are made one a turn, as many as a look takes in; more come when
somebody scrolls or tabs near the end of them. A draft that is as it was keeps its row.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QSizePolicy, QVBoxLayout, QWidget

from station.domain.enrollment import EnrollmentId
from station.services.draft_summary import DraftSummary
from ui.pages.home.draft_row import DraftRow
from ui.widgets.scroll_down import ScrollDown
from ui.widgets.words import line

AT_ONCE = 3  # rows: so many are mostly all
A_TURN = 1
A_LOOK = 30  # rows beyond which more come when they are wanted


class DraftList(ScrollDown):
    """Where a row has no room, what stands beside the list goes below it."""

    def __init__(self, make: Callable[[DraftSummary], DraftRow] = DraftRow) -> None:
        """make: the row of a draft, with what is done when somebody presses something in it."""
        inner = QWidget()
        super().__init__(inner)
        self._make = make
        self._drafts: dict[EnrollmentId, DraftSummary] = {}
        self._rows: dict[EnrollmentId, DraftRow] = {}  # those that were made
        self._lines: list[QWidget] = []
        self._found: tuple[EnrollmentId, ...] = ()
        self._placed, self._wanted = 0, A_LOOK
        inner.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._turns = QTimer(self, interval=0)
        self._turns.timeout.connect(lambda: self._place(A_TURN))
        self._sight = QTimer(self, singleShot=True, interval=0)  # when the rows have their new places
        self._sight.timeout.connect(self._keep_in_sight)
        self.verticalScrollBar().rangeChanged.connect(lambda *_: self._sight.start())
        self.verticalScrollBar().valueChanged.connect(lambda _: self._want_more())

    @property
    def rows(self) -> tuple[DraftRow, ...]:
        """Those that were made, in the order of the drafts."""
        return tuple(self._rows[which] for which in self._drafts if which in self._rows)

    @property
    def count(self) -> int:
        """Drafts, whether their rows were made or not."""
        return len(self._drafts)

    @property
    def has_focus(self) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def show_drafts(self, drafts: Sequence[DraftSummary]) -> None:
        """In the place of those before."""
        self._drafts = {draft.enrollment_id: draft for draft in drafts}
        for which, row in tuple(self._rows.items()):
            if row.draft == self._drafts.get(which):
                row.close_up()
            else:
                row.hide()
                self._column.removeWidget(row)
                self._rows.pop(which).deleteLater()
        self.setVisible(bool(drafts))
        self.show_found(tuple(self._drafts))

    def show_found(self, found: Sequence[EnrollmentId]) -> None:
        """These and no others, in this order, a line between each two."""
        before = self._found[: self._placed]
        self._found, self._wanted = tuple(found), A_LOOK
        self._placed = 0
        if before != self._found[: len(before)] or any(which not in self._rows for which in before):
            self._empty()
        else:  # they stand where they stood
            self._placed = len(before)
        for which, row in self._rows.items():
            row.setVisible(which in self._found[: self._placed])
        for place, between in enumerate(self._lines, start=1):
            between.setVisible(place < self._placed)
        made = next((at for at, which in enumerate(self._found) if which not in self._rows), len(self._found))
        self._place(max(AT_ONCE, made - self._placed))

    def _place(self, most: int) -> None:
        """So many more of those that were found."""
        end = min(len(self._found), self._wanted)
        for place in range(self._placed, min(self._placed + most, end)):
            which = self._found[place]
            if which not in self._rows:
                self._rows[which] = self._make(self._drafts[which])
            self._put(place, self._rows[which])
            self._placed = place + 1
        if self._placed >= end:
            self._turns.stop()
        elif not self._turns.isActive():
            self._turns.start()

    def _put(self, place: int, row: DraftRow) -> None:
        """Tab goes as the eye does."""
        if place:
            while len(self._lines) < place:
                self._lines.append(line())
            self._column.addWidget(self._lines[place - 1])
            self._lines[place - 1].show()
        self._column.addWidget(row)
        row.show()
        before = () if not place else _stops(self._rows[self._found[place - 1]])[-1:]
        for one, other in pairwise((*before, *_stops(row))):
            QWidget.setTabOrder(one, other)

    def _want_more(self) -> None:
        """Somebody is near the end of those that stand here."""
        bar = self.verticalScrollBar()
        if self._placed >= self._wanted and bar.value() + 2 * bar.pageStep() >= bar.maximum():
            self._wanted += A_LOOK
            self._place(A_TURN)

    def _empty(self) -> None:
        """By widget: rows that were taken out by their place, and put back, did not grow any more when they asked."""
        for widget in (*self._rows.values(), *self._lines):
            self._column.removeWidget(widget)

    def _keep_in_sight(self) -> None:
        """A row that asks is longer, and a problem told above takes room: whoever types sees where."""
        focused = QApplication.focusWidget()
        row = next((each for each in self.rows if focused is not None and each.isAncestorOf(focused)), None)
        if row is not None and focused is not None:
            for widget in (row, focused):  # the field last: where the row has no room, it has
                self.ensureWidgetVisible(widget, 0, 0)


def _stops(row: QWidget) -> list[QWidget]:
    return [
        each
        for each in row.findChildren(QWidget)
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus and each.window() is row.window()
    ]
