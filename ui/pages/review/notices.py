"""What will not be in the packet as it was captured: said over everything else, before anybody signs."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QVBoxLayout

from station.domain.errors import Problem
from ui.messages import problem_text
from ui.theme.tokens import GAP, UNIT
from ui.widgets.words import Label


class Notices(QFrame):
    """A line each; hidden while there is nothing to tell."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "advice")
        self.setProperty("kind", "info")
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, UNIT, GAP, UNIT)
        self._lines = Label("", "caption")
        column.addWidget(self._lines)
        self.hide()

    def show_notices(self, notices: Sequence[Problem]) -> None:
        texts = [problem_text(notice) for notice in notices]
        self._lines.plain("\n".join(f"{text.happened} {text.remedy}".strip() for text in texts))
        self.setAccessibleName(" ".join(text.happened for text in texts))
        self.setVisible(bool(notices))
