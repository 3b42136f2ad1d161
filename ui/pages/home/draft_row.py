"""One unfinished enrollment: who, where it stands, Resume; Discard asks once more below: discard, or the applicant
withdraws? Of a signed one, and of one that nobody can read, it asks a state officer and their PIN. Of one
for which a terminal took money, or may have, it says so.

One that does not open is shown with the reason and what to do, and can only be withdrawn.
"""

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station.acts import CaseState
from station.domain.enrollment import EnrollmentId
from station.services.draft_summary import DraftSummary
from ui.messages import joined, say
from ui.pages.home.giving_up import GivingUp
from ui.theme.tokens import UNIT
from ui.widgets.buttons import Button
from ui.widgets.officer_model import Officer
from ui.widgets.problem_note import ProblemNote
from ui.widgets.service_words import step_name
from ui.widgets.words import Label


class DraftRow(QWidget):
    resumed = Signal()
    discarded = Signal(str, str)  # credential of the officer and PIN, both empty where none is asked
    withdrawn = Signal(str, str)  # the same
    asked_officer = Signal()

    def __init__(self, draft: DraftSummary) -> None:
        super().__init__()
        self.draft = draft
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, UNIT, 0, UNIT)
        column.setSpacing(UNIT)
        row = QHBoxLayout()
        row.setSpacing(UNIT)
        column.addLayout(row)
        words = QVBoxLayout()
        words.setSpacing(0)
        self._name = Label("", "body", strong=True)
        self._where = Label("", "caption", ink="muted")
        self._ends = Label("", "caption", ink="warn")
        words.addStretch(1)
        words.addWidget(self._name)
        words.addWidget(self._where)
        words.addWidget(self._ends)
        self._note = None if self._opens else ProblemNote()
        if self._note is not None:
            words.addSpacing(UNIT)
            words.addWidget(self._note)
        words.addStretch(1)
        row.addLayout(words, 1)
        self.discard = Button("home.discard", "quiet", "trash")
        self.resume = Button("home.resume", "secondary", "forward")
        for button in (self.discard, self.resume):
            row.addWidget(button)
        self.discard.clicked.connect(lambda: self._ask(True))
        self.resume.clicked.connect(self.resumed)
        self.resume.setVisible(self._opens)
        self.retranslate()

    @property
    def draft_id(self) -> EnrollmentId:
        return self.draft.enrollment_id

    @property
    def _opens(self) -> bool:
        return self.draft.problem is None

    @property
    def _needs_officer(self) -> bool:
        return self.draft.by_two

    @cached_property
    def giving_up(self) -> GivingUp:
        """Made when it is first asked: most rows never ask, and a desk may have hundreds."""
        made = GivingUp()
        self._column.addWidget(made)
        for one, other in pairwise((self.discard, self.resume, *made.stops())):
            QWidget.setTabOrder(one, other)
        made.keep.clicked.connect(lambda: self._ask(False))
        made.really.clicked.connect(self._discard)
        made.withdraw.clicked.connect(self._withdraw)
        made.asked.changed.connect(self._show_ready)
        made.asked.entered.connect(self._entered)
        return made

    @property
    def asks(self) -> bool:
        """Whether a second person's PIN is asked for now."""
        return "giving_up" in vars(self) and self.giving_up.asked.isVisible()

    def show_officers(self, officers: Sequence[Officer]) -> None:
        if "giving_up" in vars(self):
            self.giving_up.asked.show_people(officers)

    def ask_pin_again(self) -> None:
        self.forget()
        if self.asks:
            self.giving_up.asked.pin.setFocus()

    def forget(self) -> None:
        """No PIN stays behind."""
        if "giving_up" in vars(self):
            self.giving_up.asked.forget()

    def close_up(self) -> None:
        """As it was before anybody asked to give it up."""
        if "giving_up" in vars(self) and not self.giving_up.isHidden():
            self._ask(False)

    def _ask(self, asking: bool) -> None:
        below = self.giving_up
        below.really.setVisible(self._opens)
        below.money.show_payments(self.draft.payments if asking else ())
        below.asked.setVisible(self._needs_officer)
        below.choices.arrange()
        below.setVisible(asking)
        self.discard.setVisible(not asking)
        self.resume.setVisible(not asking and self._opens)
        self.forget()
        self._show_ready()
        if asking and self._needs_officer:
            self.asked_officer.emit()
            below.asked.pin.setFocus()
        elif asking:
            below.keep.setFocus()
        elif self.isVisible():
            self.discard.setFocus()

    def _show_ready(self) -> None:
        for button in (self.giving_up.really, self.giving_up.withdraw):
            button.setEnabled(not self._needs_officer or self.giving_up.asked.complete)

    def _entered(self) -> None:
        if self._opens:
            self._discard()
        else:
            self._withdraw()

    def _discard(self) -> None:
        if self.giving_up.really.isEnabled():
            self.discarded.emit(self._officer(), self.giving_up.asked.pin.text())

    def _withdraw(self) -> None:
        if self.giving_up.withdraw.isEnabled():
            self.withdrawn.emit(self._officer(), self.giving_up.asked.pin.text())

    def _officer(self) -> str:
        officer = self.giving_up.asked.person() if self._needs_officer else None
        return "" if officer is None else officer.credential.credential_id

    def retranslate(self) -> None:
        begun = f"{self.draft.started_at.astimezone():%d.%m.%Y %H:%M}" if self.draft.started_at is not None else "?"
        if self._note is not None:
            self._note.show_problem(self.draft.problem)
        ends = self.draft.ends_on
        self._ends.setVisible(ends is not None)
        if ends is not None:
            self._ends.say("home.ends_on", day=f"{ends:%d.%m.%Y}")
        if self.draft.problem is not None:
            self._name.say("home.unopened")
            where = say("home.unopened_at", id=self.draft.enrollment_id[:8], time=begun)
            self._where.plain(where)
            self.discard.setAccessibleName(joined(say("home.discard"), where))
            return
        name = self.draft.title or say("shell.unnamed")
        if self.draft.people > 1:
            name = say("home.draft_with", name=name, count=self.draft.people - 1)
        self._name.plain(name)
        where = say("home.draft_at", step=step_name(self.draft.step, self.draft.called), time=begun)
        self._where.plain(self._stands(where))
        self.resume.setAccessibleName(joined(say("home.resume"), name))
        self.discard.setAccessibleName(joined(say("home.discard"), name))

    def _stands(self, where: str) -> str:
        """What became of it since somebody vouched for it."""
        if not self.draft.signed:
            return where
        since = self.draft.waiting_since
        time = "" if since is None else f"{since.astimezone():%d.%m.%Y %H:%M}"
        state = self.draft.least or self.draft.state  # of nobody more is said than holds of all who came together
        if self.draft.state in (CaseState.REJECTED, CaseState.RETURNED):
            state = self.draft.state
        which = "partly" if state is CaseState.OPEN else state
        return say(f"home.draft_{which}", where=where, time=time)
