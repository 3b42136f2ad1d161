"""The signature page: the field to sign in, as wide as the window; a connected pad may be used instead."""

from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station.domain.capture import InkPoint
from station.domain.errors import Problem
from station.domain.sample import Modality
from station.services.views import EnrollmentView
from ui.messages import say
from ui.pages.base import KeepingPage, PageContext
from ui.pages.signature.presenter import SignaturePresenter
from ui.pages.signature.state import Ink, Phase, SignatureState
from ui.proof.proving import Proving
from ui.theme.tokens import GAP
from ui.widgets.advice import AdviceBanner, AdviceKind
from ui.widgets.buttons import Button
from ui.widgets.chip import Chip
from ui.widgets.columns import OwnColumns
from ui.widgets.commands import Command, command_of, not_now
from ui.widgets.device_words import device_name
from ui.widgets.exception_menu import ExceptionButton
from ui.widgets.exception_words import Scope, excepted_words, key_of
from ui.widgets.ink_pad import SIZE_MM, InkPad
from ui.widgets.reasons import kept_note, step_reason
from ui.widgets.words import Label

_ADVICE: dict[Phase, tuple[AdviceKind, str]] = {
    Phase.EMPTY: ("info", "signature"),
    Phase.WRITING: ("info", "signature"),
    Phase.PAD: ("info", "signature"),
    Phase.SAVING: ("plain", "clock"),
    Phase.KEPT: ("ok", ""),
}


