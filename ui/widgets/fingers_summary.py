"""All ten fingers at a glance: the diagram, and how many of each word."""

from collections import Counter

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station.services.views import EnrollmentView
from ui.messages import say, within
from ui.theme.tokens import HALF, UNIT, Role
from ui.widgets.columns import Columns
from ui.widgets.finger_lines import FingerLine, finger_lines
from ui.widgets.finger_words import spot
from ui.widgets.hands import HandsDiagram
from ui.widgets.icon import Icon
from ui.widgets.words import Label

_SIGNS: dict[str, tuple[str, Role]] = {
    "to_do": ("ring", "muted"),
    "taken": ("done", "ok"),
    "weak": ("warning", "warn"),
    "missing": ("cross", "muted"),
}


def _word_of(line: FingerLine) -> str:
    """Key of what is said of a finger: how good it is, or why it is not taken."""
    if line.reason is not None:
        return f"exceptions.reason.{line.reason.value}"
    return f"fingerprints.state.{line.state}" if line.word is None else f"fingerprints.word.{line.word}"


class FingersSummary(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._view: EnrollmentView | None = None
        self._details = False
        self._hands = HandsDiagram()
        self._hands.set_closed(True)
        self._exempt = Label("fingerprints.exempt", "body")
        self._legend: list[tuple[QWidget, Icon, Label]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(HALF)
        column.addWidget(self._hands, 1)
        column.addWidget(self._exempt)
        self._pairs: list[Columns] = []
        self._lower = QVBoxLayout()
        self._lower.setSpacing(HALF)
        column.addLayout(self._lower)
        column.addStretch(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The hands are as high as their width makes them: no gap above them, nor before their words."""
        super().resizeEvent(event)
        self._hands.setMaximumHeight(self._hands.whole_height(self.width()))

    def show_view(self, view: EnrollmentView) -> None:
        self._view = view
        self._hands.setVisible(view.fingerprints_required)
        self._exempt.setVisible(not view.fingerprints_required)
        if not view.fingerprints_required:
            self._show_legend([])
            return
        lines = finger_lines(view)
        self._hands.show_spots(
            {finger: spot(line, active=False, details=self._details) for finger, line in lines.items()}
        )
        words = Counter((line.state, _word_of(line)) for line in lines.values())
        self._show_legend([(state, f"{within(say(key))}\u00a0·\u00a0{count}") for (state, key), count in words.items()])

    def _show_legend(self, rows: list[tuple[str, str]]) -> None:
        """rows: (state of a finger, how many are so in words)."""
        while len(self._legend) < len(rows):
            box, icon, label = QWidget(), Icon("ring", "muted", 20), Label("", "body", wrap=False)
            row = QHBoxLayout(box)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(UNIT)
            row.addWidget(icon)
            row.addWidget(label, 1)
            if len(self._legend) % 2 == 0:
                self._pairs.append(Columns(0, gap=UNIT))
                self._lower.addWidget(self._pairs[-1])
            self._pairs[-1].add(box)
            self._legend.append((box, icon, label))
        for index, (box, icon, label) in enumerate(self._legend):
            box.setVisible(index < len(rows))
            if index < len(rows):
                state, words = rows[index]
                icon.show_icon(*_SIGNS[state])
                label.plain(words)
        for pair in self._pairs:
            pair.setVisible(not pair.empty)
            pair.arrange()

    def set_details(self, open_: bool) -> None:
        """Whether scores stand instead of signs."""
        self._details = open_
        if self._view is not None:
            self.show_view(self._view)
