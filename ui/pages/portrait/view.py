"""The portrait page: the live picture at the left, the checks at the right, one advice under the picture."""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from station.domain.capture import LiveCheck, PortraitGuidance
from station.domain.errors import Problem
from station.domain.sample import PORTRAIT, Modality
from station.services.views import EnrollmentView
from ui.messages import say
from ui.pages.base import KeepingPage, Over, PageContext
from ui.pages.portrait.asking import AskButton
from ui.pages.portrait.checks_card import ChecksCard
from ui.pages.portrait.crop_moving import Moving
from ui.pages.portrait.presenter import PortraitPresenter
from ui.pages.portrait.state import Phase, PortraitState
from ui.pages.portrait.words import BUTTONS, FACING, TONES, advice_icon, scopes
from ui.proof.proving import Proving
from ui.widgets.advice import AdviceBanner
from ui.widgets.buttons import Button
from ui.widgets.columns import PageColumns
from ui.widgets.commands import Command, not_now
from ui.widgets.exception_menu import ExceptionButton
from ui.widgets.exception_words import Scope, excepted_words
from ui.widgets.face_stage import FaceStage
from ui.widgets.override_sheet import OverrideAsk
from ui.widgets.reasons import failed_words, kept_note, overridden_words, step_reason
from ui.widgets.told_stage import ToldStage

HOLD = "FACE-HOLD"
MOST_CHECKS = 19  # `station.capture.face_rules` has so many, which are not loaded before the first frame


