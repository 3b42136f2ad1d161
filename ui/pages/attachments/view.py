"""The page of papers: the picture at the left, papers and their pages at the right, one advice below."""

from collections.abc import Iterator
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from station.domain.errors import Problem
from station.services.views import EnrollmentView, EnrollResult
from ui.messages import say
from ui.pages.attachments.language import PaperLanguage
from ui.pages.attachments.model import PapersState, Phase
from ui.pages.attachments.presenter import PapersPresenter
from ui.pages.attachments.rows import Rows, fill, page_row, paper_name, paper_row
from ui.pages.base import KeepingPage, PageContext
from ui.theme.tokens import UNIT
from ui.widgets.advice import AdviceBanner
from ui.widgets.buttons import Button, IconButton
from ui.widgets.card import Card
from ui.widgets.chip import Chip
from ui.widgets.columns import PageColumns
from ui.widgets.commands import Command, command_of, not_now
from ui.widgets.page_stage import PageStage
from ui.widgets.reasons import step_reason
from ui.widgets.stage import Tone
from ui.widgets.told_stage import ToldStage

_TONES: dict[Phase, Tone] = {Phase.REFUSED: "warn", Phase.UNSAVED: "error"}
_BUTTONS = {
    Phase.WAITING: "attachments.button.again",
    Phase.REFUSED: "attachments.button.again",
    Phase.UNSAVED: "attachments.button.keep",
    Phase.SHOWN: "attachments.button.more",
    Phase.STOPPED: "attachments.button.start",
}


