"""The page of approvals: what waits at the left, the case looked at in the middle, the officer's word at the right;
below each other where the window is narrow. While an officer says why, the list makes room."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from station.acts.errors import OwnCapture
from station.domain.errors import Problem
from station.domain.sample import Digest
from station.services.views import EnrollmentView
from ui.messages import called, say
from ui.pages.approvals.case import CasePane
from ui.pages.approvals.closed import closed_by
from ui.pages.approvals.presenter import ApprovalsPresenter
from ui.pages.approvals.refusal import RefusalForm
from ui.pages.approvals.state import ApprovalsState, Refusal
from ui.pages.approvals.waiting import NARROW_KEY, WaitingPane
from ui.pages.base import Page, PageContext
from ui.theme.tokens import GAP, UNIT
from ui.widgets.buttons import Button
from ui.widgets.card import Card
from ui.widgets.commands import Command, command_of
from ui.widgets.officer_pin import OfficerPin
from ui.widgets.problem_note import ProblemNote
from ui.widgets.words import Label

_BESIDE = 960  # three columns need so much
_LEAST = 220  # of a list or a case that scrolls within itself


class ApprovalsPage(Page):
    page_id = "approvals"
    title_key = "approvals.title"
    purpose_key = "approvals.purpose"
    has_details = True
    primary_default = "approvals.approve"

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        station = context.station
        self.presenter = ApprovalsPresenter(
            self,
            station.approvals,
            station.enroll,
            station.sign_in,
            partial(context.bridge.run, station.work),
            context.bridge.post,
        )
        self._shown: ApprovalsState | None = None
        self._pictures: Mapping[Digest, NDArray[np.uint8]] = {}
        self._parts = QBoxLayout(QBoxLayout.Direction.LeftToRight)  # it may be resized before it is whole
        self._decide = Card("approvals.decide", spacing=UNIT)

    def parts(self) -> Iterator[None]:
        self.case = CasePane()
        self.case.seen.connect(self.presenter.seen)
        yield
        self.waiting = WaitingPane(self.presenter)
        self.waiting.reads.connect(self._read_on)
        self.list = self.waiting.list
        content = QWidget()
        content.setProperty("look", "page")
        content.setLayout(self._parts)
        self._parts.setContentsMargins(0, 0, 0, 0)
        self._parts.setSpacing(GAP)
        for part, share in ((self.waiting, 10), (self.case, 12), (self._decide, 10)):
            part.set_margins(GAP, GAP, GAP, GAP)
            part.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
            self._parts.addWidget(part, share)
        for part in (self.waiting, self.case):
            part.setMinimumHeight(_LEAST)
        self._scroll = scroll = QScrollArea()  # in a small window
        scroll.verticalScrollBar().valueChanged.connect(lambda _: self.case.looked.look())
        self.list.looked.connect(lambda _: scroll.ensureWidgetVisible(self.list))
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(content)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)
        yield
        yield from self._fill_deciding(self._decide)
        self._show_form(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Below each other where three have no room beside each other."""
        super().resizeEvent(event)
        narrow = self.width() < _BESIDE
        self._parts.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        # what stands below others is as high as it is; what scrolls within itself keeps a height that is worth it
        self._decide.setSizePolicy(
            QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum if narrow else QSizePolicy.Policy.Expanding
        )

    def _fill_deciding(self, card: Card) -> Iterator[None]:
        self.asked = OfficerPin()
        self.asked.officer.chosen.connect(self.presenter.choose)
        self.asked.changed.connect(self._pin_changed)
        self.asked.entered.connect(self._entered)
        yield
        self.note = ProblemNote()
        self.back = Button("approvals.send_back", "secondary", "retry")
        self.reject = Button("approvals.reject", "secondary", "cross")
        yield
        self._second = Label("approvals.need_second", "caption", ink="muted")
        self.reopen = Button("approvals.reopen", "secondary", "retry")
        self.reopen.clicked.connect(lambda: self.presenter.reopen(self.asked.pin.text()))
        self.back.clicked.connect(lambda: self._ask_why(back=True))
        self.reject.clicked.connect(lambda: self._ask_why(back=False))
        for widget in (self.asked, self.note, self.back, self.reject, self._second, self.reopen):
            card.add(widget)
        yield
        self.form = RefusalForm()
        self.form.dropped.connect(lambda: self._show_form(False))
        self.form.given.connect(self._refuse)
        self.form.changed.connect(self.context.shell.action_changed)
        self._rest = QWidget()
        yield
        card.add(self.form, 1)
        card.add(self._rest, 1)

    # --- Page --------------------------------------------------------------------------------------------------------

    def enter(self, view: EnrollmentView | None) -> None:
        super().enter(view)
        self._show_form(False)
        self.presenter.enter()

    def leave(self) -> None:
        self.presenter.leave()
        self.waiting.forget()
        self.asked.forget()
        self.case.show_views(())
        self._shown, self._pictures = None, {}

    def primary(self) -> None:
        self.presenter.approve(self.asked.pin.text())

    def primary_key(self) -> str:
        return self.primary_default if self.asking is None else self.asking.confirm_key

    def primary_reason(self) -> str | None:
        return closed_by(self._shown, self.asking, complete=self.asked.complete)

    @property
    def asking(self) -> RefusalForm | None:
        """The form, while an officer says why not."""
        return None if self.form.isHidden() else self.form

    def over_primary(self) -> bool:
        """While an officer says why not, nothing is approved."""
        if (form := self.asking) is not None:
            form.confirm.click() if self.primary_reason() is None else self.show_reason()
        return form is not None

    def show_reason(self) -> None:
        form, ticked = self.asking, self._shown is not None and self._shown.ticked
        if form is not None and not form.confirm.isEnabled():
            form.begin()
        else:
            (self.asked.pin if ticked or form is not None else self.list).setFocus()

    def hint(self) -> str:
        count = 0 if self._shown is None else len(self._shown.ticked)
        return say("approvals.hint", count=count) if self.asking is None else ""

    def first_focus(self) -> QWidget | None:
        return self.list

    def cancel(self) -> bool:
        if self.form.isHidden():
            return False
        self._show_form(False)
        return True

    def toggle_details(self) -> None:
        self.case.toggle_details()

    def commands(self) -> tuple[Command, ...]:
        return (
            Command((), say("approvals.keys.look"), shown="↑ ↓"),
            Command((), say("approvals.keys.tick"), shown=say("portrait.space")),
            Command((), say("approvals.keys.go_on"), shown="Enter"),
            self.waiting.finder.command(),
            command_of(self.waiting.narrow, NARROW_KEY),
            *map(command_of, (self.waiting.all, self.back, self.reject, self.reopen)),
        )

    def after_this(self) -> Callable[[], object] | None:
        """The next that waits."""
        row = self.list.current_row() + 1
        return partial(self.list.set_current_row, row) if row < self.list.count() else None

    def retranslate(self) -> None:
        if self._shown is not None:
            self.case.show_views(self._shown.views)
            self.case.finish()  # nobody waits for a key now
            self.case.show_pictures(self._pictures)
            self.show_state(self._shown)

    # --- what the presenter shows ------------------------------------------------------------------------------------

    def show_state(self, state: ApprovalsState) -> None:
        before, self._shown = self._shown, state
        self.waiting.show_state(state)
        if before is None or before.views is not state.views:
            self.case.show_views(state.views)
            self.case.show_pictures(self._pictures)
        if before is None or before.officers != state.officers:
            self.asked.show_people(state.officers)
            self.asked.officer.set_value(state.officer)
        busy = state.task is not None
        for each in (self.asked, self.form):
            each.setEnabled(not busy)
        for button in (self.back, self.reject):
            button.setEnabled(not busy and bool(state.views))
        again = state.row is not None and state.row.rejected
        if before is None or before.row is None or before.row.rejected is not again:
            self._show_form(not self.form.isHidden() and not again)
        own = state.row is not None and state.row.own and not again
        tried = "" if state.tried is None else called(state.tried)
        self._tell(state.problem or (Problem(OwnCapture.code) if own else None), tried)
        self._pin_changed()

    def show_pictures(self, pictures: Mapping[Digest, NDArray[np.uint8]]) -> None:
        self._pictures = pictures
        self.case.show_pictures(pictures)

    def refused(self) -> None:
        self.asked.forget()
        self.asked.pin.setFocus()

    def said(self) -> None:
        self.asked.forget()
        self._show_form(False)
        self.list.setFocus()

    # --- inside ------------------------------------------------------------------------------------------------------

    def _tell(self, problem: Problem | None, tried_by: str) -> None:
        """Beside the form there is no room: then over the page. tried_by: whose key it was, where a key said no."""
        asking = not self.form.isHidden()
        self.note.show_problem(None if asking else problem, tried_by)
        if asking and problem is not None:
            self.context.shell.show_problem(problem, tried_by)

    def _read_on(self) -> None:
        """Where the case stands below the list, it comes to sight first."""
        if self.case.visibleRegion().boundingRect().height() < min(self.case.height(), self._scroll.height()):
            self._scroll.ensureWidgetVisible(self.case, 0, 0)
        else:
            self.case.looked.go_on()

    def _ask_why(self, *, back: bool) -> None:
        if self._shown is not None and self._shown.views:
            self.form.ask(self._shown.views, back=back)
            self.presenter.forget_problem()
            self._show_form(True)
            self.form.begin()

    def _show_form(self, shown: bool) -> None:
        rejected = self._shown is not None and self._shown.row is not None and self._shown.row.rejected
        for widgets, wanted in (
            ((self.form,), shown),
            ((self.waiting, self._rest), not shown),
            ((self.back, self.reject), not shown and not rejected),
            ((self._second, self.reopen), not shown and rejected),
        ):
            for widget in widgets:
                widget.setVisible(wanted)
        self._parts.setStretchFactor(self._decide, 16 if shown else 10)
        self.context.shell.action_changed()

    def _refuse(self, refusal: Refusal) -> None:
        self.presenter.refuse(refusal, self.asked.pin.text())

    def _pin_changed(self) -> None:
        """Whoever answers stands here whole: in less width their lines were given the height of a wider place."""
        self._decide.setMinimumWidth(self.asked.minimumSizeHint().width() + 2 * GAP + 2)
        state = self._shown
        busy = state is None or state.task is not None
        self.reopen.setEnabled(not busy and state is not None and bool(state.views) and self.asked.complete)
        self.context.shell.action_changed()

    def _entered(self) -> None:
        """Enter in the PIN: what the page is about to do."""
        if self.reopen.isVisible() and self.reopen.isEnabled():
            self.reopen.click()
        elif self.form.isHidden() and self.primary_reason() is None:
            self.primary()
        elif self.form.isVisible() and self.form.confirm.isEnabled():
            self._refuse(self.form.refusal())
