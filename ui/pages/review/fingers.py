"""All ten fingers at a glance: the diagram, and how many of each word."""

from collections import Counter

from PySide6.QtWidgets import QVBoxLayout, QWidget

from station.services.views import EnrollmentView
from ui.messages import say
from ui.theme.tokens import UNIT
from ui.widgets.finger_lines import finger_lines
from ui.widgets.finger_words import spot
from ui.widgets.hands import HandsDiagram
from ui.widgets.words import Label


class FingersSummary(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._view: EnrollmentView | None = None
        self._details = False
        self._hands = HandsDiagram()
        self._hands.set_closed(True)
        self._words = Label("", "caption", ink="muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(UNIT)
        column.addWidget(self._hands, 1)
        column.addWidget(self._words)

    def show_view(self, view: EnrollmentView) -> None:
        self._view = view
        self._hands.setVisible(view.fingerprints_required)
        if not view.fingerprints_required:
            self._words.say("fingerprints.exempt")
            return
        lines = finger_lines(view)
        self._hands.show_spots(
            {finger: spot(line, active=False, details=self._details) for finger, line in lines.items()}
        )
        words = Counter(
            f"fingerprints.word.{line.word}" if line.word is not None else f"fingerprints.state.{line.state}"
            for line in lines.values()
        )
        self._words.plain(" · ".join(f"{say(key)}: {count}" for key, count in words.items()))

    def toggle_details(self) -> None:
        """Scores instead of signs, and back."""
        self._details = not self._details
        if self._view is not None:
            self.show_view(self._view)