class AttachmentsPage(KeepingPage):
    page_id = "attachments"
    title_key = "attachments.title"
    purpose_key = "attachments.purpose"

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        station = context.station
        self.stage = PageStage()
        self.banner = AdviceBanner(big=True, keep_place=True)
        self.papers, self.pages = Rows(), Rows()
        self.button = Button("attachments.button.take", "secondary", "camera", keys=say("attachments.space"))
        self.retake = IconButton("retry", "attachments.button.retake", keys="Ctrl+R")
        self.up = IconButton("up", "attachments.button.up", keys="Alt+↑")
        self.down = IconButton("down", "attachments.button.down", keys="Alt+↓")
        self.trash = IconButton("trash", "attachments.button.delete", keys="Del")
        self.back = IconButton("back", "attachments.button.undo", keys="Ctrl+Z")
        run = partial(context.bridge.run, station.work)
        self.language = PaperLanguage(station.attachments, run, self._language_said)
        self._chip = Chip("attachments.simulated", "info")
        self._arrange()
        self.presenter = PapersPresenter(
            self,
            station.capture,
            station.attachments,
            station.enroll.image,
            station.diagnose,
            context.bridge.post,
            run,
        )
        self.keeps = (self.presenter,)
        self._connect()
        self._name()

    def _arrange(self) -> None:
        row = PageColumns(self)
        left, self._right = row.column(5), row.column(3)
        left.addWidget(ToldStage(self.stage, self.banner), 1)
        left.addStretch(0)
        card = Card("attachments.papers", spacing=UNIT)
        card.mark(self._chip)
        card.add(self.papers, 1)
        self._right.addWidget(card, 4)

    def parts(self) -> Iterator[None]:
        yield
        kept = Card("attachments.pages", spacing=UNIT)
        for each in (self.retake, self.up, self.down, self.trash, self.back):
            kept.head.addWidget(each)
        kept.add(self.pages, 1)
        kept.add(self.language)
        kept.add(self.button)
        self._right.addWidget(kept, 5)

    def _connect(self) -> None:
        self.retake.clicked.connect(self.presenter.retake)
        self.up.clicked.connect(lambda: self.presenter.move(-1))
        self.down.clicked.connect(lambda: self.presenter.move(1))
        self.trash.clicked.connect(self.presenter.delete)
        self.back.clicked.connect(self.presenter.undo)
        self.button.clicked.connect(self.presenter.press)
        self.papers.currentRowChanged.connect(self.presenter.choose)
        self.pages.currentRowChanged.connect(self.presenter.look_at)

    # --- Page ----------------------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        self._name()
        self.show_state(self.presenter.state)

    def primary_reason(self) -> str | None:
        if self.presenter.state.phase is Phase.SAVING:
            return say("attachments.reason_saving")
        return None if self.view is None else step_reason(self.view, self.view.current)

    def show_reason(self) -> None:
        self.button.setFocus()

    def space(self) -> bool:
        self.presenter.press()
        return True

    def cancel(self) -> bool:
        return self.presenter.cancel()

    def commands(self) -> tuple[Command, ...]:
        return (
            Command(
                ("Space",),
                say("attachments.keys.take"),
                self.space,
                not_now(self.button.isEnabled),
                say("attachments.space"),
            ),
            command_of(self.retake, "Ctrl+R"),
            command_of(self.up, "Alt+Up", shown="Alt+↑"),
            command_of(self.down, "Alt+Down", shown="Alt+↓"),
            command_of(self.trash, "Del"),
            command_of(self.back, "Ctrl+Z"),
        )

    def first_focus(self) -> QWidget | None:
        return self.papers

    # --- PapersView ----------------------------------------------------------------------------------------------

    def show_state(self, state: PapersState) -> None:
        self._show_papers(state)
        self._show_pages(state)
        self._show_buttons(state)
        self.language.show_row(self.view, state.row)
        self._chip.setVisible(state.device is not None and state.device.simulated)
        self.stage.set_tone(_TONES.get(state.phase, "plain"))
        if state.phase not in (Phase.LIVE, Phase.TAKING):
            self.stage.show_corners(None)
        self._show_stage(state)
        self._show_banner(state)
        self.context.shell.action_changed()

    def show_frame(self, pixels: NDArray[np.uint8]) -> None:
        self.stage.show_pixels(pixels)

    def show_corners(self, corners: tuple[tuple[float, float], ...] | None) -> None:
        self.stage.show_corners(corners)

    def freeze(self, pixels: NDArray[np.uint8]) -> None:
        self.stage.show_corners(None)
        self.stage.show_pixels(pixels)
        self.stage.flash()

    def enrollment_changed(self, view: EnrollmentView) -> None:
        self.context.shell.update(view)

    def tell(self, problem: Problem | None) -> None:
        self.context.shell.show_problem(problem)

    def _language_said(self, answer: EnrollResult) -> None:
        if isinstance(answer, Problem):
            self.tell(answer)
        else:
            self.enrollment_changed(answer)

    # --- how it looks --------------------------------------------------------------------------------------------

    def _name(self) -> None:
        self.stage.setAccessibleName(say("attachments.preview"))
        self.papers.setAccessibleName(say("attachments.papers"))
        self.pages.setAccessibleName(say("attachments.pages"))

    def _show_papers(self, state: PapersState) -> None:
        fill(self.papers, [paper_row(row) for row in state.rows], state.at if state.rows else -1)

    def _show_pages(self, state: PapersState) -> None:
        pages = state.row.pages if state.row is not None else ()
        fill(self.pages, [page_row(page) for page in pages], -1 if state.page is None else state.page)

    def _show_buttons(self, state: PapersState) -> None:
        row = state.row
        if row is not None and row.paper.left:
            self.button.say("attachments.button.clear")
            self.button.set_icon("trash")
        elif row is not None and not row.paper.pages:
            self.button.say("attachments.button.unsee" if row.done else "attachments.button.see")
            self.button.set_icon("back" if row.done else "check")
        else:
            self.button.say(_BUTTONS.get(state.phase, "attachments.button.take"))
            self.button.set_icon("camera" if state.phase not in _BUTTONS else "retry")
        self.button.setEnabled(state.phase not in (Phase.OPENING, Phase.TAKING, Phase.SAVING))
        pages = len(row.pages) if row is not None else 0
        looked_at = state.phase is Phase.SHOWN and state.page is not None
        self.retake.setEnabled(looked_at)
        self.trash.setEnabled(looked_at)
        self.up.setEnabled(looked_at and state.page != 0)
        self.down.setEnabled(looked_at and state.page != pages - 1)
        self.back.setEnabled(state.can_undo)

    def _show_stage(self, state: PapersState) -> None:
        if state.phase is Phase.OPENING:
            self.stage.tell("camera", say("attachments.opening"))
        elif state.phase is Phase.WAITING:
            self.stage.tell("camera", say("attachments.waiting"), say("attachments.waiting_note"))
        elif state.phase is Phase.STOPPED:
            self.stage.clear()
            self.stage.tell("camera", say("attachments.stopped"), say("attachments.stopped_note"))
        elif state.phase is Phase.NO_PAGES:
            self.stage.clear()
            self.stage.tell("document", paper_name(state.row) if state.row is not None else "")
        else:
            self.stage.hush()

    def _show_banner(self, state: PapersState) -> None:
        if state.problem is not None:
            self.banner.show_problem(state.problem)
        elif state.phase is Phase.SAVING:
            self.banner.tell(say("attachments.saving"), "", "plain", "clock")
        elif state.row is not None and state.row.paper.left:
            self.banner.show_problem(Problem("ATT-LEFT"))
        elif state.phase is Phase.NO_PAGES:
            done = state.row is not None and state.row.done
            self.banner.tell(say("attachments.seen" if done else "attachments.see"), say("attachments.see_note"),
                             "ok" if done else "info", "document")  # fmt: skip
        elif state.told is not None and state.told.warnings:
            self.banner.show_problem(Problem(state.told.warnings[0]))
        elif state.told is not None:
            self.banner.tell(
                say("attachments.kept", number=state.told.number), say("attachments.kept_note"), "ok", "done"
            )
        else:
            self.banner.tell(say("attachments.lay"), say("attachments.lay_note"), "info", "document")
