"""The last page: thanks, the packet's short number to read out, and its life as it goes on."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.outbox import OutboxState
from station.services.views import EnrollmentView, SealedView
from ui.messages import language, problem_text, say
from ui.pages.base import Page, PageContext
from ui.pages.sealed.everybody import Everybody
from ui.pages.sealed.presenter import STUCK, Moment, SealedPresenter, SealedState
from ui.pages.sealed.receipt import ReceiptPresenter
from ui.pages.sealed.receipt_sheet import ReceiptSheet
from ui.printer import CupsPrinter
from ui.theme.tokens import GAP, UNIT
from ui.widgets.advice import AdviceBanner
from ui.widgets.buttons import Button
from ui.widgets.card import Card
from ui.widgets.commands import Command, command_of
from ui.widgets.packet_words import state_words
from ui.widgets.states import packet_sign
from ui.widgets.timeline import Timeline, TimelineItem
from ui.widgets.words import Label

_WIDEST = 760
_RECEIPT_KEY = "Ctrl+P"


class SealedPage(Page):
    page_id = "sealed"
    title_key = "sealed.title"
    purpose_key = "sealed.purpose"
    primary_default: ClassVar[str] = "sealed.button.next"

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        station = context.station
        self.banner = AdviceBanner(big=True, keep_place=True)
        self.timeline = Timeline()
        self._number = Label("", "title", strong=True, wrap=False)
        self._number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._number_name = Label("sealed.packet", "body", ink="muted", wrap=False)
        self.retry = Button("sealed.button.retry", "secondary", "retry", keys=say("sealed.space"))
        self.retry.clicked.connect(self._retry)
        self.receipt = Button("sealed.button.receipt", "secondary", "printer", keys=_RECEIPT_KEY)
        self.receipt.clicked.connect(self.open_receipt)
        self.sheet = ReceiptSheet(self)
        self.home = Button("shell.to_home", "quiet", "home")
        self.home.clicked.connect(context.shell.go_home)
        self.people = Everybody()
        self.people.chosen.connect(self._look_at)
        self._arrange()
        self.presenter = SealedPresenter(
            self, station.deliver, station.enroll, context.bridge.post, partial(context.bridge.run, station.work)
        )
        self.sheet.presenter = ReceiptPresenter(
            self.sheet.show_state,
            station.receipts,
            CupsPrinter(),
            partial(context.bridge.run, station.work),
            _documents(),
            Path.home(),
        )

    def _arrange(self) -> None:
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        middle = QWidget()
        middle.setMaximumWidth(_WIDEST)
        outer.addWidget(middle, 8)  # begins where its title does
        outer.addStretch(1)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.banner)
        card = Card("", spacing=GAP)
        row = QHBoxLayout()
        row.setSpacing(UNIT)
        row.addWidget(self._number_name, 0, Qt.AlignmentFlag.AlignBaseline)
        row.addWidget(self._number, 0, Qt.AlignmentFlag.AlignBaseline)
        row.addStretch(1)
        row.addWidget(self.retry)
        row.addWidget(self.receipt)
        card.body.addLayout(row)
        card.body.insertWidget(0, self.people)
        card.add(self.timeline)
        column.addWidget(card)
        column.addWidget(self.home, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)

    # --- Page ----------------------------------------------------------------------------------------------------

    def enter(self, view: EnrollmentView | None) -> None:
        super().enter(view)
        if view is not None:
            self.presenter.enter(view)

    def show_sealed(self, sealed: SealedView) -> None:
        if self.view is not None:
            self.context.facing.sealed(self.view, sealed.packet_id)

    def leave(self) -> None:
        self.presenter.leave()
        self.sheet.close()

    def retranslate(self) -> None:
        self.show_state(self.presenter.state)

    def hint(self) -> str:
        state = self.presenter.state
        if state.whole is None:
            return ""
        if state.settled:
            return say("sealed.hint_done")
        return say("sealed.hint_person" if state.needs_person else "sealed.hint")

    def primary(self) -> None:
        self.presenter.next_applicant()

    def space(self) -> bool:
        self._retry()
        return True

    def commands(self) -> tuple[Command, ...]:
        return (
            command_of(self.retry, "Space", words=say("sealed.keys.retry"), shown=say("sealed.space")),
            command_of(self.receipt, _RECEIPT_KEY, words=say("sealed.keys.receipt")),
        )

    def after_this(self) -> Callable[[], object] | None:
        return self.primary

    def open_receipt(self) -> None:
        """Ctrl+P: the sheet of the applicant's receipt, first in the language of the window."""
        packet = self.presenter.state.packet
        if packet is not None and self.sheet.presenter is not None:
            self.sheet.presenter.open(packet.packet_id, language())
            self.sheet.open_under(self.receipt)
            self.sheet.tongues.setFocus()

    def _look_at(self, which: str) -> None:
        self.presenter.look_at(EnrollmentId(which))

    def _retry(self) -> None:
        self.presenter.retry()

    # --- SealedPageView ------------------------------------------------------------------------------------------

    def show_state(self, state: SealedState) -> None:
        packet = state.packet
        self.people.show_state(state, self.presenter.looked_at)
        self._number.plain(state.short_id)
        self.receipt.setEnabled(packet is not None)
        self._number.setAccessibleName(f"{say('sealed.packet')} {state.short_id}")
        self.timeline.show_items([_item(moment, state) for moment in state.moments])
        self.retry.setVisible(packet is not None and packet.state in (OutboxState.WAITING, OutboxState.PARKED))
        packet = state.whole
        self.title_key = type(self).title_key if packet is None else packet_sign(packet).word
        if packet is None:
            self.banner.tell(say("sealed.asking"), "", "plain", "clock")
        elif packet.answer is not None and not packet_sign(packet).done:
            self.banner.tell(state_words(packet, datetime.now().astimezone()), say("sealed.answered_note"), "warn")
        elif state.all and packet.state is OutboxState.RECEIPTED:
            self.banner.tell(say("sealed.all_received", count=len(state.all)), say("sealed.received_note"), "ok")
        elif packet.unsigned:
            self.banner.tell(say("sealed.delivered"), say("sealed.delivered_note"), "ok")
        elif packet.state is OutboxState.RECEIPTED:
            self.banner.tell(say("sealed.received"), say("sealed.received_note"), "ok")
        elif packet.state is OutboxState.WAITING:
            self.banner.tell(say("sealed.offline"), say("sealed.offline_note"), "info", "offline")
        elif packet.state in STUCK and packet.problem is not None:
            self.banner.show_problem(packet.problem)
        else:
            self.banner.tell(say("sealed.sealed"), say("sealed.sealed_note"), "ok", "lock")
        self.context.shell.action_changed()

    def open_enrollment(self, view: EnrollmentView) -> None:
        self.context.shell.open_enrollment(view)

    def tell(self, problem: Problem) -> None:
        self.context.shell.show_problem(problem)


def _item(moment: Moment, state: SealedState) -> TimelineItem:
    title = say(f"sealed.moment.{moment.moment_id}.{moment.state}")
    note, told = "", state.whole is not None and state.whole.state in STUCK and state.whole.problem == moment.problem
    if moment.problem is not None and not told:  # else it stands above, once
        text = problem_text(moment.problem)
        note = f"{text.happened} {text.remedy}".strip()
    if moment.state == "waiting" and state.packet is not None and state.packet.next_try_at is not None:
        note = f"{note} {say('sealed.next_try', time=_time(state.packet.next_try_at))}".strip()
    return TimelineItem(moment.state, title, note, _time(moment.at) if moment.at is not None else "")


def _documents() -> Path:
    """The person's folder for documents."""
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))


def _time(at: datetime) -> str:
    return f"{at.astimezone():%H:%M}"
