"""The fingerprints page: the scanner's picture at the left; hands, fingers and their words at the right."""

from collections.abc import Iterator
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from station.domain.capture import FingerBox, SlapGuidance
from station.domain.errors import Problem
from station.domain.sample import ExceptionReason, Finger, Modality, Slap
from station.services.views import EnrollmentView
from ui.messages import say
from ui.pages.base import KeepingPage, PageContext
from ui.pages.fingerprints import words
from ui.pages.fingerprints.advice import tell
from ui.pages.fingerprints.asking import Answers
from ui.pages.fingerprints.decision_bar import DecisionBar
from ui.pages.fingerprints.looks import BUTTONS, TONES
from ui.pages.fingerprints.mark_menu import mark_menu
from ui.pages.fingerprints.marks import HANDS, hand_scope
from ui.pages.fingerprints.presenter import FingerprintsPresenter
from ui.pages.fingerprints.slap_choice import SlapChoice
from ui.pages.fingerprints.state import FingerprintsState, Phase
from ui.proof.proving import Proving
from ui.theme.tokens import GAP, UNIT
from ui.widgets.advice import AdviceBanner
from ui.widgets.attempts import AttemptStrip
from ui.widgets.buttons import Button
from ui.widgets.card import Card
from ui.widgets.checklist import CheckList
from ui.widgets.chip import Chip
from ui.widgets.columns import PageColumns
from ui.widgets.commands import Command, not_now
from ui.widgets.exception_menu import ExceptionButton
from ui.widgets.exception_words import Scope, reasons_at
from ui.widgets.finger_lines import finger_lines
from ui.widgets.finger_words import spot
from ui.widgets.hands import HandsDiagram
from ui.widgets.override_sheet import OverrideAsk
from ui.widgets.platen_stage import PlatenStage
from ui.widgets.reasons import step_reason
from ui.widgets.told_stage import ToldStage
from ui.widgets.words import Label


