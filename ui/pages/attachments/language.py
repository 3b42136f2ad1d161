"""In which language a paper is of which pages stay: asked beside its pages, once there are any."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QWidget

from station.domain.attachment import LANGUAGE, item_of, said
from station.domain.enrollment import EnrollmentId
from station.domain.languages import LANGUAGES, OTHER
from station.services.views import EnrollmentView, EnrollResult
from ui.messages import say
from ui.pages.attachments.model import PaperRow
from ui.pages.attachments.presenter import Attachments
from ui.theme.tokens import UNIT
from ui.threads import Run
from ui.widgets.choice import ChoiceBox
from ui.widgets.words import Label


class PaperLanguage(QWidget):
    def __init__(self, attachments: Attachments, run: Run, done: Callable[[EnrollResult], None]) -> None:
        super().__init__()
        self._attachments, self._run, self._done = attachments, run, done
        self._which: EnrollmentId | None = None
        self._row: PaperRow | None = None
        self.box = ChoiceBox([(word.lower(), f"field.choice.language.{word}") for word in (*LANGUAGES, OTHER)])
        self.box.chosen.connect(self._say)
        name = Label("attachments.language", "caption", ink="muted", wrap=False)
        name.setBuddy(self.box)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(UNIT)
        row.addWidget(name)
        row.addWidget(self.box, 1)
        self.retranslate()

    def show_row(self, view: EnrollmentView | None, row: PaperRow | None) -> None:
        """Of the paper in hand; hidden where nothing of it stays."""
        self._row = row
        shown = view is not None and row is not None and bool(row.pages) and not row.paper.left
        self.setVisible(shown)
        if view is None or row is None or not shown:
            return
        self._which = view.enrollment.enrollment_id
        item = item_of(view.enrollment.items, row.paper)
        self.box.set_value("" if item is None else said(item, LANGUAGE))

    def _say(self, word: str) -> None:
        which, row = self._which, self._row
        if which is not None and row is not None:
            self._run(lambda: self._attachments.say_language(which, row.paper, word), self._done)

    def retranslate(self) -> None:
        self.box.setAccessibleName(say("attachments.language"))
