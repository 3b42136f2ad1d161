"""A note above the list of drafts: copies at the second place are late, how late, and why. Hidden while all is well."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from station.services.views import CopiesView
from ui.messages import problem_text, say
from ui.widgets.icon import Icon
from ui.widgets.packet_words import moment
from ui.widgets.words import Label


class CopiesNote(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._view = CopiesView()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Icon("warning", "warn", 20), 0, Qt.AlignmentFlag.AlignTop)
        self._words = Label("", "caption")
        row.addWidget(self._words, 1)
        self.hide()

    def show_copies(self, view: CopiesView) -> None:
        self._view = view
        self.setVisible(view.problem is not None or view.behind > 0)
        self.retranslate()

    @property
    def text(self) -> str:
        return self._words.text()

    def retranslate(self) -> None:
        view = self._view
        newest = (
            moment(view.newest, datetime.now().astimezone()) if view.newest is not None else say("home.copies_none")
        )
        told = [say("home.copies_late", count=view.behind, newest=newest)]
        if view.problem is not None:
            text = problem_text(view.problem)
            told = [text.happened, *told, text.remedy]
        self._words.plain(" ".join(filter(None, told)))
