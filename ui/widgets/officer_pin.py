"""A state officer and their PIN: who answers for an act at somebody else's desk."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.messages import called, say
from ui.theme.tokens import UNIT
from ui.widgets.choice import ChoiceBox
from ui.widgets.columns import OwnColumns
from ui.widgets.officer_model import Officer
from ui.widgets.position_line import PinInput
from ui.widgets.words import Label

_LEAST = 150  # px, of either where they stand beside each other


class OfficerBox(ChoiceBox):
    """Who does it. Those who took part are listed too, so that nobody wonders where they are."""

    def __init__(self) -> None:
        self._people: tuple[Officer, ...] = ()  # it says its lines while it is made
        super().__init__(())

    def show_people(self, people: Sequence[Officer]) -> None:
        if tuple(people) == self._people:
            return
        chosen = self.value()
        self._people = tuple(people)
        self.clear()
        for person in self._people:
            self.addItem(
                f"{called(person.credential)}, {person.credential.organisation}", person.credential.credential_id
            )
        free = [item.credential.credential_id for item in self._people if not item.own_capture and not item.locked]
        self.set_value(chosen if chosen in free else next(iter(free), ""))

    def lines(self) -> tuple[str, ...]:
        """The name above the office, where both have room."""
        person, lines = self.person(), super().lines()
        if person is None or len(lines) == 1:
            return lines
        parts = f"{called(person.credential)},", person.credential.organisation
        return parts if self.fits_small(parts) else lines

    def person(self) -> Officer | None:
        return next((item for item in self._people if item.credential.credential_id == self.value()), None)


class OfficerPin(QWidget):
    """The box and the PIN beneath it, or beside it where there is room. No PIN is asked of who took part, nor of
    whoever has a locked key: how that is unlocked stands there instead."""

    changed = Signal()
    entered = Signal()

    def __init__(self, *, beside: bool = False, words: str = "shell.officer.") -> None:
        """words: where `name` and `pin` are said, with the dot."""
        super().__init__()
        self._words = words
        self.officer, self.pin = OfficerBox(), PinInput()
        self._names = (
            Label(f"{words}name", "caption", ink="muted"),
            Label(f"{words}pin", "caption", ink="muted"),
        )
        self._below = Label("", "caption", ink="muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        beside_each_other = OwnColumns(_LEAST, gap=UNIT) if beside else None
        for label, editor in zip(self._names, (self.officer, self.pin), strict=True):
            label.setBuddy(editor)
            into = column
            if beside_each_other is not None:
                cell = QWidget()
                into = QVBoxLayout(cell)
                into.setContentsMargins(0, 0, 0, 0)
                into.setSpacing(4)
                beside_each_other.add(cell)
            into.addWidget(label)
            into.addWidget(editor)
        if beside_each_other is not None:
            column.addWidget(beside_each_other)
        column.addWidget(self._below)
        self.officer.chosen.connect(lambda _: self._show_person())
        self.pin.textChanged.connect(lambda _: self._show_person())
        self.pin.returnPressed.connect(self.entered)
        self.retranslate()

    def show_people(self, people: Sequence[Officer]) -> None:
        self.officer.show_people(people)
        self._show_person()

    def person(self) -> Officer | None:
        """Whoever is chosen, unless they took part or their key is locked."""
        found = self.officer.person()
        return None if found is None or found.own_capture or found.locked else found

    @property
    def name(self) -> str:
        """Of whoever is chosen; "" where nobody is."""
        found = self.officer.person()
        return "" if found is None else called(found.credential)

    @property
    def own_capture(self) -> bool:
        """Whether somebody is chosen who took part."""
        found = self.officer.person()
        return found is not None and found.own_capture

    @property
    def complete(self) -> bool:
        return self.person() is not None and bool(self.pin.text())

    def forget(self) -> None:
        """No PIN stays behind."""
        self.pin.clear()

    def retranslate(self) -> None:
        self.officer.setAccessibleName(say(f"{self._words}name"))
        self.pin.setAccessibleName(say(f"{self._words}pin"))

    def _show_person(self) -> None:
        chosen, person = self.officer.person(), self.person()
        locked = chosen is not None and chosen.locked and not chosen.own_capture
        for widget in (self._names[1], self.pin):
            widget.setVisible(not self.own_capture and not locked)
        demo_pin = "" if person is None else person.credential.demo_pin
        self._below.setVisible(bool(demo_pin) or locked)
        if locked:
            self._below.say("shell.officer.locked", name=self.name)
        elif demo_pin:
            self._below.say("shell.officer.demo_pin", pin=demo_pin)
        self.changed.emit()
