"""Screens that ask the applicant something: the language, whether they read their rights, a wish, how it was."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout

from station.domain.citizen_view import MARKS, CitizenView
from ui.citizen.parts import TOUCH, BigButton, Part, Sentence, in_pages
from ui.citizen.words import LANGUAGES, long_notice, name, say
from ui.theme.tokens import GAP, MARGIN, UNIT

_COLUMN = 560
_FACE = 88


class LanguagePart(Part):
    """Each language in itself: no other word is needed."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.column.setContentsMargins(MARGIN, GAP, MARGIN, GAP)
        self.column.addStretch(1)
        self.add_pictogram("globe")
        self._grid = QGridLayout()
        self._grid.setSpacing(GAP)
        self.column.addLayout(self._grid)
        self.column.setAlignment(self._grid, Qt.AlignmentFlag.AlignHCenter)
        self.column.addStretch(1)
        self.buttons: dict[str, BigButton] = {}
        for tag in LANGUAGES:
            button = BigButton()
            button.setText(name(tag))
            button.clicked.connect(partial(self.chosen.emit, tag))
            self.buttons[tag] = button
        self._columns = 0
        self._place(1)

    def make_room(self) -> None:
        """One below the other; in pairs where that is too high."""
        self._place(1 if self.height() >= len(self.buttons) * (TOUCH + GAP) + GAP else 2)
        super().make_room()

    def _place(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for at, button in enumerate(self.buttons.values()):
            button.setFixedWidth(_COLUMN // columns)
            self._grid.addWidget(button, at // columns, at % columns, Qt.AlignmentFlag.AlignCenter)

    def show_view(self, view: CitizenView) -> None:
        self.buttons[view.language or LANGUAGES[0]].setFocus()


class NoticePart(Part):
    """Two sentences; all of it, a few sentences at a time, for who wants more."""

    agreed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._tag, self._at = "", 0
        self.back, self.more, self.agree = BigButton(), BigButton(), BigButton(primary=True)
        self.back.clicked.connect(lambda: self._turn(-1))
        self.more.clicked.connect(lambda: self._turn(1))
        self.agree.clicked.connect(self.agreed)
        self.column.addStretch(1)
        self.add_pictogram("document")
        self.column.addWidget(self.sentence)
        self.column.addStretch(1)
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

    def forget(self) -> None:
        self._at = 0

    def make_room(self) -> None:
        if self._tag:
            self._show()

    def _turn(self, by: int) -> None:
        self._at += by
        self._show()

    def _show(self) -> None:
        """The short text first. It is agreed to once all of that was on the screen."""
        short, long = self._pages((say(self._tag, "notice.say"),)), self._pages(long_notice(self._tag))
        pages = (*short, *long)
        self._at = min(self._at, len(pages) - 1)
        self.sentence.setText(pages[self._at])
        self.back.setVisible(self._at > 0)
        self.back.setText(say(self._tag, "notice.back"))
        self.more.setVisible(self._at < len(pages) - 1)
        self.more.setText(say(self._tag, "notice.more" if self._at == len(short) - 1 else "notice.next"))
        self.agree.setVisible(self._at >= len(short) - 1)
        self.agree.setText(say(self._tag, "notice.agree"))
        super().make_room()

    def _pages(self, texts: Sequence[str]) -> tuple[str, ...]:
        """Each text as a page, or as several where it has no room on one."""
        margins = self.column.contentsMargins()
        width = self.width() - margins.left() - margins.right()
        height = self.height() - margins.top() - margins.bottom() - TOUCH - 4 * GAP
        return tuple(page for text in texts for page in in_pages(self.sentence, text, width, height))


class WishPart(Part):
    wished = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.yes, self.no = BigButton(), BigButton()
        self.yes.clicked.connect(lambda: self.wished.emit(True))
        self.no.clicked.connect(lambda: self.wished.emit(False))
        self.column.addStretch(1)
        self.add_pictogram("person")
        self.column.addWidget(self.sentence)
        self.column.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        for button in (self.yes, self.no):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            row.addWidget(button)
        self.column.addLayout(row)

    def show_view(self, view: CitizenView) -> None:
        self.sentence.setText(say(view.language, "wish.still" if view.wished else "wish.say"))
        self.yes.setText(say(view.language, "wish.yes"))
        self.no.setText(say(view.language, "wish.no"))
        self.make_room()


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
        self.end_in_the_middle()

    def show_view(self, view: CitizenView) -> None:
        self.sentence.setText(say(view.language, "thanks.said" if view.rated else "thanks.say"))
        for mark, (button, words) in self.marks.items():
            said = say(view.language, f"thanks.mark_{mark}")
            words.setText(said)
            button.setAccessibleName(said)
            button.setVisible(not view.rated)
            words.setVisible(not view.rated)
