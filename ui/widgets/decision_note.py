"""What a state officer said instead of approving, or what the centre asks for once more: over everything else, for
whoever goes on with it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QVBoxLayout

from station.domain.errors import Problem
from station.texts import catalogue
from ui.messages import called, joined, language, problem_text, say
from ui.theme.tokens import GAP, UNIT
from ui.widgets.words import Label

if TYPE_CHECKING:  # not before the window is there
    from station.domain.recapture import Recapture
    from station.services.views import EnrollmentView


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
        self._called: Mapping[str, Mapping[str, str]] = {}
        self.hide()

    def show_low(self, low: bool) -> None:
        """One line where there is little room; the reason then stands behind it, and on the review."""
        self._low = low
        self._why.setHidden(low or not self._why.text())

    def show_of(self, view: "EnrollmentView") -> None:
        """What an officer here said last; else what the centre asks for."""
        enrollment, self._called = view.enrollment, view.nameable
        said, asked = enrollment.decision, enrollment.recapture
        self.setVisible(said is not None or enrollment.follows is not None)
        if said is not None:
            who = say(f"review.{said.kind}", name=called(said.officer))
            self._tell(who, said.items, said.reasons, f"\u201c{said.note}\u201d" if said.note else "")
        elif asked is not None:
            self._tell(say("review.again"), asked.items, asked.reasons, _due(asked))
        elif enrollment.withdrawal is not None:
            self._tell(say("review.taken_back", packet=enrollment.withdrawal.packet_id[:8]), (), (), "")

    def _tell(self, who: str, about: Sequence[str], codes: Sequence[str], note: str) -> None:
        words = catalogue(language())["ANSWER-ITEM"].words
        called = (self._called.get(item, {}).get(language(), "") for item in about)
        items = ", ".join(words.get(item) or name or item for item, name in zip(about, called, strict=True))
        reasons = " ".join(problem_text(Problem(code)).happened for code in codes)
        why = " ".join(part for part in (reasons, note) if part)
        self._what.plain(joined(who, items) if items else who)
        self._why.plain(why)
        self.show_low(self._low)
        self.setToolTip(why)
        self.setAccessibleName(f"{self._what.text()}. {why}")


def _due(asked: "Recapture") -> str:
    if asked.due is None:
        return ""
    late = datetime.now().astimezone().date() > asked.due
    return problem_text(Problem("ANSWER-LATE" if late else "ANSWER-DUE", {"day": f"{asked.due:%d.%m.%Y}"})).happened
