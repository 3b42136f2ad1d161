"""The small sheet of the applicant's summary: its language, Print, what they signed, and a file where one is needed."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from station.domain.errors import Problem
from station.services.views import EnrollmentView
from ui.messages import paper_languages, problem_text, say
from ui.pages.base import Page
from ui.pages.review.summary import Outcome, SummaryPresenter, SummaryState
from ui.printer import CupsPrinter
from ui.theme.tokens import INPUT, UNIT
from ui.widgets.advice import AdviceBanner, AdviceKind
from ui.widgets.buttons import Button
from ui.widgets.popover import Popover
from ui.widgets.segmented import Segmented
from ui.widgets.words import Label

_WIDTH = 600
_KINDS: dict[Outcome, AdviceKind] = {Outcome.UNSAVED: "error", Outcome.EXISTS: "error"}


class SummarySheet(Popover):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.presenter: SummaryPresenter | None = None
        self.setFixedWidth(_WIDTH)
        self.tongues = Segmented([(tag, f"sealed.receipt.language_name.{tag}") for tag in paper_languages()])
        self.tongues.chosen.connect(lambda tag: self.presenter and self.presenter.choose(tag))
        self.note = AdviceBanner()
        self.print = Button("review.paper.print", "primary", "printer")
        self.print.clicked.connect(lambda: self.presenter and self.presenter.print_it())
        self.confirm = Button("review.paper.confirm", "secondary", "signature")
        self.confirm.clicked.connect(lambda: self.presenter and self.presenter.confirm())
        self.file = QLineEdit()
        self.file.setMinimumHeight(INPUT)
        self.file.textEdited.connect(lambda text: self.presenter and self.presenter.name_file(text))
        self.save = Button("review.paper.save", "secondary", "save")
        self.save.clicked.connect(lambda: self.presenter and self.presenter.save())
        self.as_file = Button("review.paper.as_file", "quiet", "save")
        self.as_file.clicked.connect(self._ask_for_a_place)
        tongue = Label("review.paper.language", "caption", ink="muted", strong=True)
        tongue.setBuddy(self.tongues)
        place = Label("review.paper.file", "caption", ink="muted", strong=True)
        place.setBuddy(self.file)
        about, warning = Label("review.paper.note", "body", ink="muted"), Label("review.paper.file_note", "caption")
        self._paper = (about, self.print, self.as_file)
        self._file = (place, warning, self._row(self.file, self.save))
        for widget in (
            Label("review.paper.button", "lead", strong=True),
            about,
            tongue,
            self.tongues,
            self.print,
            self.note,
            *self._file,
            self.confirm,
            self.as_file,
        ):
            self.column.addWidget(widget)
        self._show_file(False)
        self.retranslate()

    @staticmethod
    def _row(*widgets: QWidget) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(UNIT)
        for widget in widgets:
            row.addWidget(widget, 1 if isinstance(widget, QLineEdit) else 0)
        return made

    def _ask_for_a_place(self) -> None:
        """In the place of what prints: a small window has room for one of the two."""
        for widget in self._file:
            widget.show()
        self.file.setFocus()  # before what had the keyboard goes
        self._show_file(True)
        self.adjustSize()

    def _show_file(self, shown: bool) -> None:
        for widgets, wanted in ((self._file, shown), (self._paper, not shown)):
            for widget in widgets:
                widget.setVisible(wanted)

    def retranslate(self) -> None:
        self.setAccessibleName(say("review.paper.button"))
        self.tongues.setAccessibleName(say("review.paper.language"))
        self.file.setAccessibleName(say("review.paper.file"))
        if self.presenter is not None and self.presenter.state is not None:
            self.show_state(self.presenter.state)

    def open_under(self, anchor: QWidget) -> None:
        self._show_file(False)
        super().open_under(anchor)

    def forget(self) -> None:
        """The page is left: no place that was typed stays behind."""
        self.close()
        self.file.clear()
        if self.presenter is not None:
            self.presenter.close()

    def show_state(self, state: SummaryState) -> None:
        self.tongues.set_value(state.language)
        if self.file.text().strip() != state.file:
            self.file.setText(state.file)
        for widget in (self.tongues, self.file, self.print):
            widget.setEnabled(not state.working)
        self.save.setEnabled(not state.working and bool(state.file))
        self.confirm.setVisible(state.out or state.confirmed)
        self.confirm.setEnabled(not state.working and not state.confirmed)
        self.confirm.say("review.paper.confirmed" if state.confirmed else "review.paper.confirm")
        self._show_note(state)
        self.adjustSize()

    def _show_note(self, state: SummaryState) -> None:
        if state.working:
            self.note.tell(say("review.paper.printing"), "", "plain", "clock")
        elif isinstance(state.outcome, Problem):
            text = problem_text(state.outcome)
            self.note.tell(text.happened, text.remedy, "error")
        elif state.outcome is not None:
            self.note.tell(say(f"review.paper.{state.outcome}"), "", _KINDS.get(state.outcome, "ok"))
        else:
            self.note.clear()


def sheet_over(page: Page, changed: Callable[[EnrollmentView], None]) -> SummarySheet:
    """With all that it works by. changed: is told what is written into the case."""
    sheet, station = SummarySheet(page), page.context.station
    sheet.presenter = SummaryPresenter(
        sheet.show_state,
        changed,
        station.enroll,
        station.belongings,
        CupsPrinter(),
        partial(page.context.bridge.run, station.work),
    )
    return sheet
