"""ProblemNote: a problem in a narrow place, its lines one under the other: what happened, what to do, the code."""

from PySide6.QtWidgets import QFrame, QVBoxLayout

from station.domain.errors import Problem
from ui.messages import problem_text
from ui.theme.tokens import GAP, UNIT
from ui.widgets.announce import Announcer
from ui.widgets.words import Label, set_look


class ProblemNote(QFrame):
    """Hidden while there is nothing to tell."""

    def __init__(self) -> None:
        super().__init__()
        self._problem: Problem | None = None
        self._announcer = Announcer(self)
        self._whose = ""
        self.setProperty("look", "advice")
        self.setProperty("kind", "warn")
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, UNIT, GAP, UNIT)
        column.setSpacing(2)
        self._happened = Label("", "body", strong=True)
        self._remedy = Label("", "body")
        self._code = Label("", "caption", ink="muted", wrap=False)
        for label in (self._happened, self._remedy, self._code):
            column.addWidget(label)
        self.hide()

    def show_problem(self, problem: Problem | None, whose: str = "") -> None:
        """whose: as `problem_text`."""
        self._problem, self._whose = problem, whose
        self.setVisible(problem is not None)
        if problem is None:
            self._announcer.say("")
            return
        text = problem_text(problem, whose)
        set_look(self, kind="warn" if problem.retryable else "error")
        self._happened.plain(text.happened)
        self._remedy.plain(text.remedy)
        self._remedy.setVisible(bool(text.remedy))
        self._code.plain(problem.code)
        self.setAccessibleName(f"{text.happened} {text.remedy}".strip())
        self._announcer.say(self.accessibleName(), urgent=True)

    def retranslate(self) -> None:
        self.show_problem(self._problem, self._whose)
