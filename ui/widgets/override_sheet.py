"""The button by which a sample that a rule refused is taken with a reason, and the sheet that asks for it."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Protocol

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from station.domain.errors import Problem
from station.domain.override import LONGEST_NOTE, REASONS, OverrideReason, Unfit, unfit_in
from station.domain.sample import Modality
from station.services.views import EnrollmentView
from ui.messages import called, joined, say
from ui.theme.tokens import UNIT
from ui.threads import Run
from ui.widgets.buttons import Button
from ui.widgets.choice import ChoiceBox
from ui.widgets.commands import Command, command_of
from ui.widgets.officer_model import Officer
from ui.widgets.officer_pin import OfficerPin
from ui.widgets.overriding import Answered, Overrides, Overriding, SignIn, Taken
from ui.widgets.popover import Popover
from ui.widgets.said import check_words
from ui.widgets.words import Label

KEY = "O"
_WIDTH = 560


class OverrideButton(Button):
    """Shown while something may be taken with a reason, or waits for an answer."""

    def __init__(self, asked: Callable[[Unfit], None]) -> None:
        super().__init__("override.button", "secondary", "warning", keys=KEY)
        self._asked = asked
        self._unfit: Unfit | None = None
        self.clicked.connect(self.ask)
        self.hide()

    def show_for(self, unfit: Unfit | None) -> None:
        """None: nothing of the sort."""
        waits = unfit is not None and unfit.override is not None and unfit.override.open
        self._unfit = unfit if unfit is not None and (unfit.offered or waits) else None
        self.say("override.answer" if waits else "override.button")
        self.setVisible(self._unfit is not None)

    def ask(self) -> None:
        if self._unfit is not None and self.isEnabled():
            self._asked(self._unfit)


class OverrideSheet(Popover):
    """What did not hold, why it is taken, and, where an officer is at hand, their PIN."""

    def __init__(
        self,
        anchor: QWidget,
        what: Modality,
        taken: Callable[[Taken], None],
        answered: Callable[[Answered], None],
    ) -> None:
        super().__init__(anchor)
        self._opener: QWidget = anchor
        self._on_taken, self._on_answered = taken, answered
        self._proposes, self._alone = True, False
        self._unfit: Unfit | None = None
        self.setMinimumWidth(_WIDTH)
        self._title = Label("override.title", "body", strong=True)
        self._checks, self._why = Label("", "body"), Label("", "body")
        self._reason_name = Label("override.ask", "caption", ink="muted")
        self.reasons = ChoiceBox([(reason.value, f"override.reason.{reason.value}") for reason in REASONS[what]])
        self.reasons.currentIndexChanged.connect(lambda _: self._show_ready())
        self._reason_name.setBuddy(self.reasons)
        self.note = QLineEdit()
        self.note.setMaxLength(LONGEST_NOTE)
        self.note.returnPressed.connect(self._take)
        self._note_name = Label("override.note", "caption", ink="muted")
        self._note_name.setBuddy(self.note)
        self._who = Label("override.who", "caption", ink="muted")
        self.asked = OfficerPin(beside=True)
        self.asked.changed.connect(self._show_ready)
        self.asked.entered.connect(self._entered)
        self.take = Button("override.propose", "primary")
        self.take.clicked.connect(self._take)
        self.accept, self.refuse = Button("override.accept", "primary"), Button("override.refuse", "danger")
        self.accept.clicked.connect(lambda: self._answer(accept=True))
        self.refuse.clicked.connect(lambda: self._answer(accept=False))
        self.cancel = Button("override.cancel", "secondary")
        self.cancel.clicked.connect(self.close)
        asks = (self._reason_name, self.reasons, self._note_name, self.note)
        for widget in (self._title, self._checks, self._why, *asks, self._who, self.asked):
            self.column.addWidget(widget)
        buttons = QHBoxLayout()
        buttons.setSpacing(UNIT)
        for button, share in ((self.cancel, 0), (self.refuse, 0), (self.accept, 1), (self.take, 1)):
            buttons.addWidget(button, share)
        self.column.addLayout(buttons)
        self.column.setSpacing(UNIT // 2)
        self.retranslate()

    def retranslate(self) -> None:
        self.reasons.setAccessibleName(say("override.ask"))
        self.note.setAccessibleName(say("override.note"))
        if self._unfit is not None:
            self._tell(self._unfit)

    def _tell(self, unfit: Unfit) -> None:
        held = unfit.override
        self._title.say("override.title" if held is None else "override.answer")
        self.setAccessibleName(self._title.text())
        self._checks.plain("; ".join(check_words(each, details=True) for each in unfit.checks))
        if held is not None:
            why = ". ".join(filter(None, (say(f"override.reason.{held.reason.value}"), held.note)))
            self._why.plain(joined(called(held.proposed_by), why))

    def open_for(self, unfit: Unfit, *, alone: bool) -> None:
        self._unfit = unfit
        self._proposes, self._alone = unfit.override is None, alone
        self._tell(unfit)
        self.reasons.set_value("")
        self.note.clear()
        for widgets, shown in (
            ((self._reason_name, self.reasons, self._note_name, self.note, self.take), self._proposes),
            ((self._why, self.accept, self.refuse), not self._proposes),
            ((self.asked, self._who), not alone),
        ):
            for widget in widgets:
                widget.setVisible(shown)
        self._who.say("override.who" if self._proposes else "override.who_answers")
        self._show_ready()
        self.open_under(self._opener)
        (self.reasons if self._proposes else self.accept if alone else self.asked.pin).setFocus()

    def show_officers(self, officers: Sequence[Officer]) -> None:
        self.asked.show_people(officers)

    def refused(self, problem: Problem) -> None:
        """A PIN that was wrong is typed again where it was typed."""
        typed = bool(self.asked.pin.text())
        self.asked.forget()
        if self.isVisible():
            (self.asked.pin if typed else self.note).setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        """No PIN stays behind, however it was closed."""
        self.asked.forget()
        super().hideEvent(event)

    def lead(self) -> None:
        """To the reason, or to the PIN."""
        (self.reasons if self._proposes else self.asked.pin).setFocus()

    def _show_ready(self) -> None:
        self.take.setEnabled(self.reasons.currentIndex() >= 0)
        at_once = self._alone or self.asked.complete
        self.take.say("override.take" if at_once else "override.propose")
        for button in (self.accept, self.refuse):
            button.setEnabled(at_once)

    def _entered(self) -> None:
        """Enter in the PIN: what the sheet is about; a no is pressed."""
        if self._proposes:
            self._take()
        else:
            self._answer(accept=True)

    def _take(self) -> None:
        if self.take.isEnabled():
            self._on_taken(Taken(OverrideReason(self.reasons.value()), self.note.text(), *self._officer()))

    def _answer(self, *, accept: bool) -> None:
        if self.accept.isEnabled():
            self._on_answered(Answered(accept, *self._officer()))

    def _officer(self) -> tuple[str, str]:
        """Who answers at once, with their PIN; empty where nobody types one."""
        person = None if self._alone or not self.asked.complete else self.asked.person()
        return ("", "") if person is None else (person.credential.credential_id, self.asked.pin.text())


class Shell(Protocol):
    """What it needs of the window."""

    def update(self, view: EnrollmentView, /) -> None: ...
    def show_problem(self, problem: Problem, whose: str, /) -> None: ...


class OverrideAsk:
    """Button, key and sheet of one page, and what is done by them."""

    def __init__(
        self,
        what: Modality,
        overrides: Overrides,
        sign_in: SignIn,
        run: Run,
        shell: Shell,
        changed: Callable[[EnrollmentView], None],
    ) -> None:
        """changed: the window shows the new draft already."""
        self._what, self._overrides, self._sign_in, self._run = what, overrides, sign_in, run
        self._shell, self._changed = shell, changed
        self._view: EnrollmentView | None = None
        self.button = OverrideButton(self._ask)

    @cached_property
    def sheet(self) -> OverrideSheet:
        """Made when it is first asked for: of most people nothing is taken so."""
        return OverrideSheet(
            self.button, self._what, lambda said: self._does.take(said), lambda said: self._does.answer(said)
        )

    @cached_property
    def _does(self) -> Overriding:
        return Overriding(self.sheet, self._overrides, self._sign_in, self._run, self._settled, self._tell)

    def _tell(self, problem: Problem) -> None:
        self._shell.show_problem(problem, self.sheet.asked.name)

    def show_for(self, view: EnrollmentView, sample: str) -> None:
        """sample: the one that the page is about; "" for none."""
        self._view = view
        self.button.show_for(unfit_in(view.unfit, sample))

    def command(self) -> Command:
        """For the page that has it."""
        return command_of(self.button, KEY, words=say("override.keys"))

    def leave(self) -> None:
        if "sheet" in vars(self):
            self._does.drop()

    def _ask(self, unfit: Unfit) -> None:
        if self._view is not None:
            self._does.ask(self._view, unfit)

    def _settled(self, view: EnrollmentView) -> None:
        self._shell.update(view)
        self._changed(view)