class PortraitPage(KeepingPage):
    page_id = "portrait"
    title_key = "portrait.title"
    purpose_key = "portrait.purpose"
    has_details = True

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        station = context.station
        self.stage = FaceStage()
        self.banner = AdviceBanner(big=True, keep_place=True)
        self.card = ChecksCard()
        self.checks = self.card.checks
        self.button = Button("portrait.button.capture", "secondary", "camera", keys=say("portrait.space"))
        self.button.clicked.connect(self._press)
        self.exception = ExceptionButton(Modality.FACE, self._scopes)
        self._advice = ""
        self.proof = Proving(self, Modality.FACE, station, context.bridge, context.shell, self._rest, self._after_proof)
        run = partial(context.bridge.run, station.work)
        self.override = OverrideAsk(
            Modality.FACE, station.overrides, station.sign_in, run, context.shell, lambda _: self.presenter.begin()
        )
        self.ask = AskButton(lambda what: self.presenter.ask(what))
        self.crop = Moving(self, station.crops, run, context.shell, lambda: self.view, lambda: self.presenter.begin())
        self._arrange()
        self.presenter = PortraitPresenter(
            self, station.capture, station.enroll, station.overrides, station.diagnose, context.bridge.post, run
        )
        self.keeps = (self.presenter, self.proof.presenter)
        self.stage.setAccessibleName(say("portrait.preview"))

    def _arrange(self) -> None:
        row = PageColumns(self)
        left = row.column(5)
        left.addWidget(ToldStage(self.stage, self.banner), 1)
        left.addStretch(0)
        for button in (
            *(self.button, self.crop.button, self.ask, self.exception),
            *(self.proof.button, self.override.button),
        ):
            self.card.add(button)
        row.add(self.card, 3)

    # --- Page ----------------------------------------------------------------------------------------------------

    def parts(self) -> Iterator[None]:
        yield from self.checks.rows_ahead(MOST_CHECKS)

    def begins(self, view: EnrollmentView) -> None:
        self._show_checks(())
        self.exception.show_for(view)
        self.override.show_for(view, PORTRAIT)

    def leave(self) -> None:
        self.override.leave()
        self.crop.presenter.leave()
        super().leave()

    def refresh(self, view: EnrollmentView) -> None:
        self.override.show_for(view, PORTRAIT)
        super().refresh(view)
        if self.presenter.state.phase in (Phase.ACCEPTED, Phase.EXCEPTED):  # what is kept may be asked for anew
            self.show_state(self.presenter.state)

    def retranslate(self) -> None:
        self.show_state(self.presenter.state)
        self._show_checks()

    def over(self) -> Over:
        return self.crop if self.crop.is_open else self.proof

    def primary_reason(self) -> str | None:
        if self.presenter.state.phase is Phase.SAVING:
            return say("portrait.reason_saving")
        return step_reason(self.view, self.page_id)

    def show_reason(self) -> None:
        self.button.setFocus()

    def space(self) -> bool:
        if not self.crop.is_open and not self.proof.space():
            self._press()
        return True

    def cancel(self) -> bool:
        return self.crop.close() or self.proof.close() or self.presenter.cancel()

    def toggle_details(self) -> None:
        self.checks.set_details(not self.checks.details)
        self._show_checks()
        self.card.tell(self.view, self.presenter.state, ())

    def commands(self) -> tuple[Command, ...]:
        return (
            Command(("Space",), say("portrait.keys.capture"), self.space, not_now(self._may), say("portrait.space")),
            *self.crop.commands(),
            self.ask.command(),
            self.exception.command(),
            self.proof.command(),
            self.override.command(),
        )

    def first_focus(self) -> QWidget | None:
        return self.stage

    def _may(self) -> bool:
        """Whether Space does something now."""
        return self.proof.is_open or (self.button.isEnabled() and not self.crop.is_open)

    def _press(self) -> None:
        self.presenter.capture_or_retake()

    def _rest(self) -> None:
        """The camera is needed for what proves the reason."""
        self.presenter.cancel()

    def _after_proof(self) -> None:
        if self.presenter.state.phase is Phase.STOPPED:
            self.presenter.capture_or_retake()

    def _scopes(self) -> tuple[Scope, ...]:
        return scopes(self.view, self.presenter.state.reason, self.presenter.except_for)

    # --- PortraitView --------------------------------------------------------------------------------------------

    def show_state(self, state: PortraitState) -> None:
        phase = state.phase
        self.button.say(BUTTONS[phase])
        self.button.set_icon("camera" if phase in (Phase.LIVE, Phase.OPENING, Phase.SAVING) else "retry")
        self.button.setEnabled(phase not in (Phase.OPENING, Phase.SAVING))
        self.crop.button.setVisible(phase is Phase.ACCEPTED)
        self.ask.setVisible(phase is Phase.LIVE)
        for button in (self.exception, self.override.button):
            button.setEnabled(phase not in (Phase.SAVING, Phase.UNSAVED))
        self.card.show_state(self.view, state)
        self.stage.set_overlay(phase is Phase.LIVE)
        failed = phase is Phase.ACCEPTED and bool(failed_words(self.view, PORTRAIT))
        self.stage.set_tone("warn" if failed else TONES.get(phase, "plain"))
        self.stage.setAccessibleName(say("portrait.accepted_name" if phase is Phase.ACCEPTED else "portrait.preview"))
        self._advice = ""
        _SHOW[phase](self, state)
        if phase in FACING:
            self.context.facing.advise(FACING[phase])
        self.context.shell.action_changed()

    def show_frame(self, pixels: NDArray[np.uint8]) -> None:
        self.stage.show_pixels(pixels)
        self.context.facing.picture(pixels)

    def freeze(self, pixels: NDArray[np.uint8]) -> None:
        self.stage.show_pixels(pixels)
        self.stage.flash()
        self.context.facing.picture(pixels)

    def show_guidance(self, guidance: PortraitGuidance) -> None:
        self.stage.show_face(guidance.box, guidance.eyes, guidance.holding, guidance.place)
        self.stage.set_tone("ok" if guidance.holding > 0 else "plain")
        self.context.facing.advise(guidance.advice, guidance.holding)
        self.card.tell(self.view, self.presenter.state, guidance.hints)
        if guidance.asked is None:
            self._show_checks(guidance.checks)
        if guidance.advice != self._advice:
            self._advice = guidance.advice
            holding = guidance.advice == HOLD
            self.banner.advise(guidance.advice, "ok" if holding else "info", advice_icon(guidance.advice))

    def show_picture(self, pixels: NDArray[np.uint8], checks: tuple[LiveCheck, ...]) -> None:
        self.stage.show_pixels(pixels)
        self.context.facing.picture(pixels)
        self._show_checks(checks)

    def enrollment_changed(self, view: EnrollmentView) -> None:
        self.context.shell.update(view)

    def tell(self, problem: Problem) -> None:
        self.context.shell.show_problem(problem)

    # --- how each phase looks ------------------------------------------------------------------------------------

    def _opening(self, state: PortraitState) -> None:
        self.stage.clear()
        self.stage.tell("camera", say("portrait.opening"))
        self.banner.tell(say("portrait.look"), say("portrait.look_note"), "info", "face")
        self._show_checks(())

    def _waiting(self, state: PortraitState) -> None:
        self.stage.tell("camera", say("portrait.waiting"), say("portrait.waiting_note"))
        self.banner.show_problem(state.problem)
        self._show_checks(())

    def _live(self, state: PortraitState) -> None:
        self.stage.hush()
        if not self.banner.advises:  # until the first advice comes, also in another language
            self.banner.tell(say("portrait.look"), say("portrait.look_note"), "info", "face")

    def _saving(self, state: PortraitState) -> None:
        self.banner.tell(say("portrait.saving"), "", "plain", "clock")

    def _refused(self, state: PortraitState) -> None:
        self.stage.hush()
        self.banner.show_problem(state.problem)

    def _accepted(self, state: PortraitState) -> None:
        self.stage.hush()
        said = overridden_words(self.view, PORTRAIT)
        if said:
            self.banner.tell(said, say("override.again"), "warn")
        else:
            self.banner.tell(say("portrait.kept"), *kept_note(self.view, self.page_id, say("portrait.kept_note")))

    def _stopped(self, state: PortraitState) -> None:
        self.stage.clear()
        self.stage.tell("camera", say("portrait.stopped"), say("portrait.stopped_note"))
        self.banner.tell(say("portrait.look"), say("portrait.look_note"), "plain", "face")
        self._show_checks(())

    def _excepted(self, state: PortraitState) -> None:
        self.stage.clear()
        said = excepted_words(Modality.FACE, state.reason)
        self.stage.tell("face", said)
        self.banner.tell(said, *kept_note(self.view, self.page_id, say("exceptions.excepted_note")))
        self._show_checks(())

    def _show_checks(self, checks: tuple[LiveCheck, ...] | None = None) -> None:
        self.card.show_checks(self.view, self.presenter.state, checks)


_SHOW: dict[Phase, Callable[[PortraitPage, PortraitState], None]] = {
    Phase.OPENING: PortraitPage._opening,
    Phase.WAITING: PortraitPage._waiting,
    Phase.LIVE: PortraitPage._live,
    Phase.SAVING: PortraitPage._saving,
    Phase.REFUSED: PortraitPage._refused,
    Phase.UNSAVED: PortraitPage._refused,
    Phase.ACCEPTED: PortraitPage._accepted,
    Phase.STOPPED: PortraitPage._stopped,
    Phase.EXCEPTED: PortraitPage._excepted,
}
