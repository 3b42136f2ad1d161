"""PayBar: the fee, the one way to take it here, what runs, and what came of it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from station.domain.money import whole_amd
from ui.messages import say
from ui.pages.form.paying import PayState, Phase
from ui.theme.tokens import GAP
from ui.widgets.buttons import Button
from ui.widgets.card import Card
from ui.widgets.problem_note import ProblemNote
from ui.widgets.progress import ProgressLine
from ui.widgets.words import Label

PAY_KEY = "F7"


class PayBar(Card):
    """Hidden where nothing is to be paid."""

    take = Signal()
    cancel = Signal()
    nothing_taken = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._state = PayState()
        self.fee = Label("", "lead", strong=True)
        self.said = Label("", "body", ink="muted")
        self.button = Button("field.pay.take", "secondary", "payment", keys=PAY_KEY)
        self.button.clicked.connect(self.take)
        self.none = Button("field.pay.nothing", "quiet", "cross")
        self.none.clicked.connect(self.nothing_taken)
        self.progress = ProgressLine()
        self.note = ProblemNote()
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.fee, 1)
        row.addWidget(self.said, 1)
        row.addWidget(self.none)
        row.addWidget(self.button)
        self.body.addLayout(row)
        self.add(self.progress)
        self.add(self.note)
        self.hide()

    def show_state(self, state: PayState) -> None:
        self._state = state
        self.setVisible(bool(state.due_amd) or state.running or state.problem is not None)
        self.button.setEnabled(state.terminal and bool(state.due_amd) and not state.running)
        self.none.setVisible(state.unclear)
        self.note.show_problem(state.problem)
        self.progress.stop()
        if state.running:
            on_cancel = None if state.phase is Phase.STOPPING else self.cancel.emit
            self.progress.start(f"field.pay.{state.phase}", on_cancel)
        self.retranslate()

    def retranslate(self) -> None:
        state = self._state
        self.fee.plain(say("field.pay.fee", fee=whole_amd(state.due_amd)))
        if state.running or state.problem is not None:
            self.said.plain("")
            return
        key = "stopped" if state.phase is Phase.STOPPED else "once" if state.terminal else "no_terminal"
        self.said.say(f"field.pay.{key}")
