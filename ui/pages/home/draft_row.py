"""One unfinished enrollment: who, where it stands, Resume; Discard asks once more in its place.

One that does not open is shown with the reason and what to do, and offers nothing that could lose it.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station.services.views import DraftSummary
from ui.messages import say
from ui.theme.tokens import UNIT
from ui.widgets.buttons import Button
from ui.widgets.problem_note import ProblemNote
from ui.widgets.words import Label


class DraftRow(QWidget):
    resumed = Signal()
    discarded = Signal()

    def __init__(self, draft: DraftSummary) -> None:
        super().__init__()
        self._draft = draft
        row = QHBoxLayout(self)
        row.setContentsMargins(0, UNIT, 0, UNIT)
        row.setSpacing(UNIT)
        words = QVBoxLayout()
        words.setSpacing(0)
        self._name = Label("", "body", strong=True)
        self._where = Label("", "caption", ink="muted")
        words.addStretch(1)
        words.addWidget(self._name)
        words.addWidget(self._where)
        self._note = ProblemNote()
        words.addWidget(self._note)
        words.addStretch(1)
        row.addLayout(words, 1)
        self._discard = Button("home.discard", "quiet", "trash")
        self._really = Button("home.discard_really", "danger", "trash")
        self._keep = Button("home.keep", "secondary")
        self.resume = Button("home.resume", "secondary", "forward")
        for button in (self._discard, self._really, self._keep, self.resume):
            row.addWidget(button)
        self._discard.clicked.connect(lambda: self._ask(True))
        self._keep.clicked.connect(lambda: self._ask(False))
        self._really.clicked.connect(self.discarded)
        self.resume.clicked.connect(self.resumed)
        self._ask(False)
        self.retranslate()

    def _ask(self, asking: bool) -> None:
        for button in (self._really, self._keep):
            button.setVisible(asking)
        for button in (self._discard, self.resume):
            button.setVisible(not asking and self._draft.problem is None)
        if asking:
            self._keep.setFocus()
        elif self.isVisible():
            self._discard.setFocus()

    def retranslate(self) -> None:
        begun = f"{self._draft.started_at.astimezone():%d.%m.%Y %H:%M}" if self._draft.started_at is not None else "?"
        self._note.show_problem(self._draft.problem)
        if self._draft.problem is not None:
            self._name.say("home.unopened")
            self._where.plain(say("home.unopened_at", id=self._draft.enrollment_id[:8], time=begun))
            return
        name = self._draft.title or say("shell.unnamed")
        self._name.plain(name)
        self._where.plain(say("home.draft_at", step=say(f"shell.step.{self._draft.step}"), time=begun))
        self.resume.setAccessibleName(f"{say('home.resume')}: {name}")
        self._discard.setAccessibleName(f"{say('home.discard')}: {name}")
