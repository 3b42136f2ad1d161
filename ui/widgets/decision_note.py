"""What a state officer said instead of approving: over everything else, for whoever goes on with it."""

from PySide6.QtWidgets import QFrame, QVBoxLayout

from station.domain.enrollment import Decision
from station.domain.errors import Problem
from station.texts import catalogue
from ui.messages import language, problem_text, say
from ui.theme.tokens import GAP, UNIT
from ui.widgets.words import Label


class DecisionNote(QFrame):
    """Hidden while there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "advice")
        self.setProperty("kind", "warn")
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, UNIT, GAP, UNIT)
        column.setSpacing(2)
        self._what = Label("", "body", strong=True)
        self._why = Label("", "body")
        column.addWidget(self._what)
        column.addWidget(self._why)
        self._low = False
        self.hide()

    def show_low(self, low: bool) -> None:
        """One line where there is little room; the reason then stands behind it, and on the review."""
        self._low = low
        self._why.setHidden(low or not self._why.text())

    def show_decision(self, decision: Decision | None) -> None:
        self.setVisible(decision is not None)
        if decision is None:
            return
        words = catalogue(language())["ANSWER-ITEM"].words
        who = say(f"review.{decision.kind}", name=decision.officer.name)
        items = ", ".join(words.get(item, item) for item in decision.items)
        reasons = " ".join(problem_text(Problem(code)).happened for code in decision.reasons)
        why = " ".join(part for part in (reasons, f"\u201c{decision.note}\u201d" if decision.note else "") if part)
        self._what.plain(f"{who}: {items}" if items else who)
        self._why.plain(why)
        self.show_low(self._low)
        self.setToolTip(why)
        self.setAccessibleName(f"{self._what.text()}. {why}")
