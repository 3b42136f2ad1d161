"""PeopleStrip: those who came together, above the page: who they are, how far each is; one pressed, and it is theirs.

Below them, what another of them said already of what is asked here, to be taken over; or for whom of them holds too
what was chosen here. Hidden where somebody came alone.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from station.domain.errors import Problem
from ui.messages import Words, say
from ui.theme.active import font
from ui.theme.tokens import CONTROL, HALF, STRONG, UNIT
from ui.widgets.buttons import Button, IconButton
from ui.widgets.field_words import choice_key, label_key
from ui.widgets.words import Label

if TYPE_CHECKING:  # not before the window is there
    from station.domain.enrollment import EnrollmentId, Relation
    from station.services.offered import Offered
    from station.services.views import EnrollmentView, PersonView
    from ui.shell.people_sheets import AddPerson, TakeAway
    from ui.widgets.officer_model import Officer

_NAME_PX = 150
_MOST_LABELS = 3
ADD_KEY, NEXT_PERSON_KEY, BACK_KEY, TAKE_OVER_KEY = "F5", "Ctrl+PgDown", "Ctrl+PgUp", "F6"


class Asks(Protocol):
    """Who answers what is pressed here."""

    def turn_to(self, enrollment_id: "EnrollmentId", /) -> None: ...
    def add_person(self, relation: "Relation", /) -> None: ...
    def ask_officers(self, found: "Callable[[tuple[Officer, ...]], None]", /) -> None: ...
    def take_away(self, officer: str, pin: str, refused: Callable[[Problem], None], /) -> None: ...
    def take_over(self) -> None: ...
    def give_over(self) -> None: ...


class PeopleStrip(QFrame):
    def __init__(self) -> None:
        super().__init__()
        self.asks: Asks | None = None
        self._view: EnrollmentView | None = None
        self._low = False
        self._chips: dict[EnrollmentId, Button] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, UNIT)
        column.setSpacing(UNIT)
        self._beside = row = QHBoxLayout()
        row.setSpacing(UNIT)
        inner = QWidget()
        inner.setProperty("look", "page")
        self._row = QHBoxLayout(inner)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(UNIT)
        self._row.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFixedHeight(CONTROL + 2 * UNIT)
        self._scroll.setWidget(inner)
        self._scroll.horizontalScrollBar().rangeChanged.connect(self._bring_in_sight)
        self.away = IconButton("trash", "shell.people.take_away")
        self.away.clicked.connect(self._ask_away)
        row.addWidget(self._scroll, 1)
        row.addWidget(self.away)
        column.addLayout(row)
        self._offer = Label("", "caption")
        self.over = Button("shell.people.take_over", "secondary", "down", keys=TAKE_OVER_KEY)
        self.over.clicked.connect(self._take_over)
        self._below = QHBoxLayout()
        self._below.setSpacing(UNIT)
        self._below.addWidget(self._offer, 1)
        self._below.addWidget(self.over)
        column.addLayout(self._below)
        self.hide()

    @cached_property
    def adding(self) -> "AddPerson":
        from ui.shell.people_sheets import AddPerson

        return AddPerson(self, self._add)

    @cached_property
    def leaving(self) -> "TakeAway":
        from ui.shell.people_sheets import TakeAway

        return TakeAway(self, self._take_away)

    @property
    def answers(self) -> str:
        """Whose PIN is asked for who is taken away; "" while none is."""
        asking = "leaving" in vars(self) and self.leaving.isVisible()
        return self.leaving.asked.name if asking else ""

    def show_enrollment(self, view: "EnrollmentView") -> None:
        other = self._view is None or view.enrollment.enrollment_id != self._view.enrollment.enrollment_id
        if other and "leaving" in vars(self):
            self.leaving.close()
        self._view = view
        ids = [each.enrollment_id for each in view.people]
        if ids != list(self._chips):
            self._rebuild(ids)
        self.setVisible(bool(ids))
        self.retranslate()

    def _bring_in_sight(self) -> None:
        """Who is shown, however many stand before them."""
        here = None if self._view is None else self._chips.get(self._view.enrollment.enrollment_id)
        if here is not None:
            self._scroll.ensureWidgetVisible(here)

    def retranslate(self) -> None:
        view = self._view
        if view is None:
            return
        for number, person in enumerate(view.people, start=1):
            chip, here = self._chips[person.enrollment_id], person.enrollment_id == view.enrollment.enrollment_id
            name = person.title or say("shell.unnamed")
            words = f"{number}  {name}"
            strong = QFontMetrics(font("body", STRONG))  # as it is drawn where they are shown
            shown = strong.elidedText(words, Qt.TextElideMode.ElideMiddle, _NAME_PX)
            chip.setText(shown)
            chip.set_icon(_icon(person))
            wider = strong.horizontalAdvance(shown) - chip.fontMetrics().horizontalAdvance(shown)
            chip.setMinimumWidth(0)
            chip.setMinimumWidth(chip.sizeHint().width() + max(0, wider) + HALF)
            chip.setChecked(here)
            relation = say(f"shell.people.relation.{person.relation}")
            spoken = say(
                "shell.people.one", number=number, people=len(view.people), name=name, relation=relation,
                state=say(f"shell.people.state.{'here' if here else _state(person)}"),
            )  # fmt: skip
            chip.setAccessibleName(spoken)
            chip.setToolTip(spoken)
        first = view.people[0].enrollment_id if view.people else None
        self.away.setVisible(view.enrollment.enrollment_id != first)
        told = view.offered or view.for_others
        self._offer.setVisible(bool(told) and not self._low)
        self.over.setVisible(bool(told))
        if told:
            self._say_offer(view, told)
        self._bring_in_sight()

    def show_low(self, low: bool) -> None:
        """One row less: what is offered is said by the button that takes it over."""
        if low != self._low:
            self._low = low
            if low:
                self._beside.insertWidget(1, self.over)
            else:
                self._below.addWidget(self.over)
            self.retranslate()

    def _say_offer(self, view: "EnrollmentView", told: "Sequence[Offered]") -> None:
        titles: Mapping[EnrollmentId, str] = {each.enrollment_id: each.title for each in view.people}
        names = dict.fromkeys(say(_called(each)) for each in told)
        labels = list(names)[:_MOST_LABELS]
        more = say("shell.people.and_more", count=len(names) - len(labels)) if len(names) > len(labels) else ""
        whose = dict.fromkeys(titles.get(each.whose) or say("shell.unnamed") for each in told)
        way = "offered" if view.offered else "for_others"
        self.over.say("shell.people.take_over" if view.offered else "shell.people.give_over")
        self._offer.say(f"shell.people.{way}", what=f"{', '.join(labels)} {more}".rstrip(), whose=", ".join(whose))
        self.over.setAccessibleName(f"{self.over.text()}. {self._offer.text()}")
        self.over.setToolTip(f"{self._offer.text()} ({TAKE_OVER_KEY})")

    def neighbour(self, distance: int) -> "EnrollmentId | None":
        """Who stands so many places from whom is shown, round and round; None where somebody came alone."""
        ids = list(self._chips)
        if self._view is None or self._view.enrollment.enrollment_id not in ids:
            return None
        return ids[(ids.index(self._view.enrollment.enrollment_id) + distance) % len(ids)]

    def step(self, distance: int) -> None:
        """To the next of them, or the one before."""
        which = self.neighbour(distance)
        if which is not None and self.asks is not None and self.isVisible():
            self.asks.turn_to(which)

    def after_this(self) -> "Callable[[], object] | None":
        """Turns to the next of them who is not signed and approved; None where nobody is."""
        view = self._view
        if view is None or self.asks is None or not self.isVisible():
            return None
        people, here = view.people, view.enrollment.enrollment_id
        at = next((place for place, each in enumerate(people) if each.enrollment_id == here), 0)
        left = next((each.enrollment_id for each in (*people[at + 1 :], *people[:at]) if not each.ready), None)
        return None if left is None else partial(self.asks.turn_to, left)

    def _rebuild(self, ids: "list[EnrollmentId]") -> None:
        for chip in self._chips.values():
            self._row.removeWidget(chip)
            chip.deleteLater()
        self._chips = {}
        for place, which in enumerate(ids):
            chip = Button("", "choice", "ring")
            chip.setCheckable(True)
            chip.clicked.connect(lambda _=False, which=which: self._pressed(which))
            self._row.insertWidget(place, chip)
            self._chips[which] = chip

    def _pressed(self, which: "EnrollmentId") -> None:
        self.retranslate()  # a press alone checks nothing: the page may be refused
        if self.asks is not None:
            self.asks.turn_to(which)

    def open_adding(self, anchor: QWidget) -> None:
        """Ask whom to add, under what was pressed for it."""
        if self._view is not None and anchor.isVisible():
            self.adding.open_for(self._view, anchor)

    def _take_over(self) -> None:
        if self.asks is not None and self._view is not None:
            (self.asks.take_over if self._view.offered else self.asks.give_over)()

    def _add(self, relation: "Relation") -> None:
        if self.asks is not None:
            self.asks.add_person(relation)

    def _ask_away(self) -> None:
        if self._view is not None and self.asks is not None:
            self.leaving.open_for(self._view, self.away)
            if self.leaving.by_two:
                self.asks.ask_officers(self.leaving.show_officers)

    def _take_away(self, officer: str, pin: str) -> None:
        if self.asks is not None:
            self.asks.take_away(officer, pin, self.leaving.refused)


def _state(person: "PersonView") -> str:
    if person.ready:
        return "ready"
    if person.waiting:
        return "waiting"
    if person.signed:
        return "signed"
    return "complete" if person.complete else "open"


def _icon(person: "PersonView") -> str:
    return {"ready": "done", "waiting": "clock", "signed": "signature", "complete": "check", "open": "ring"}[
        _state(person)
    ]


def _called(offered: "Offered") -> Words:
    if offered.paper is not None:
        return choice_key("paper", "", offered.paper.paper)
    return offered.called or label_key(offered.name.split(".")[0])
