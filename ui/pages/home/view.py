"""First page: unfinished enrollments left, packets right; the primary action begins a new enrollment."""

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QWidget

from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.outbox import PacketId
from station.services.draft_summary import DraftSummary
from station.services.views import CopiesView, EnrollmentView, OutboxSummary, OutboxView, ServiceView
from ui.messages import problem_text, say
from ui.pages.base import Page, PageContext
from ui.pages.home.copies_note import CopiesNote
from ui.pages.home.count_note import CountNote
from ui.pages.home.draft_list import DraftList
from ui.pages.home.draft_row import DraftRow
from ui.pages.home.outbox_table import OutboxTable
from ui.pages.home.presenter import CAN_SEND_NOW, HomePresenter
from ui.pages.home.service_chooser import ServiceChooser
from ui.pages.home.taking_back import TakingBack
from ui.widgets.buttons import Button
from ui.widgets.card import Card
from ui.widgets.columns import PageColumns
from ui.widgets.commands import NEXT_KEY, Command, command_of
from ui.widgets.empty import EmptyState
from ui.widgets.officer_model import Officer
from ui.widgets.people_finder import PeopleFinder
from ui.widgets.service_words import service_name

_DAY_KEY = "F10"


class HomePage(Page):
    page_id = "home"
    title_key = "home.title"
    purpose_key = "home.purpose"
    primary_default = "home.new"

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        station = context.station
        self._presenter = HomePresenter(
            self,
            station.enroll,
            station.deliver,
            lambda call, done: context.bridge.run(station.work, call, done),
            context.bridge.post,
            station.sign_in,
            station.copies,
        )
        self._row = PageColumns(self)

    def parts(self) -> Iterator[None]:
        cards = Card("home.drafts"), Card("home.outbox")
        for card in cards:  # in their place before anything is in them: what is put elsewhere is dressed anew
            self._row.add(card)
        yield
        yield from self._fill_drafts(cards[0])
        yield from self._fill_outbox(cards[1])
        self.show_drafts(())
        self.show_outbox((), OutboxSummary())
        self._no_rows.hide()  # that there are none is not known yet

    def _fill_drafts(self, card: Card) -> Iterator[None]:
        self.services = ServiceChooser(NEXT_KEY)
        self.services.chosen.connect(self._presenter.choose)
        card.head.addWidget(self.services)
        self._no_drafts = EmptyState("edit", "home.no_drafts")
        card.add(self._no_drafts, 1)
        yield
        self._drafts = DraftList(self._draft_row)
        self._unopened = CountNote()
        self.copies = CopiesNote()
        self.approvals = Button("", "secondary", "review")  # says how many once they are known
        self.approvals.clicked.connect(self.context.shell.open_approvals)
        self.approvals.hide()
        self.finder = PeopleFinder()
        self.finder.asked.connect(self._presenter.find)
        card.add(self.approvals)
        card.add(self.finder)
        card.add(self._unopened)
        card.add(self.copies)
        card.add(self._drafts, 1)
        yield

    def _fill_outbox(self, card: Card) -> Iterator[None]:
        self._put_aside = CountNote()
        card.add(self._put_aside)
        self._gone = CountNote()
        card.add(self._gone)
        self._answers = CountNote()
        card.add(self._answers)
        self._no_rows = EmptyState("outbox", "home.no_packets")
        card.add(self._no_rows, 1)
        self.table = OutboxTable()
        self.table.selected.connect(lambda _: self._selection_changed())
        card.add(self.table, 1)
        yield
        self._send = Button("home.send_now", "secondary", "retry")
        self._send.clicked.connect(lambda: self._of_row(self._presenter.send_now))
        self._seen = Button("home.seen", "secondary", "done")
        self._seen.clicked.connect(lambda: self._of_row(self._presenter.see_answer))
        self._again = Button("home.again", "secondary", "retry")
        self._again.clicked.connect(lambda: self._of_row(self._presenter.take_again))
        self.take_back = Button("home.withdraw", "quiet", "trash")
        self.take_back.clicked.connect(self._open_taking_back)
        self.day = Button("day.open", "quiet", "review", keys=_DAY_KEY)
        self.day.clicked.connect(self.context.shell.open_day)
        card.head.addWidget(self.day)
        card.head.addWidget(self.take_back)
        self.taking_back = TakingBack()
        self.taking_back.asked.connect(self._presenter.take_back)
        self.taking_back.dropped.connect(self._close_taking_back)
        self.taking_back.changed.connect(self.context.shell.action_changed)
        self._older = Button("home.older", "quiet")
        self._older.clicked.connect(self._presenter.show_older)
        self._buttons = QWidget()
        buttons = QHBoxLayout(self._buttons)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.addWidget(self._send)
        buttons.addWidget(self._seen)
        buttons.addWidget(self._again)
        buttons.addStretch(1)
        buttons.addWidget(self._older)
        card.add(self.taking_back)
        card.add(self._buttons)
        self._send.setEnabled(False)
        self._seen.setEnabled(False)
        self._again.hide()
        yield

    @property
    def rows(self) -> tuple[DraftRow, ...]:
        return self._drafts.rows

    def enter(self, view: EnrollmentView | None) -> None:
        super().enter(view)
        self._presenter.enter()

    def leave(self) -> None:
        self._presenter.leave()
        self.taking_back.hide()
        self._show_buttons()
        self.finder.forget()
        for row in self.rows:
            row.forget()

    def primary_key(self) -> str:
        return "home.taking_back.begin" if self.taking_back.isVisible() else self.primary_default

    def first_focus(self) -> QWidget | None:
        """Of who begins nothing: what waits for their word, else the day."""
        if self._presenter.closed_by is None:
            return None
        return self.approvals if self._presenter.waiting else self.day

    def primary_reason(self) -> str | None:
        if self.taking_back.isVisible():
            return None if self.taking_back.begin.isEnabled() else say("home.taking_back.need_number")
        closed_by = self._presenter.closed_by
        if closed_by is not None:
            text = problem_text(closed_by)
            return f"{text.happened} {text.remedy}".strip()
        return None if self._presenter.ready else say("home.working")

    def over_primary(self) -> bool:
        asking = self.taking_back.isVisible()
        if asking:
            self.taking_back.begin.click()
            self.taking_back.number.setFocus()
        return asking

    def hint(self) -> str:
        if self.taking_back.isVisible():
            return say("home.withdraw")
        chosen, services = self._presenter.chosen, self._presenter.services
        return next((service_name(each.name) for each in services if each.service_id == chosen), "")

    def primary(self) -> None:
        self._presenter.new()

    def cancel(self) -> bool:
        asking = self.taking_back.isVisible()
        if asking:
            self._close_taking_back()
        return asking

    def commands(self) -> tuple[Command, ...]:
        return (
            Command((), say("home.keys.rows"), shown="↑ ↓"),
            self.finder.command(),
            command_of(self.approvals),
            command_of(self.day, _DAY_KEY),
            command_of(self._send),
            command_of(self._seen),
            command_of(self._again),
            command_of(self.take_back),
        )

    def after_this(self) -> Callable[[], object] | None:
        """What the next of them came for; where there is no choice, their application."""
        if self.services.offers or self.services.waits:
            return self.services.open
        return self.primary if self.primary_reason() is None else None

    # --- what the presenter shows ------------------------------------------------------------------------------------

    def show_drafts(self, drafts: tuple[DraftSummary, ...]) -> None:
        had_focus = self._drafts.has_focus
        self._drafts.show_drafts(drafts[::-1])
        self.finder.show_count(len(drafts), len(drafts))
        shut = sum(draft.problem is not None for draft in drafts)
        self._unopened.show_count("home.unopened_count", shut)
        self.approvals.say("home.approvals", count=self._presenter.waiting)
        self.approvals.setVisible(self._presenter.waiting > 0)
        self._no_drafts.setVisible(self._presenter.none_left and not drafts)
        self._drafts.setVisible(bool(drafts) or not self._presenter.none_left)  # else the head stands in the middle
        if had_focus:
            self.focusNextChild()

    def _draft_row(self, draft: DraftSummary) -> DraftRow:
        row = DraftRow(draft)
        row.resumed.connect(partial(self._presenter.resume, draft.enrollment_id))
        row.asked_officer.connect(self._presenter.ask_officers)
        row.discarded.connect(partial(self._presenter.discard, draft.enrollment_id))
        row.withdrawn.connect(partial(self._presenter.withdraw, draft.enrollment_id))
        return row

    def show_found(self, found: tuple[EnrollmentId, ...]) -> None:
        self._drafts.show_found(found)
        self.finder.show_count(self._drafts.count, len(found))

    def show_outbox(self, rows: tuple[OutboxView, ...], summary: OutboxSummary) -> None:
        self._put_aside.show_count("home.put_aside", summary.put_aside)
        self._gone.show_count("home.packets_gone", summary.gone)
        self._answers.show_count("home.answers_count", summary.answers)
        self._seen.setVisible(summary.answers > 0)
        self._older.setVisible(summary.total > len(rows))
        self.table.show_rows(rows)
        self._selection_changed()
        self._no_rows.setVisible(not rows)
        self.table.setVisible(bool(rows))
        self._show_buttons()

    def show_copies(self, view: CopiesView) -> None:
        self.copies.show_copies(view)

    def show_officers(self, officers: tuple[Officer, ...]) -> None:
        for row in self.rows:
            row.show_officers(officers)

    def discard_refused(self) -> None:
        for row in self.rows:
            row.ask_pin_again()

    def show_services(self, services: tuple[ServiceView, ...]) -> None:
        self.services.show_services(services)

    def show_state(self) -> None:
        self.services.set_value(self._presenter.chosen)
        self.context.shell.action_changed()
        first = self.first_focus()
        if first is not None and (self.hasFocus() or (first is self.approvals and self.day.hasFocus())):
            first.setFocus()  # by now it is known that nothing can be begun, and what waits

    def tell(self, problem: Problem) -> None:
        whose = next((row.giving_up.asked.name for row in self.rows if row.asks), "")  # whose PIN was typed
        self.context.shell.show_problem(problem, whose)

    def open_enrollment(self, view: EnrollmentView) -> None:
        self.context.shell.open_enrollment(view)

    def _selection_changed(self) -> None:
        row = self.table.current()
        self._send.setEnabled(row is not None and row.state in CAN_SEND_NOW)
        self._seen.setEnabled(row is not None and row.answer is not None and row.answer.unseen)
        self._again.setVisible(row is not None and row.answer is not None and row.answer.to_begin)

    def _open_taking_back(self) -> None:
        row = self.table.current()
        self.taking_back.open(row.packet_id[:8] if row is not None else "")
        self._show_buttons()

    def _close_taking_back(self) -> None:
        self.taking_back.hide()
        self._show_buttons()
        self.take_back.setFocus()
        self.context.shell.action_changed()

    def _show_buttons(self) -> None:
        """Of a packet in the list; none without one."""
        self._buttons.setVisible(self.table.model().rowCount() > 0 and self.taking_back.isHidden())

    def _of_row(self, act: Callable[[PacketId], object]) -> None:
        row = self.table.current()
        if row is not None:
            act(row.packet_id)
