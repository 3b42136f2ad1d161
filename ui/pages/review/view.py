"""The review page: everything on one page, each part with the way back to it, and at the right the three acts."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from station.domain.errors import Problem
from station.domain.sample import Digest
from station.services.views import EnrollmentView, SealedView
from ui.making import Making
from ui.messages import say
from ui.pages.base import Page, PageContext
from ui.pages.review.acts import PRINT_KEY, Acts
from ui.pages.review.arrange import BETWEEN
from ui.pages.review.comparison import Comparison
from ui.pages.review.next_act import READ_FIRST, TASK_KEYS, hint_of, key_of, reason_of
from ui.pages.review.notices import Notices
from ui.pages.review.presenter import ReviewPresenter, ReviewState
from ui.pages.review.sections import Section
from ui.pages.review.stage import Stage, next_of
from ui.pages.review.summary_sheet import SummarySheet, sheet_over
from ui.theme.tokens import GAP
from ui.widgets.commands import Command, command_of
from ui.widgets.decision_note import DecisionNote
from ui.widgets.looked_through import LookedThrough
from ui.widgets.reasons import open_overrides

_BESIDE, _HIGH, _ACTS = 800, 400, 306  # width and height of the page; least width of the acts


class ReviewPage(Page):
    page_id = "review"
    title_key = "review.title"
    purpose_key = "review.purpose"
    has_details = True

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        station = context.station
        self._pictures: Mapping[Digest, NDArray[np.uint8]] = {}
        self._stage: Stage | None = None
        self._shown: ReviewState | None = None
        self._narrow = self._details = False
        self.setProperty("ring", True)  # it is read by keys
        self.presenter = ReviewPresenter(
            self,
            station.enroll,
            station.approvals,
            station.sign_in,
            partial(context.bridge.run, station.work),
        )
        self._sheet: SummarySheet | None = None

    def parts(self) -> Iterator[None]:
        self._notices = Notices()
        self._decision = DecisionNote()
        yield
        self.acts = Acts(
            lambda: self.presenter.sign(),
            lambda who, pin: self.presenter.approve(who, pin),
            lambda: self.open_summary(),
            lambda: self.presenter.leave_for_officer(),
            lambda: self.presenter.take_back(),
            self._go_on_with_others,
        )
        self.acts.changed.connect(self.context.shell.action_changed)
        yield
        self._arrange()

    def _arrange(self) -> None:
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(GAP)
        content = QWidget()
        content.setProperty("look", "page")
        self._whole = QVBoxLayout(content)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(GAP)
        self._left = QVBoxLayout()
        self._left.setSpacing(BETWEEN)
        self._left.addWidget(self._decision)
        self._left.addWidget(self._notices)
        self._comparison = Comparison(content, self._left, self.context.shell.go_to)
        self._whole.addLayout(self._left, 1)
        self._scroll = QScrollArea()  # a passport fits 1366 x 768; what does not is scrolled, never pushed out of sight
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(content)
        self._looked = LookedThrough(self._scroll, content, self._end)
        self._looked.done.connect(self._seen)
        for part in (self._scroll, self.acts):  # their shares stay the same in every act
            part.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.acts.setMinimumWidth(_ACTS)
        self._row.addWidget(self._scroll, 7)
        self._row.addWidget(self.acts, 3)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the acts have no room beside what they are about, they stand below it."""
        super().resizeEvent(event)
        if (narrow := self.width() < _BESIDE or self.height() < _HIGH) != self._narrow:
            self._narrow = narrow
            (self._row if narrow else self._whole).removeWidget(self.acts)
            self.acts.setSizePolicy(
                QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum if narrow else QSizePolicy.Policy.Expanding
            )
            if narrow:
                self._whole.addWidget(self.acts)
            else:
                self._row.addWidget(self.acts, 3)

    # --- Page ----------------------------------------------------------------------------------------------------

    @property
    def sections(self) -> Mapping[str, Section]:
        return self._comparison.sections

    def coming(self, view: EnrollmentView) -> Iterable[Making[Any]]:
        return self._comparison.coming(view)

    def enter(self, view: EnrollmentView | None) -> None:
        super().enter(view)
        if view is not None:
            self._stage = None
            self._looked.begin()
            self.show_pictures({})
            self.presenter.enter(view)

    def leave(self) -> None:
        self.presenter.leave()
        if self._sheet is not None:
            self._sheet.forget()
        self.acts.forget()
        self.show_pictures({})

    def forget(self) -> None:
        self._comparison.forget()

    def refresh(self, view: EnrollmentView) -> None:
        super().refresh(view)
        self.presenter.refresh(view)

    def retranslate(self) -> None:
        if self._shown is not None:
            self._show_content(self._shown.view)

    def primary_key(self) -> str:
        return key_of(self.presenter.stage)

    def primary_reason(self) -> str | None:
        state = self._shown
        return "" if state is None else reason_of(state, may=self.acts.may_go_on, own=self.acts.asked.own_capture)

    def show_reason(self) -> None:
        """To the act that comes next, or to the first step that is not done."""
        if (target := self.first_focus()) is not None:
            target.setFocus()

    def hint(self) -> str:
        return hint_of(self.presenter.stage)

    def primary(self) -> None:
        """While an act is to be done before the packet is sealed, that act."""
        if not self.acts.press_next():
            self.presenter.seal()

    def toggle_details(self) -> None:
        self._details = not self._details
        self._show_details()

    def _show_details(self) -> None:
        for section in self.sections.values():
            section.set_details(self._details)

    def commands(self) -> tuple[Command, ...]:
        return (
            Command(("Space", "PgDown"), say("review.keys.read"), self._looked.go_on, shown=say("portrait.space")),
            Command((), say("review.keys.act"), shown="Enter"),
            command_of(self.acts.print, PRINT_KEY, words=say("review.paper.button")),
            command_of(self.acts.submit),
            command_of(self.acts.take_back),
        )

    def first_focus(self) -> QWidget | None:
        """The page itself, where Space reads on, while not all was read."""
        if self.presenter.stage in READ_FIRST and not self.read:
            return self
        return self.acts.first_focus() or self._first_open_section()

    @property
    def read(self) -> bool:
        """Whether all that is signed was on the screen."""
        return self._shown is not None and self._shown.seen

    def space(self) -> bool:
        self._looked.go_on()
        return True

    def _first_open_section(self) -> QWidget | None:
        steps = () if self.view is None else self.view.steps
        return next((self.sections[s.step_id].jump for s in steps if s.step_id in self.sections and s.problems), None)

    def open_summary(self) -> None:
        """Ctrl+P: the sheet of the summary on paper; made when it is first asked for."""
        if self.view is None:
            return
        if self._sheet is None:
            self._sheet = sheet_over(self, self.enrollment_changed)
        if self._sheet.presenter is not None:
            self._sheet.presenter.open(self.view)
        self._sheet.open_under(self.acts.print)
        self._sheet.print.setFocus()

    # --- ReviewView ----------------------------------------------------------------------------------------------

    def show_state(self, state: ReviewState) -> None:
        before, self._shown = self._shown, state
        if before is None or before.view is not state.view:
            self._show_content(state.view)
        if before is not None and before.seen and not state.seen:
            self._looked.begin()
        self.acts.show_state(state)
        shell = self.context.shell
        shell.busy(None if state.task is None else TASK_KEYS[state.task])
        shell.action_changed()
        if state.task is None and self._stage is not state.stage:
            self._stage = state.stage
            QTimer.singleShot(0, self, self._focus_stage)
        elif state.task is None and before is not None and before.task is not None:
            QTimer.singleShot(0, self, self._focus_stage)  # refused: the keyboard is where it is tried again

    def show_pictures(self, pictures: Mapping[Digest, NDArray[np.uint8]]) -> None:
        self._pictures = pictures
        self._comparison.show_pictures(pictures)

    def enrollment_changed(self, view: EnrollmentView) -> None:
        self.context.shell.update(view)

    def sealed(self, view: EnrollmentView, sealed: SealedView) -> None:
        self.context.shell.busy(None)
        self.context.shell.show_sealed(view, sealed)

    def tell(self, problem: Problem) -> None:
        self.context.shell.show_problem(problem)

    def left_for_officer(self) -> None:
        self.context.shell.go_home()

    # --- inside --------------------------------------------------------------------------------------------------

    def _go_on_with_others(self) -> None:
        which = None if self.view is None else next_of(self.view)
        if which is not None:
            self.context.shell.turn_to(which)

    def _focus_stage(self) -> None:
        """The keyboard follows the acts: sign, PIN, then the primary button."""
        target = self.first_focus()
        if not self.isVisible():
            return
        if target is not None:
            target.setFocus()
            if self._narrow and target is not self:
                self._scroll.ensureWidgetVisible(target, 0, self._scroll.height() // 3)  # and what is done with it
        else:
            self.context.shell.focus_primary()

    def _end(self) -> int:
        """Where that ends which is signed: in a narrow window the acts stand below it."""
        made = all(section.isVisible() for section in self.sections.values())
        return self._left.geometry().bottom() + 1 if made and self.sections else 0

    def _seen(self) -> None:
        was_reading = self.hasFocus()
        self.presenter.seen(True)
        if was_reading:
            self._focus_stage()

    def _show_content(self, view: EnrollmentView) -> None:
        self._comparison.show_view(view)
        self._show_details()
        self.show_pictures(self._pictures)
        self._notices.show_notices((*view.notices, *open_overrides(view)))
        self._decision.show_of(view)
