"""The sheet of proofs: the camera's picture at the left, what is asked for at the right. It lies over the page."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station.acts.errors import OwnCapture
from station.domain.errors import Problem
from station.domain.operator import CredentialId
from station.domain.proven import Proof
from ui.messages import called, say
from ui.proof.presenter import Phase, ProofState
from ui.theme.tokens import GAP, GUTTER, UNIT
from ui.widgets.advice import AdviceBanner
from ui.widgets.buttons import Button
from ui.widgets.card import Card
from ui.widgets.officer_pin import OfficerPin
from ui.widgets.problem_note import ProblemNote
from ui.widgets.roles import speak_as
from ui.widgets.scroll_down import ScrollDown
from ui.widgets.stage import Stage
from ui.widgets.told_stage import ToldStage
from ui.widgets.words import Label

_BUTTONS = {
    Phase.KEPT: "proof.button.retake",
    Phase.REFUSED: "proof.button.retake",
    Phase.WAITING: "proof.button.retake",
    Phase.UNSAVED: "proof.button.keep",
}


class ProofSheet(QWidget):
    """Over all of its page, whatever size that has."""

    def __init__(
        self,
        page: QWidget,
        on_press: Callable[[], None],
        on_confirm: Callable[[CredentialId, str], None],
        on_close: Callable[[], object],
    ) -> None:
        super().__init__(page)
        self.setProperty("look", "page")
        speak_as(self, QAccessible.Role.Dialog)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._on_confirm = on_confirm
        self.stage, self.banner = Stage(), AdviceBanner(keep_place=True)
        self.button = Button("proof.button.take", "secondary", "camera", keys=say("portrait.space"))
        self.button.clicked.connect(on_press)
        self.asked = OfficerPin(words="proof.person.")
        self.asked.changed.connect(self._person_changed)
        self.asked.entered.connect(self._confirm)
        self.confirm = Button("proof.button.confirm", "secondary", "key")
        self.confirm.clicked.connect(self._confirm)
        self.back = Button("proof.button.back", "secondary", "back", keys="Esc")
        self.back.clicked.connect(lambda: on_close())
        self.note = ProblemNote()
        self._tried_by = ""  # whose key was asked when `said` came
        self._second = Label("", "body")
        self._state = ProofState()
        self._arrange()
        page.installEventFilter(self)
        self.setGeometry(page.rect())

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GUTTER)
        self.left = QWidget()
        left = QVBoxLayout(self.left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(GAP)
        left.addWidget(ToldStage(self.stage, self.banner), 1)
        left.addStretch(0)
        row.addWidget(self.left, 5)
        card = Card("proof.title", spacing=UNIT)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(UNIT)
        for widget in (self.button, self._second, self.asked, self.confirm, self.note):
            column.addWidget(widget)
        column.addStretch(1)
        self._scroll = ScrollDown(inside)  # on a low screen the second person's part is longer than the sheet
        card.add(self._scroll, 1)
        card.add(self.back)
        row.addWidget(card, 3)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return super().eventFilter(watched, event)

    def show_state(self, state: ProofState) -> None:
        before, self._state = self._state, state
        open_, asked = state.phase is not Phase.CLOSED, state.proven.asked
        if before.said is not state.said:
            self._tried_by = self.asked.name
        if not open_:
            self.asked.forget()
            self.hide()
            return
        self.left.setVisible(Proof.PHOTO in asked)
        self.button.setVisible(Proof.PHOTO in asked)
        self.button.say(_BUTTONS.get(state.phase, "proof.button.take"))
        self.button.setEnabled(state.phase not in (Phase.OPENING, Phase.SAVING))
        self.stage.set_tone("ok" if state.phase is Phase.KEPT else "plain")
        self._show_photo(state)
        self._show_second(state, Proof.SECOND in asked)
        if state.said is not None and before.said is not state.said:
            self.asked.forget()  # a wrong PIN is typed anew, not corrected blindly
        if before.phase is Phase.CLOSED:
            self.show()
            self.raise_()
            (self.stage if Proof.PHOTO in asked else self.asked.pin).setFocus()  # Space is the photograph's

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab goes round in the sheet, never to what lies under it."""
        chain: list[QWidget] = []
        widget = (self.focusWidget() or self).nextInFocusChain()
        while widget is not None and widget not in chain:
            chain.append(widget)
            widget = widget.nextInFocusChain()
        inside = [each for each in chain if self.isAncestorOf(each) and _takes_tab(each)]
        here = self.window().focusWidget()
        others = [each for each in inside if each is not here]
        if others:
            reason = Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
            others[0 if next else -1].setFocus(reason)
        return True

    def primary(self) -> None:
        """Ctrl+Enter: the second person's word, where their PIN is typed; else back to the page."""
        (self.confirm if self._may_confirm else self.back).click()

    def primary_key(self) -> str:
        """Of the words of what that does: they stand on the blue button of the window."""
        return "proof.button.confirm" if self._may_confirm else "proof.button.back"

    @property
    def _may_confirm(self) -> bool:
        return self.confirm.isVisible() and self.confirm.isEnabled()

    def _show_photo(self, state: ProofState) -> None:
        self.stage.setAccessibleName(say("proof.preview"))
        if state.phase is Phase.OPENING:
            self.stage.clear()
            self.stage.tell("camera", say("portrait.opening"))
        elif state.phase is Phase.WAITING:
            self.stage.tell("camera", say("portrait.waiting"), say("portrait.waiting_note"))
        else:
            self.stage.hush()
        if state.problem is not None:
            self.banner.show_problem(state.problem)
        elif state.phase is Phase.SAVING:
            self.banner.tell(say("proof.saving"), "", "plain", "clock")
        elif state.phase is Phase.KEPT:
            self.banner.tell(say("proof.kept"), say("proof.kept_note"), "ok")
        else:
            self.banner.tell(say("proof.ask"), say("proof.ask_note"), "info", "camera")

    def _show_second(self, state: ProofState, asked: bool) -> None:
        seen = state.proven.second
        self._second.setVisible(asked)
        if seen is None:
            self._second.say("proof.second_ask")
        else:
            self._second.say("proof.second_by", name=called(seen.by))
        for widget in (self.asked, self.confirm):
            widget.setVisible(asked and seen is None)
        self.asked.show_people(state.people)
        self.asked.setEnabled(not state.confirming)
        self._person_changed()

    def _person_changed(self) -> None:
        state = self._state
        self.confirm.setEnabled(self.asked.complete and not state.confirming)
        own = self.asked.own_capture and state.proven.second is None and Proof.SECOND in state.proven.asked
        said = state.said if self._tried_by == self.asked.name else None  # of another it is not said
        self.note.show_problem(Problem(OwnCapture.code) if own else said, self._tried_by)
        if own or said is not None:
            QTimer.singleShot(0, self, lambda: self._scroll.ensureWidgetVisible(self.note))

    def _confirm(self) -> None:
        person = self.asked.person()
        if person is not None and self.confirm.isEnabled():
            self._on_confirm(person.credential.credential_id, self.asked.pin.text())

    def show_frame(self, pixels: NDArray[np.uint8]) -> None:
        self.stage.show_pixels(pixels)

    def freeze(self, pixels: NDArray[np.uint8]) -> None:
        self.stage.show_pixels(pixels)
        self.stage.flash()

    def retranslate(self) -> None:
        self.show_state(self._state)


def _takes_tab(widget: QWidget) -> bool:
    stops = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
    return stops and widget.isVisible() and widget.isEnabled()
