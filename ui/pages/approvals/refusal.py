"""The form in which an officer says no: about whom, which items are wanted once more, why, in words of their own."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from station.domain.answers import DOCUMENT
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.lines import Line, Picture
from station.domain.sample import PORTRAIT, SIGNATURE
from station.services.deciding import LONGEST_NOTE, REASONS
from station.services.views import EnrollmentView
from station.texts import catalogue
from ui.messages import language, problem_text, say
from ui.pages.approvals.state import Refusal
from ui.theme.tokens import UNIT
from ui.widgets.buttons import Button
from ui.widgets.choice import ChoiceBox
from ui.widgets.tick_list import TickList, TickRow
from ui.widgets.words import Label

_FEW = 110  # three rows; more where there is room


def items_of(view: EnrollmentView) -> tuple[str, ...]:
    """What of this case can be sent back: what its service takes, and this case has."""
    shown = [item for step in view.steps for item in step.lines]
    found = {name for item in shown if isinstance(item, Line) for name in item.fields}
    found |= {SIGNATURE if item.ink else PORTRAIT for item in shown if isinstance(item, Picture)}
    found |= {slap.slap.value for slap in view.slaps if slap.expected}
    if any(name.startswith(f"{DOCUMENT}_") for name in found):
        found.add(DOCUMENT)
    return tuple(item for item in view.nameable if item in found)


class RefusalForm(QWidget):
    """`given` carries a Refusal; `dropped`: never mind; `changed`: it may be given now, or not any more."""

    given = Signal(object)
    dropped = Signal()
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._views: tuple[EnrollmentView, ...] = ()
        self._items: tuple[str, ...] = ()
        self._back = False
        self._title = Label("", "body", strong=True)
        self.person = ChoiceBox(())
        self._person_name = Label("approvals.person", "caption", ink="muted")
        self._person_name.setBuddy(self.person)
        self.items, self.reasons = TickList("approvals.items"), TickList("approvals.reasons")
        self._items_name = Label("approvals.items", "caption", ink="muted", wrap=False)
        self._reasons_name = Label("approvals.reasons", "caption", ink="muted", wrap=False)
        self.note = QLineEdit()
        self.note.setMaxLength(LONGEST_NOTE)
        note_name = Label("approvals.note", "caption", ink="muted")
        note_name.setBuddy(self.note)
        self.confirm, self.cancel = Button("approvals.reject_really", "danger"), Button("approvals.never_mind")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(UNIT)
        column.addWidget(self._title)
        whom = QHBoxLayout()
        whom.setSpacing(UNIT)
        whom.addWidget(self._person_name)
        whom.addWidget(self.person, 1)
        column.addLayout(whom)
        self._beside = beside = QHBoxLayout()  # what, and why
        beside.setSpacing(UNIT)
        for named, ticks in ((self._items_name, self.items), (self._reasons_name, self.reasons)):
            named.setBuddy(ticks)
            part = QVBoxLayout()
            part.setSpacing(4)
            part.addWidget(named)
            part.addWidget(ticks, 1)
            beside.addLayout(part, 1)
        column.addLayout(beside, 1)
        column.addWidget(note_name)
        column.addWidget(self.note)
        buttons = QHBoxLayout()
        buttons.setSpacing(UNIT)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.confirm, 1)
        column.addLayout(buttons)
        for ticks in (self.items, self.reasons):
            ticks.ticked.connect(lambda *_: self._show_ready())
            ticks.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
            ticks.setMinimumHeight(_FEW)
            ticks.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # words wrap beside it
        self.person.chosen.connect(lambda _: self._show_person())
        self.cancel.clicked.connect(self.dropped)
        self.confirm.clicked.connect(lambda: self.given.emit(self.refusal()))
        self.retranslate()

    def ask(self, views: Sequence[EnrollmentView], *, back: bool) -> None:
        """views: of all whose case it is; where they are several, nobody is meant until it is said. back: single items
        are sent back; else the whole is rejected."""
        self._back, self._views = back, tuple(views)
        self._show_people()
        for ticks in (self.items, self.reasons):
            ticks.untick()
        self.note.clear()
        self._title.say("approvals.send_back" if back else "approvals.reject")
        self.confirm.say(self.confirm_key)
        for each in (self._items_name, self.items):
            each.setVisible(back)
        self._beside.setStretch(0, 1 if back else 0)
        self.retranslate()

    @property
    def confirm_key(self) -> str:
        """Of the words of what it does."""
        return "approvals.send_back_really" if self._back else "approvals.reject_really"

    def begin(self) -> None:
        """The keyboard is where the form begins."""
        first = self.person if len(self._views) > 1 else self.items if self._back else self.reasons
        first.setFocus()

    def refusal(self) -> Refusal:
        items = self.items.ticks() if self._back else ()
        return Refusal(self.reasons.ticks(), items, self.note.text(), EnrollmentId(self.person.value()) or None)

    def retranslate(self) -> None:
        words = catalogue(language())["ANSWER-ITEM"].words
        for ticks, rows in (
            (self.items, [(item, words.get(item) or self._named(item)) for item in self._items]),
            (self.reasons, [(code, problem_text(Problem(code)).happened) for code in REASONS]),
        ):
            ticks.show_rows(_rows(rows, ticks.ticks()), rows[0][0] if rows else "")
        self.note.setAccessibleName(say("approvals.note"))
        self.person.setAccessibleName(say("approvals.person"))
        for place, view in enumerate(self._views):
            self.person.setItemText(place, _called(place, view))
        self._show_ready()

    def _show_people(self) -> None:
        """As they stand under each other in the case."""
        several = len(self._views) > 1
        self.person.clear()
        for place, view in enumerate(self._views):
            self.person.addItem(_called(place, view), view.enrollment.enrollment_id)
        self.person.setCurrentIndex(-1 if several else 0)
        for each in (self._person_name, self.person):
            each.setVisible(several)
        self._show_items()

    def _show_person(self) -> None:
        """What was ticked of somebody else is not meant."""
        self.items.untick()
        self._show_items()
        self.retranslate()

    def _named(self, item: str) -> str:
        """A field, as its service calls it."""
        called = (view.nameable.get(item, {}).get(language(), "") for view in self._views)
        return next(filter(None, called), item)

    def _show_items(self) -> None:
        meant = [view for view in self._views if view.enrollment.enrollment_id == self.person.value()]
        self._items = items_of(meant[0]) if meant else ()

    def _show_ready(self) -> None:
        self.confirm.setEnabled(bool(self.items.ticks() if self._back else self.reasons.ticks()))
        self.changed.emit()


def _called(place: int, view: EnrollmentView) -> str:
    """Two may have one name."""
    return f"{place + 1}. {view.title or say('shell.unnamed')}"


def _rows(named: Sequence[tuple[str, str]], ticked: Sequence[str]) -> list[TickRow]:
    return [TickRow(key, words, key in ticked) for key, words in named]
