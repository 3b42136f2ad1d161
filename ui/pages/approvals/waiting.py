"""What waits: the list, what narrows it, how many there are. Letters typed in the list look for a name."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from station.domain.enrollment import EnrollmentId
from ui.pages.approvals.narrow_sheet import NarrowSheet
from ui.pages.approvals.presenter import ApprovalsPresenter
from ui.pages.approvals.rows import tick_row
from ui.pages.approvals.state import ApprovalsState, Row
from ui.theme.tokens import UNIT
from ui.widgets.buttons import Button
from ui.widgets.card import Card
from ui.widgets.empty import EmptyState
from ui.widgets.people_finder import PeopleFinder
from ui.widgets.tick_list import TickList, TickRow
from ui.widgets.words import Label

NARROW_KEY = "Ctrl+Shift+F"


class WaitingPane(Card):
    """reads: Enter on a case: more of it is wanted."""

    reads = Signal()

    def __init__(self, presenter: ApprovalsPresenter) -> None:
        super().__init__("approvals.waiting", spacing=UNIT)
        self._presenter = presenter
        self._state: ApprovalsState | None = None
        self._rows: dict[EnrollmentId, tuple[Row, TickRow]] = {}  # in words already
        self._sheet: NarrowSheet | None = None
        self._nothing = EmptyState("done", "approvals.empty")
        self.list = TickList("approvals.waiting", finds=True)
        self.list.looked.connect(lambda which: presenter.look(EnrollmentId(which)))
        self.list.ticked.connect(lambda which, on: presenter.tick(EnrollmentId(which), on))
        self.list.entered.connect(lambda _: self.reads.emit())
        self.finder = PeopleFinder()
        self.finder.asked.connect(presenter.find)
        self.list.typed.connect(self.finder.begin)
        self.narrow = Button("approvals.narrow.button", "quiet", "details", keys=NARROW_KEY)
        self.narrow.clicked.connect(self.open_narrow)
        self.counts, self.sent = Label("", "caption", ink="muted"), Label("", "caption", ink="ok")
        self.all = Button("approvals.tick_all", "quiet", "check")
        self.all.clicked.connect(presenter.tick_all)
        self.add(self.finder)
        row = QHBoxLayout()
        row.setSpacing(UNIT)
        row.addWidget(self.counts, 1)
        row.addWidget(self.narrow)
        self.body.addLayout(row)
        self.add(self._nothing, 1)
        self.add(self.list, 1)
        for widget in (self.sent, self.all):
            self.add(widget)

    def show_state(self, state: ApprovalsState) -> None:
        before, self._state = self._state, state
        rows, narrowed, busy = state.rows or (), state.narrow.count, state.task is not None
        if before is None or before.shown != state.shown or before.current != state.current:
            self.list.show_rows([self._in_words(row) for row in state.shown], state.current or "")
        self.finder.show_count(len(rows), len(state.shown))
        for widget in (self.list, self.all):
            widget.setVisible(bool(state.shown))
            widget.setEnabled(not busy)
        self._nothing.setVisible(state.rows == ())
        self.narrow.setVisible(len(rows) > 1 or bool(narrowed))
        self.narrow.setEnabled(not busy)
        self.narrow.say("approvals.narrow.button_on" if narrowed else "approvals.narrow.button", count=narrowed)
        key = "approvals.counts" if len(state.shown) == len(rows) else "approvals.counts_shown"
        seen = sum(row.seen for row in rows)
        if state.rows is None:  # hundreds take a while
            self.counts.say("approvals.working")
        else:
            self.counts.say(key, count=len(rows), seen=seen, ticked=len(state.ticked), shown=len(state.shown))
        self.counts.setVisible(bool(rows) or state.rows is None)
        self.sent.setVisible(state.sent > 0)
        self.sent.say("approvals.sent", count=state.sent)

    def forget(self) -> None:
        """The page is left: no name stays behind."""
        self.finder.forget()
        self.list.show_rows(())
        self._rows.clear()
        self._state = None
        if self._sheet is not None:
            self._sheet.close()

    def retranslate(self) -> None:
        if self._state is not None:
            state, self._state = self._state, None
            self._rows.clear()
            self.show_state(state)
        if self._sheet is not None and self._sheet.isVisible():
            self._offer(self._sheet)

    def open_narrow(self) -> None:
        """The sheet is made when it is first asked for."""
        if self._sheet is None:
            self._sheet = NarrowSheet(self)
            self._sheet.chosen.connect(self._presenter.narrow)
        self._offer(self._sheet)
        self._sheet.open_under(self.narrow)
        self._sheet.first().setFocus()

    def _offer(self, sheet: NarrowSheet) -> None:
        sheet.offer(self._presenter.offered(), self._presenter.state.narrow.chosen or {})

    def first_focus(self) -> QWidget:
        return self.list

    def _in_words(self, row: Row) -> TickRow:
        """Said once, as long as the row is the same."""
        which = row.case.enrollment_id
        if which not in self._rows or self._rows[which][0] is not row:
            self._rows[which] = (row, tick_row(row))
        return self._rows[which][1]