class SignaturePage(KeepingPage):
    page_id = "signature"
    title_key = "signature.title"
    purpose_key = "signature.purpose"

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        station = context.station
        self.pad = InkPad()
        self.pad.pen_down.connect(self.pen_down)
        self.pad.written.connect(self._written)
        self.banner = AdviceBanner(keep_place=True)
        self.clear_button = Button("signature.button.clear", "secondary", "retry", keys=say("signature.space"))
        self.clear_button.clicked.connect(self._press)
        self.pad_button = Button("signature.button.pad", "secondary", "signature", keys="P")
        self.pad_button.clicked.connect(self._use_pad)
        self.exception = ExceptionButton(Modality.SIGNATURE, self._scopes)
        self.proof = Proving(
            self, Modality.SIGNATURE, station, context.bridge, context.shell, lambda: None, lambda: None
        )
        self._device = Label("", "caption", ink="muted", wrap=False)
        self._chip = Chip("signature.simulated", "info")
        self._arrange()
        self.presenter = SignaturePresenter(
            self,
            station.capture,
            station.enroll,
            station.diagnose,
            context.bridge.post,
            partial(context.bridge.run, station.work),
            lambda seconds, call: QTimer.singleShot(round(seconds * 1000), self, call),
        )
        self.keeps = (self.presenter, self.proof.presenter)
        self._say_names()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.pad, 1)
        said = QHBoxLayout()
        said.setSpacing(GAP)
        said.addWidget(self.banner, 1)
        said.addWidget(self.exception)
        said.addWidget(self.proof.button)
        column.addLayout(said)
        row = OwnColumns(0)
        row.add(_beside(self.clear_button, self.pad_button), 0)
        row.add(_beside(self._device, self._chip))
        column.addWidget(row)

    def _say_names(self) -> None:
        self.pad.setAccessibleName(say("signature.pad_name"))
        self.pad.set_words(say("signature.sign_here"))

    # --- Page ----------------------------------------------------------------------------------------------------

    def begins(self, view: EnrollmentView) -> None:
        self.exception.show_for(view)
        self.context.facing.writer = self

    def leave(self) -> None:
        self.context.facing.writer = None
        super().leave()
        self.pad.clear()

    def refresh(self, view: EnrollmentView) -> None:
        super().refresh(view)
        if self.presenter.state.phase in (Phase.KEPT, Phase.EXCEPTED):  # what is kept may be asked for anew
            self.show_state(self.presenter.state)

    def retranslate(self) -> None:
        self._say_names()
        self.show_state(self.presenter.state)

    def over(self) -> Proving:
        return self.proof

    def primary_reason(self) -> str | None:
        """Ink that is not kept yet does not close Next: going on keeps it."""
        phase = self.presenter.state.phase
        if phase is Phase.SAVING:
            return say("signature.reason_saving")
        return None if self._has_ink() else step_reason(self.view, self.page_id)

    def primary(self) -> None:
        self.presenter.settle()
        super().primary()

    def show_reason(self) -> None:
        self.pad.setFocus()

    def space(self) -> bool:
        if not self.proof.space():
            self._press()
        return True

    def cancel(self) -> bool:
        return self.proof.close() or self.presenter.cancel()

    def commands(self) -> tuple[Command, ...]:
        return (
            Command(("Space",), say("signature.keys.clear"), self.space, not_now(self._may), say("signature.space")),
            command_of(self.pad_button, "P", words=say("signature.keys.pad")),
            self.exception.command(),
            self.proof.command(),
        )

    def first_focus(self) -> QWidget | None:
        return self.pad

    def _may(self) -> bool:
        """Whether Space does something now."""
        return self.proof.is_open or self.clear_button.isEnabled()

    def _press(self) -> None:
        self.presenter.clear()

    def _use_pad(self) -> None:
        self.presenter.use_pad()

    def _scopes(self) -> tuple[Scope, ...]:
        reason = self.presenter.state.reason
        return (Scope("", reason, reason is not None, self.presenter.except_for),)

    # --- what is written, here or on the window that faces the applicant -----------------------------------------

    def pen_down(self) -> None:
        self.presenter.pen_down()

    def written(self, points: tuple[InkPoint, ...], *, pen: bool) -> None:
        self.pad.show_points(points, SIZE_MM)
        self._keep(points, pen=pen)

    def again(self) -> None:
        if self.clear_button.isEnabled():
            self.presenter.clear()

    def _written(self) -> None:
        self.context.facing.ink(self.pad.points, SIZE_MM)
        self._keep(self.pad.points, pen=self.pad.with_pen)

    def _keep(self, points: tuple[InkPoint, ...], *, pen: bool) -> None:
        self.presenter.written(points, SIZE_MM, pen=pen)
        self.context.shell.action_changed()

    def _has_ink(self) -> bool:
        return self.presenter.state.phase is Phase.WRITING and any(not point.down for point in self.pad.points)

    # --- SignatureView -------------------------------------------------------------------------------------------

    def show_state(self, state: SignatureState) -> None:
        phase = state.phase
        if phase in (Phase.WAITING, Phase.UNSAVED):
            self.banner.show_problem(state.problem)
        elif phase is Phase.EXCEPTED:
            note, kind = kept_note(self.view, self.page_id, say(key_of(Modality.SIGNATURE, "excepted_note")))
            self.banner.tell(excepted_words(Modality.SIGNATURE, state.reason), note, kind)
        else:
            kind, icon_name = _ADVICE[phase]
            note = "" if phase is Phase.SAVING else say(f"signature.{phase.value}_note")
            note = excepted_words(Modality.SIGNATURE, state.reason) or note
            if phase is Phase.KEPT:
                note, kind = kept_note(self.view, self.page_id, note)
            self.banner.tell(say(f"signature.{phase.value}"), note, kind, icon_name)
        self.pad.set_words("" if phase is Phase.EXCEPTED else say("signature.sign_here"))
        closed = phase in (Phase.SAVING, Phase.PAD)
        self.pad.set_closed(closed)
        self.context.facing.close_ink(closed=closed)
        self.clear_button.say(f"signature.button.{'keep' if phase is Phase.UNSAVED else 'clear'}")
        self.clear_button.setEnabled(phase not in (Phase.SAVING, Phase.EMPTY, Phase.EXCEPTED))
        self.exception.setEnabled(phase not in (Phase.SAVING, Phase.UNSAVED))
        self.pad_button.setEnabled(state.pad is not None and phase not in (Phase.SAVING, Phase.UNSAVED, Phase.PAD))
        self._chip.setVisible(state.pad is not None and state.pad.simulated)
        if state.pad is None:
            self._device.say("signature.pad_none")
        else:
            self._device.plain("" if state.pad.simulated else device_name(state.pad))  # which the chip says
        self.context.shell.action_changed()

    def show_ink(self, ink: Ink) -> None:
        self.pad.show_points(ink.points, ink.size_mm)
        self.context.facing.ink(ink.points, ink.size_mm)

    def show_picture(self, pixels: NDArray[np.uint8]) -> None:
        self.pad.show_picture(pixels)

    def clear_ink(self) -> None:
        self.pad.clear()
        self.context.facing.ink((), SIZE_MM)

    def enrollment_changed(self, view: EnrollmentView) -> None:
        self.context.shell.update(view)

    def tell(self, problem: Problem) -> None:
        self.context.shell.show_problem(problem)


def _beside(*widgets: QWidget) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(GAP)
    for widget in widgets:
        row.addWidget(widget)
    return made
