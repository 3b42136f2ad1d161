"""The review page: everything on one page, each part with the way back to it, and at the right the three acts."""

from collections.abc import Mapping
from functools import partial
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from station.domain.errors import Problem
from station.domain.sample import Digest
from station.services.views import EnrollmentView, SealedView
from ui.messages import problem_text, say
from ui.pages.base import KeyHelp, Page, PageContext
from ui.pages.review.acts import TASK_KEYS, Acts
from ui.pages.review.fingers import FingersSummary
from ui.pages.review.notices import Notices
from ui.pages.review.presenter import ReviewPresenter, ReviewState, Stage
from ui.pages.review.sections import Lines, Picture, Section, steps_by_id, trimmed
from ui.pages.review.summary import applicant_lines, document_lines
from ui.theme.tokens import GAP

_STEPS = ("applicant", "document", "portrait", "fingerprints", "signature")
_PORTRAIT = QSize(117, 150)  # 35 x 45
_GAP = 12
_NEEDED = {Stage.SIGN: "REV-UNSIGNED", Stage.APPROVE: "REV-UNAPPROVED"}
_INK = QSize(160, 40)


class ReviewPage(Page):
    page_id: ClassVar[str] = "review"
    title_key: ClassVar[str] = "review.title"
    purpose_key: ClassVar[str] = "review.purpose"
    primary_default: ClassVar[str] = "review.button.seal"

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        station = context.station
        self.sections = {
            step_id: Section(step_id, number, context.shell.go_to) for number, step_id in enumerate(_STEPS, 1)
        }
        self._applicant, self._document = Lines(2), Lines(1)
        self._portrait = Picture("review.portrait_name", _PORTRAIT)
        self._ink = Picture("review.signature_name", _INK)
        self._fingers = FingersSummary()
        self._notices = Notices()
        self.acts = Acts(lambda: self.presenter.sign(), lambda who, pin: self.presenter.approve(who, pin))
        self._stage: Stage | None = None
        self._shown: ReviewState | None = None
        self._arrange()
        self.presenter = ReviewPresenter(
            self, station.enroll, station.sign_in, partial(context.bridge.run, station.work)
        )

    def _arrange(self) -> None:
        shown: tuple[QWidget, ...] = (self._applicant, self._document, self._portrait, self._fingers, self._ink)
        for step_id, widget in zip(_STEPS, shown, strict=True):
            self.sections[step_id].add(widget, 0 if isinstance(widget, Lines) else 1)
            if isinstance(widget, Lines):
                self.sections[step_id].body.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        content = QWidget()
        content.setProperty("look", "page")
        left = QVBoxLayout(content)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(_GAP)
        left.addWidget(self._notices)
        left.addWidget(self.sections["applicant"])
        below = QHBoxLayout()
        below.setSpacing(_GAP)
        below.addWidget(self.sections["portrait"], 2)  # what is compared with the person is the largest
        below.addWidget(self.sections["fingerprints"], 1)
        last = QVBoxLayout()
        last.setSpacing(_GAP)
        last.addWidget(self.sections["document"])
        last.addWidget(self.sections["signature"], 1)
        below.addLayout(last, 1)
        left.addLayout(below, 1)
        scroll = QScrollArea()  # nothing scrolls at 1366 x 768, but a long name must not push a card out of the window
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(content)
        for part in (scroll, self.acts):  # their shares stay the same in every act
            part.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        row.addWidget(scroll, 7)
        row.addWidget(self.acts, 3)

    # --- Page ----------------------------------------------------------------------------------------------------

    def enter(self, view: EnrollmentView | None) -> None:
        super().enter(view)
        if view is not None:
            self._stage = None
            self._portrait.show_pixels(None)
            self._ink.show_pixels(None)
            self.presenter.enter(view)

    def leave(self) -> None:
        self.presenter.leave()
        self.acts.forget()
        self._portrait.show_pixels(None)
        self._ink.show_pixels(None)

    def refresh(self, view: EnrollmentView) -> None:
        super().refresh(view)
        self.presenter.refresh(view)

    def retranslate(self) -> None:
        if self._shown is not None:
            self._show_content(self._shown.view)

    def primary_reason(self) -> str | None:
        state = self._shown
        if state is None or state.task is not None:
            return say(TASK_KEYS[state.task]) if state is not None and state.task is not None else ""
        if state.stage is Stage.SEAL:
            return None
        if state.stage is Stage.INCOMPLETE and state.view.hindrance is None:
            return say("review.incomplete")
        text = problem_text(state.view.hindrance or Problem(_NEEDED[state.stage]))
        return f"{text.happened} {text.remedy}"

    def show_reason(self) -> None:
        """To the act that comes next, or to the first step that is not done."""
        target = self.acts.first_focus() or self._first_open_section()
        if target is not None:
            target.setFocus()

    def hint(self) -> str:
        return say("review.hint")

    def primary(self) -> None:
        self.presenter.seal()

    def toggle_details(self) -> None:
        self._fingers.toggle_details()

    def keys(self) -> tuple[KeyHelp, ...]:
        return (KeyHelp("Ctrl+1 … Ctrl+5", "review.keys.change"), KeyHelp("Enter", "review.keys.act"))

    def first_focus(self) -> QWidget | None:
        return self.acts.first_focus() or self._first_open_section()

    def _first_open_section(self) -> QWidget | None:
        steps = {} if self.view is None else steps_by_id(self.view.steps)
        return next((self.sections[s].jump for s in _STEPS if s in steps and steps[s].problems), None)

    # --- ReviewView ----------------------------------------------------------------------------------------------

    def show_state(self, state: ReviewState) -> None:
        before, self._shown = self._shown, state
        if before is None or before.view is not state.view:
            self._show_content(state.view)
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
        if self.view is None:
            return
        samples = self.view.enrollment.samples
        self._portrait.show_pixels(None if samples.portrait is None else pictures.get(samples.portrait.image.digest))
        ink = None if samples.signature is None else pictures.get(samples.signature.image.digest)
        self._ink.show_pixels(None if ink is None else trimmed(ink))

    def enrollment_changed(self, view: EnrollmentView) -> None:
        self.context.shell.update(view)

    def sealed(self, view: EnrollmentView, sealed: SealedView) -> None:
        self.context.shell.busy(None)
        self.context.shell.show_sealed(view, sealed)

    def tell(self, problem: Problem) -> None:
        self.context.shell.show_problem(problem)

    # --- inside --------------------------------------------------------------------------------------------------

    def _focus_stage(self) -> None:
        """The keyboard follows the acts: sign, PIN, then the primary button."""
        target = self.first_focus()
        if not self.isVisible():
            return
        if target is not None:
            target.setFocus()
        else:
            self.context.shell.focus_primary()

    def _show_content(self, view: EnrollmentView) -> None:
        steps = steps_by_id(view.steps)
        for step_id, section in self.sections.items():
            if step_id in steps:
                section.show_step(steps[step_id])
        self._applicant.show_lines(applicant_lines(view))
        self._document.show_lines(document_lines(view))
        self._fingers.show_view(view)
        self._notices.show_notices(view.notices)
