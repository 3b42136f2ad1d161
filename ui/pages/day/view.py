"""The page of the day: at the left what was done, what waits, what was refused; at the right whom to call back."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from station.domain.contact import CallOutcome
from station.domain.errors import Problem
from station.domain.outbox import PacketId
from station.services.views import EnrollmentView
from ui.messages import say
from ui.pages.base import Page, PageContext
from ui.pages.day import words
from ui.pages.day.call_list import CallList
from ui.pages.day.presenter import DayPresenter, DayState
from ui.theme.tokens import GAP, GUTTER, UNIT
from ui.widgets.buttons import Button
from ui.widgets.card import Card
from ui.widgets.commands import Command, command_of
from ui.widgets.empty import EmptyState
from ui.widgets.words import Label

_REACHED_KEY, _NOT_REACHED_KEY = "R", "N"


class DayPage(Page):
    page_id = "day"
    title_key = "day.title"
    purpose_key = "day.purpose"

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        station = context.station
        self.presenter = DayPresenter(
            self,
            station.day,
            station.deliver,
            lambda call, done: context.bridge.run(station.work, call, done),
            context.bridge.post,
        )

    def parts(self) -> Iterator[None]:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GUTTER)
        inside = QWidget()
        inside.setProperty("look", "page")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        self.done = _Numbers("day.done.title", "")
        self.waits = _Numbers("day.waits.title", "day.waits.none")
        self.refused = _Numbers("day.refused", "day.refused_none")
        for numbers in (self.done, self.waits, self.refused):
            column.addWidget(numbers)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # the arrows move it where it is longer than the window
        self._numbers = scroll
        scroll.setWidget(inside)
        row.addWidget(scroll, 2)
        yield
        card = Card("day.calls", spacing=UNIT)
        self.nobody = EmptyState("done", "day.nobody")
        self.list = CallList()
        self.list.looked.connect(lambda which: self.presenter.look_at(PacketId(which)))
        self.reached = Button("day.reached", "secondary", "check", keys=_REACHED_KEY)
        self.reached.clicked.connect(lambda: self.presenter.mark(CallOutcome.DONE))
        self.not_reached = Button("day.not_reached", "secondary", "clock", keys=_NOT_REACHED_KEY)
        self.not_reached.clicked.connect(lambda: self.presenter.mark(CallOutcome.NOT_REACHED))
        card.add(self.nobody, 1)
        card.add(self.list, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(UNIT)
        buttons.addWidget(self.not_reached)
        buttons.addWidget(self.reached)
        buttons.addStretch(1)
        card.body.addLayout(buttons)
        row.addWidget(card, 3)
        self.retranslate()
        yield

    # --- Page ----------------------------------------------------------------------------------------------------

    def enter(self, view: EnrollmentView | None) -> None:
        super().enter(view)
        self.presenter.enter()

    def leave(self) -> None:
        self.presenter.leave()

    def retranslate(self) -> None:
        self._numbers.setAccessibleName(say("day.open"))
        self.show_state(self.presenter.state)

    def primary_key(self) -> str:
        return "day.reached" if self.presenter.state.to_reach else "shell.to_home"

    def primary(self) -> None:
        if self.presenter.state.to_reach:
            self.presenter.mark(CallOutcome.DONE)
        else:
            self.context.shell.go_home()

    def hint(self) -> str:
        call = self.presenter.state.call
        return "" if call is None or not self.presenter.state.to_reach else words.who(call)

    def commands(self) -> tuple[Command, ...]:
        return (
            Command((), say("day.keys.look"), shown="↑ ↓"),
            command_of(self.reached, _REACHED_KEY),
            command_of(self.not_reached, _NOT_REACHED_KEY),
        )

    def after_this(self) -> Callable[[], object] | None:
        """The next who is to be called."""
        row = self.list.currentRow() + 1
        return (lambda: self.list.setCurrentRow(row)) if 0 < row < self.list.count() else None

    def first_focus(self) -> QWidget | None:
        return self.list if self.list.count() else None

    # --- DayPageView ---------------------------------------------------------------------------------------------

    def show_state(self, state: DayState) -> None:
        now, day = datetime.now().astimezone(), state.day
        self.done.show_lines(() if day is None else words.done(day), known=day is not None)
        self.waits.show_lines(() if day is None else words.waits(day, now), known=day is not None)
        self.refused.show_lines(() if day is None else words.refused(day), known=day is not None)
        calls = () if day is None else day.calls
        had_focus = self.list.hasFocus()
        self.list.show_calls(calls, state.current)
        self.list.setVisible(bool(calls))
        self.nobody.setVisible(day is not None and not calls)
        for button in (self.reached, self.not_reached):
            button.setVisible(bool(calls))
            button.setEnabled(state.to_reach and not state.working)
        if state.problem is not None:
            self.tell(state.problem)
        self.context.shell.action_changed()
        if calls and (had_focus or self.hasFocus()):
            self.list.setFocus()

    def tell(self, problem: Problem) -> None:
        self.context.shell.show_problem(problem)


class _Numbers(Card):
    """A number and its words a line; where there are none, that there are none: once that is known."""

    def __init__(self, title_key: str, none_key: str) -> None:
        super().__init__(title_key, spacing=UNIT)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GAP)
        self._grid.setVerticalSpacing(UNIT)
        self._grid.setColumnStretch(1, 1)
        self.body.addLayout(self._grid)
        self._none = Label(none_key, "body", ink="muted")
        self.add(self._none)
        self._none.hide()
        self._cells: list[tuple[Label, Label]] = []

    def show_lines(self, lines: Sequence[words.Line], *, known: bool) -> None:
        while len(self._cells) < len(lines):
            cells = Label("", "body", strong=True, wrap=False), Label("", "body")
            self._grid.addWidget(cells[0], len(self._cells), 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(cells[1], len(self._cells), 1)
            self._cells.append(cells)
        for place, cells in enumerate(self._cells):
            for cell in cells:
                cell.setVisible(place < len(lines))
            if place < len(lines):
                cells[0].plain(str(lines[place][0]))
                cells[1].plain(lines[place][1])
        self._none.setVisible(known and not lines)
