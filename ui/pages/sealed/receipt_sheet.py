"""The small sheet of the applicant's receipt: its language, the file, Save and Print."""

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from station.domain.errors import Problem
from ui.messages import languages, problem_text, say
from ui.pages.sealed.receipt import Outcome, ReceiptPresenter, ReceiptState
from ui.theme.tokens import UNIT
from ui.widgets.advice import AdviceBanner, AdviceKind
from ui.widgets.buttons import Button
from ui.widgets.popover import Popover
from ui.widgets.segmented import Segmented
from ui.widgets.words import Label

_WIDTH = 480
_KINDS: dict[Outcome, AdviceKind] = {
    Outcome.SAVED: "ok",
    Outcome.PRINTED: "ok",
    Outcome.UNSAVED: "error",
    Outcome.UNPRINTED: "error",
}


class ReceiptSheet(Popover):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.presenter: ReceiptPresenter | None = None
        self.setFixedWidth(_WIDTH)
        self.tongues = Segmented([(tag, f"sealed.receipt.language_name.{tag}") for tag in languages()])
        self.tongues.chosen.connect(lambda tag: self.presenter and self.presenter.choose(tag))
        self.file = QLineEdit()
        self.file.textEdited.connect(lambda text: self.presenter and self.presenter.name_file(text))
        self.note = AdviceBanner()
        self.save = Button("sealed.receipt.save", "secondary", "save")
        self.save.clicked.connect(lambda: self.presenter and self.presenter.save())
        self.print = Button("sealed.receipt.print", "primary", "printer")
        self.print.clicked.connect(lambda: self.presenter and self.presenter.print_it())
        add = self.column.addWidget
        add(Label("sealed.receipt.title", "lead", strong=True))
        add(Label("sealed.receipt.note", "body", ink="muted"))
        for key, editor in (("language", self.tongues), ("file", self.file)):
            label = Label(f"sealed.receipt.{key}", "caption", ink="muted", strong=True)
            label.setBuddy(editor)
            add(label)
            add(editor)
        add(self.note)
        row = QHBoxLayout()
        row.setSpacing(UNIT)
        row.addStretch(1)
        row.addWidget(self.save)
        row.addWidget(self.print)
        self.column.addSpacing(UNIT)
        self.column.addLayout(row)
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(say("sealed.receipt.title"))
        self.tongues.setAccessibleName(say("sealed.receipt.language"))
        self.file.setAccessibleName(say("sealed.receipt.file"))
        if self.presenter is not None and self.presenter.state is not None:
            self.show_state(self.presenter.state)

    def primary(self) -> None:
        """Where there is no printer it is kept as a file."""
        (self.print if self.print.isVisible() else self.save).click()

    def show_state(self, state: ReceiptState) -> None:
        self.tongues.set_value(state.language)
        if self.file.text() != state.file:
            self.file.setText(state.file)
        for widget in (self.tongues, self.file, self.save):
            widget.setEnabled(not state.working)
        self.print.setVisible(bool(state.printer))
        self.print.setEnabled(not state.working)
        self.print.setToolTip(state.printer or "")
        self._show_note(state)
        self.adjustSize()

    def _show_note(self, state: ReceiptState) -> None:
        if state.working:
            self.note.tell(say("sealed.receipt.working"), "", "plain", "clock")
        elif isinstance(state.outcome, Problem):
            text = problem_text(state.outcome)
            self.note.tell(text.happened, text.remedy, "error")
        elif state.outcome is not None:
            self.note.tell(say(f"sealed.receipt.{state.outcome}"), "", _KINDS[state.outcome])
        elif state.printer == "":
            self.note.tell(say("sealed.receipt.no_printer"), "", "info", "printer")
        else:
            self.note.clear()