class FingerprintsPage(KeepingPage):
    page_id = "fingerprints"
    title_key = "fingerprints.title"
    purpose_key = "fingerprints.purpose"
    has_details = True

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        station = context.station
        self.slaps = SlapChoice(self._choose)
        self.attempts = AttemptStrip()
        self.stage = PlatenStage()
        self.stage.setAccessibleName(say("fingerprints.preview"))
        self.banner = AdviceBanner(big=True, keep_place=True)
        self.hands = HandsDiagram()
        self.hands.mark_asked.connect(self._ask_mark)
        self.fingers = CheckList()
        self.button = Button("fingerprints.button.auto", "secondary", "fingerprint", keys=say("fingerprints.space"))
        self.button.clicked.connect(self._press)
        self.exception = ExceptionButton(Modality.FINGERS, self._scopes)
        self.answers = Answers(self.banner, lambda: self.presenter.say_yes(), lambda: self.presenter.go())
        self._chip = Chip("fingerprints.simulated", "info")
        self._advice = ""
        self._boxes: tuple[FingerBox, ...] = ()
        self.proof = Proving(
            self,
            Modality.FINGERS,
            station,
            context.bridge,
            context.shell,
            lambda: self.presenter.cancel(),
            self._after_proof,
        )
        run = partial(context.bridge.run, station.work)
        self.override = OverrideAsk(
            Modality.FINGERS, station.overrides, station.sign_in, run, context.shell, lambda _: self.presenter.go_on()
        )
        self.presenter = FingerprintsPresenter(
            self,
            station.capture,
            station.enroll,
            station.diagnose,
            context.bridge.post,
            run,
            lambda seconds, call: QTimer.singleShot(round(seconds * 1000), self, call),
        )
        self.decisions = DecisionBar(self.presenter.deciding)
        self._arrange()
        self.keeps = (self.presenter, self.proof.presenter)

    def _arrange(self) -> None:
        self._columns = row = PageColumns(self)
        left = row.column(6)
        left.addWidget(self.slaps)
        left.addWidget(ToldStage(self.stage, self.banner, both_abreast=True), 1)
        left.addStretch(0)
        card = Card("fingerprints.hands", spacing=UNIT, bottom=UNIT)
        card.head.addWidget(self.exception)
        card.mark(self._chip)
        card.add(self.hands, 1)
        card.add(Label("fingerprints.hands_help", "caption", ink="muted"))
        tries = QHBoxLayout()
        tries.setSpacing(GAP)
        self._tries = Label("fingerprints.attempts", "body", strong=True)
        tries.addWidget(self._tries, 1)
        tries.addWidget(self.attempts)
        card.body.addLayout(tries)
        card.add(self.fingers)
        card.add(self.proof.button)
        card.add(self.button)
        card.add(self.decisions)
        card.add(self.override.button)
        row.add(card, 4)

    # --- Page ----------------------------------------------------------------------------------------------------

    def parts(self) -> Iterator[None]:
        yield from self.fingers.rows_ahead(max(len(each.fingers) for each in Slap))

    def begins(self, view: EnrollmentView) -> None:
        self.exception.show_for(view)

    def leave(self) -> None:
        self.override.leave()
        super().leave()
        self.stage.clear()

    def refresh(self, view: EnrollmentView) -> None:
        super().refresh(view)
        self._show_view()
        if self.presenter.state.phase is Phase.DONE:  # what is kept may be asked for anew
            tell(self.presenter.state, view, self.stage, self.banner)

    def retranslate(self) -> None:
        self.stage.setAccessibleName(say("fingerprints.preview"))
        self.show_state(self.presenter.state)
        self.stage.show_marks(words.marks(self._boxes, self.presenter.state.slap))

    def over(self) -> Proving:
        return self.proof

    def primary_reason(self) -> str | None:
        if self.presenter.state.phase is Phase.SAVING:
            return say("fingerprints.reason_saving")
        return step_reason(self.view, self.page_id)

    def show_reason(self) -> None:
        self.button.setFocus()

    def space(self) -> bool:
        if not self.proof.space():
            self._press()
        return True

    def cancel(self) -> bool:
        return self.proof.close() or self.presenter.cancel()

    def toggle_details(self) -> None:
        self.fingers.set_details(not self.fingers.details)
        self._show_view()

    def commands(self) -> tuple[Command, ...]:
        return (
            Command(
                ("Space",), say("fingerprints.keys.capture"), self.space, not_now(self._may), say("fingerprints.space")
            ),
            Command((), say("fingerprints.keys.walk"), shown="← → 1…0"),
            Command(("M",), say("fingerprints.keys.mark"), lambda: self._ask_mark(self.hands.focused()), self._exempt),
            self.exception.command(),
            self.proof.command(),
            self.override.command(),
            self.answers.command(),
            *self.decisions.commands(),
        )

    def pressed(self, event: QKeyEvent) -> bool:
        return self.hands.letter_key(event) or super().pressed(event)

    def first_focus(self) -> QWidget | None:
        """The hands, or the picture where they stand below it, out of sight: the keys of the page hold there, too."""
        return self.stage if self._columns.stacked else self.hands.button(self.hands.focused())

    def _may(self) -> bool:
        """Whether Space does something now."""
        return self.proof.is_open or self.presenter.state.phase in (*BUTTONS, Phase.LOW)

    def _exempt(self) -> str | None:
        return say("fingerprints.exempt") if self.presenter.state.phase is Phase.EXEMPT else None

    def _press(self) -> None:
        if self.presenter.state.phase is Phase.LOW:
            self.override.button.ask()
        else:
            self.presenter.go()

    def _after_proof(self) -> None:
        if self.presenter.state.phase is Phase.STOPPED:
            self.presenter.go()

    def _choose(self, slap: Slap) -> None:
        self.presenter.choose(slap)
        self._show_view()  # a press that changed nothing must not leave another button pressed

    def _ask_mark(self, finger: Finger) -> None:
        if self.presenter.state.phase is Phase.EXEMPT:
            return
        exceptions = {item.finger: item.reason for item in self.presenter.exceptions}
        drops = self.presenter.would_drop(finger)
        reasons = reasons_at(self.view, Modality.FINGERS)
        mark_menu(self.hands.button(finger), finger, reasons, exceptions.get(finger), drops, self._mark_one)

    def _mark_one(self, finger: Finger, reason: ExceptionReason | None) -> None:
        self.presenter.mark((finger,), reason)

    def _scopes(self) -> tuple[Scope, ...]:
        marks = {item.finger: item.reason for item in self.presenter.exceptions}
        return tuple(
            hand_scope(name, fingers, marks, partial(self.presenter.mark, fingers)) for name, fingers in HANDS.items()
        )

    # --- FingerprintsView ----------------------------------------------------------------------------------------

    def show_state(self, state: FingerprintsState) -> None:
        phase = state.phase
        self.button.say(f"fingerprints.button.{BUTTONS.get(phase, 'auto')}")
        self.button.setEnabled(phase in BUTTONS)
        needless = self.proof.is_asked and phase not in BUTTONS  # there is no room for one that does nothing
        if self.answers.focused and phase is not Phase.ASKED:
            self.hands.button(self.hands.focused()).setFocus()  # before they are hidden
        self.answers.show(asked=phase is Phase.ASKED)
        self.button.setVisible(phase not in (Phase.DONE, Phase.EXEMPT, Phase.LOW, Phase.ASKED) and not needless)
        self.exception.setEnabled(phase not in (Phase.EXEMPT, Phase.UNSAVED))
        self._chip.setVisible(state.device is not None and state.device.simulated)
        self.decisions.show_for(phase)
        self.stage.set_tone(TONES.get(phase, "plain"))
        self._advice = ""
        self._show_view()
        tell(state, self.view, self.stage, self.banner)
        asked = state.slap.expected if state.slap is not None and phase in (Phase.OPENING, Phase.LIVE) else ()
        self.context.facing.fingers(tuple(finger.name.lower() for finger in asked))
        self.context.shell.action_changed()

    def show_frame(self, pixels: NDArray[np.uint8], boxes: tuple[FingerBox, ...] | None) -> None:
        self.stage.show_pixels(pixels)
        if boxes is not None:
            self._mark(boxes)

    def show_guidance(self, guidance: SlapGuidance) -> None:
        self._mark(guidance.boxes)
        if guidance.advice != self._advice:
            self._advice = guidance.advice
            self.banner.advise(guidance.advice, "info", "hand", seen=guidance.seen, expected=guidance.expected)

    def clear_frame(self) -> None:
        self._boxes = ()
        self.stage.clear()

    def enrollment_changed(self, view: EnrollmentView) -> None:
        self.context.shell.update(view)

    def tell(self, problem: Problem) -> None:
        self.context.shell.show_problem(problem)

    # --- inside --------------------------------------------------------------------------------------------------

    def _mark(self, boxes: tuple[FingerBox, ...]) -> None:
        self._boxes = boxes
        self.stage.show_marks(words.marks(boxes, self.presenter.state.slap))

    def _show_view(self) -> None:
        """Hands, fingers, attempts and placements as the enrollment has them."""
        view, state = self.view, self.presenter.state
        if view is None:
            return
        self.override.show_for(view, "" if state.slap is None else state.slap.slap.value)
        slap = state.slap and next((item for item in view.slaps if item.slap is state.slap.slap), None)
        lines, details = finger_lines(view), self.fingers.details
        active = slap.expected if slap is not None and state.phase is not Phase.DONE else ()
        self.hands.show_spots(
            {finger: spot(line, active=finger in active, details=details, keys=True) for finger, line in lines.items()}
        )
        self.hands.set_closed(state.phase is Phase.EXEMPT)
        self.fingers.set_items(words.rows(slap, lines, details=details))
        self.slaps.setVisible(bool(view.slaps))
        self.slaps.show_slaps(view.slaps, None if slap is None else slap.slap)
        self.attempts.setVisible(slap is not None)
        self._tries.setVisible(slap is not None)
        if slap is not None:
            live = state.phase in (Phase.OPENING, Phase.LIVE, Phase.WAITING)
            self.attempts.show_cells(*words.cells(view, slap, live=live))
