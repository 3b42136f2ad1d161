"""Screens that ask the applicant something: the language, whether they read their rights, a wish, how it was."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout

from station.domain.citizen_view import MARKS, CitizenView
from ui.citizen.parts import BigButton, Part, Pictogram, Sentence
from ui.citizen.words import LANGUAGES, long_notice, name, say
from ui.theme.tokens import GAP, MARGIN, UNIT

_COLUMN = 560
_FACE = 88
_ROOMY = 660  # below it the languages alone have room


class LanguagePart(Part):
    """Each language in itself: no other word is needed."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.column.setContentsMargins(MARGIN, GAP, MARGIN, GAP)
        self._globe = Pictogram("globe")
        self.column.addStretch(1)
        self.column.addWidget(self._globe, 0, Qt.AlignmentFlag.AlignHCenter)
        self.buttons: dict[str, BigButton] = {}
        for tag in LANGUAGES:
            button = BigButton()
            button.setText(name(tag))
            button.setFixedWidth(_COLUMN)
            button.clicked.connect(partial(self.chosen.emit, tag))
            self.column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
            self.buttons[tag] = button
        self.column.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._globe.setVisible(event.size().height() >= _ROOMY)

    def show_view(self, view: CitizenView) -> None:
        self.buttons[view.language or LANGUAGES[0]].setFocus()


class NoticePart(Part):
    """Two sentences; all of it, a few sentences at a time, for who wants more."""

    agreed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._tag, self._at = "", 0  # 0: the short text; from 1 on the pages of the long one
        icon = Pictogram("document")
        self.back, self.more, self.agree = BigButton(), BigButton(), BigButton(primary=True)
        self.back.clicked.connect(lambda: self._turn(-1))
        self.more.clicked.connect(lambda: self._turn(1))
        self.agree.clicked.connect(self.agreed)
        self.column.addStretch(1)
        self.column.addWidget(icon, 0, Qt.AlignmentFlag.AlignHCenter)
        self.column.addWidget(self.sentence)
        self.column.addStretch(2)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.back)
        row.addWidget(self.more)
        row.addStretch(1)
        row.addWidget(self.agree)
        self.column.addLayout(row)

    def show_view(self, view: CitizenView) -> None:
        if view.language != self._tag:
            self._tag, self._at = view.language, 0
        self._show()
        self.setFocus()

    def forget(self) -> None:
        self._at = 0

    def _turn(self, by: int) -> None:
        self._at += by
        self._show()

    def _show(self) -> None:
        pages = long_notice(self._tag)
        self.sentence.setText(say(self._tag, "notice.say") if self._at == 0 else pages[self._at - 1])
        self.back.setVisible(self._at > 0)
        self.back.setText(say(self._tag, "notice.back"))
        self.more.setVisible(self._at < len(pages))
        self.more.setText(say(self._tag, "notice.next" if self._at else "notice.more"))
        self.agree.setText(say(self._tag, "notice.agree"))


class WishPart(Part):
    wished = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        icon = Pictogram("person")
        self.yes, self.no = BigButton(), BigButton()
        self.yes.clicked.connect(lambda: self.wished.emit(True))
        self.no.clicked.connect(lambda: self.wished.emit(False))
        self.column.addStretch(1)
        self.column.addWidget(icon, 0, Qt.AlignmentFlag.AlignHCenter)
        self.column.addWidget(self.sentence)
        self.column.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        for button in (self.yes, self.no):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            row.addWidget(button)
        self.column.addLayout(row)
        self.column.addStretch(1)

    def show_view(self, view: CitizenView) -> None:
        self.sentence.setText(say(view.language, "wish.say"))
        self.yes.setText(say(view.language, "wish.yes"))
        self.no.setText(say(view.language, "wish.no"))
        self.setFocus()


class ThanksPart(Part):
    """One touch, and it is said. Nobody has to."""

    rated = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.column.addStretch(1)
        self.column.addWidget(self.sentence)
        self.column.addSpacing(GAP)
        row = QHBoxLayout()
        row.setSpacing(UNIT)
        self.marks: dict[int, tuple[BigButton, Sentence]] = {}
        for mark in MARKS:
            button, words = BigButton(), Sentence(note=True)
            button.show_icon(f"mood_{mark}", "accent", _FACE)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.clicked.connect(partial(self.rated.emit, mark))
            cell = QVBoxLayout()
            cell.addWidget(button)
            cell.addWidget(words)
            row.addLayout(cell, 1)
            self.marks[mark] = (button, words)
        self.column.addLayout(row)
        self.column.addStretch(1)

    def show_view(self, view: CitizenView) -> None:
        self.sentence.setText(say(view.language, "thanks.said" if view.rated else "thanks.say"))
        for mark, (button, words) in self.marks.items():
            said = say(view.language, f"thanks.mark_{mark}")
            words.setText(said)
            button.setAccessibleName(said)
            button.setVisible(not view.rated)
            words.setVisible(not view.rated)
        self.setFocus()
