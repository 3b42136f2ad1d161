"""The sheets of those who came together: whom one adds, and whether who is shown is taken away."""

from collections.abc import Callable, Sequence

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from station.acts import facts_of
from station.domain.enrollment import Relation
from station.domain.errors import Problem
from station.services.views import EnrollmentView
from ui.messages import say
from ui.widgets.buttons import Button
from ui.widgets.money_note import MoneyNote
from ui.widgets.officer_model import Officer
from ui.widgets.officer_pin import OfficerPin
from ui.widgets.popover import Popover
from ui.widgets.words import Label


class AddPerson(Popover):
    """Whom one adds: what they are to the first."""

    def __init__(self, parent: QWidget, chosen: Callable[[Relation], None]) -> None:
        super().__init__(parent)
        self._on_chosen = chosen
        self.column.addWidget(Label("shell.people.who", "body", strong=True))
        self.buttons: dict[Relation, Button] = {}
        for relation in Relation:
            if relation is not Relation.FIRST:
                button = Button(f"shell.people.relation.{relation}", "choice")
                button.clicked.connect(lambda _=False, relation=relation: self._chosen(relation))
                self.column.addWidget(button)
                self.buttons[relation] = button

    def open_for(self, view: EnrollmentView, anchor: QWidget) -> None:
        """Only those whom the service takes together."""
        for relation, button in self.buttons.items():
            button.setVisible(relation in view.relations)
        self.open_under(anchor)
        if view.relations:
            self.buttons[view.relations[0]].setFocus()

    def _chosen(self, relation: Relation) -> None:
        self.close()
        self._on_chosen(relation)


class TakeAway(Popover):
    """Really? Of whom somebody vouched for a second person answers, with their PIN."""

    def __init__(self, parent: QWidget, chosen: Callable[[str, str], None]) -> None:
        """chosen: with the credential of who answers and their PIN, both empty where nobody has to."""
        super().__init__(parent)
        self._on_chosen, self.by_two = chosen, False
        self._question, self.money = Label("", "body"), MoneyNote()
        self.asked = OfficerPin()
        self.really = Button("shell.people.take_away_really", "danger", "trash")
        self.keep = Button("shell.people.keep", "primary")  # what cannot be taken back is not the blue one
        for widget in (self._question, self.money, self.asked, self.really, self.keep):
            self.column.addWidget(widget)
        self.keep.clicked.connect(self.close)
        self.really.clicked.connect(self._chosen)
        self.asked.entered.connect(self._chosen)
        self.asked.changed.connect(self._show_ready)

    def open_for(self, view: EnrollmentView, anchor: QWidget) -> None:
        self.by_two = facts_of(view.enrollment).by_two
        self._question.say("shell.people.take_away_ask", name=view.title or say("shell.unnamed"))
        self.money.show_payments(view.payments)
        self.asked.setVisible(self.by_two)
        self._show_ready()
        self.open_under(anchor)
        (self.asked.pin if self.by_two else self.keep).setFocus()

    def show_officers(self, officers: Sequence[Officer]) -> None:
        self.asked.show_people(officers)

    def refused(self, problem: Problem) -> None:
        """A PIN that was wrong is typed again where it was typed."""
        if not problem.retryable:
            self.close()
        self.asked.forget()
        if self.isVisible():
            self.asked.pin.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        """No PIN stays behind, however it was closed."""
        self.asked.forget()
        super().hideEvent(event)

    def _show_ready(self) -> None:
        self.really.setEnabled(not self.by_two or self.asked.complete)

    def _chosen(self) -> None:
        if not self.really.isEnabled():
            return
        person = self.asked.person() if self.by_two else None
        officer, pin = ("", "") if person is None else (person.credential.credential_id, self.asked.pin.text())
        if not self.by_two:
            self.close()
        self._on_chosen(officer, pin)
