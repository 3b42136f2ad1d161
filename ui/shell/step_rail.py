"""StepRail: name of the applicant, the steps, and the state of each, by icon and word and not by colour alone."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.messages import say
from ui.shell.people_strip import ADD_KEY
from ui.shell.step_button import StepButton
from ui.shell.step_list import StepList
from ui.theme.tokens import GAP, GUTTER, HALF, RAIL, UNIT
from ui.widgets.buttons import Button, IconButton
from ui.widgets.name_label import NameLabel
from ui.widgets.service_words import service_name
from ui.widgets.words import Label, line

if TYPE_CHECKING:  # not before the window is there
    from station.services.views import EnrollmentView, StepView

REFER_KEY = "F3"
APPLICANT_KEY = "F4"
MOST_STEPS = 9  # that have a key
_SLIM = 72  # width of the rail where the window is narrow
_HEAD = 150  # room for a name of so many lines: the steps below never move
_NAME_LINES = 2


class StepRail(QFrame):
    step_pressed = Signal(str)
    home_pressed = Signal()
    add_pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "rail")
        self.setFixedWidth(RAIL)
        self._buttons: dict[str, StepButton] = {}
        self._narrow = False
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GUTTER, GAP, GAP)
        column.setSpacing(0)
        self._who = Label("shell.applicant", "caption", ink="muted", strong=True)
        self._name = NameLabel("lead", _NAME_LINES, strong=True)
        self._what = Label("", "caption", ink="muted")
        self._head = head = QWidget()
        head.setFixedHeight(_HEAD)
        about = QVBoxLayout(head)
        about.setContentsMargins(UNIT, 0, UNIT, 0)
        about.setSpacing(0)
        self.refer = IconButton("hand", "refer.open", keys=REFER_KEY)
        self.add = IconButton("plus", "shell.people.add", keys=ADD_KEY)
        self.add.clicked.connect(self.add_pressed)
        self.applicant = IconButton("globe", "applicant.open", keys=APPLICANT_KEY)
        self._top = QHBoxLayout()
        self._top.addWidget(self._who, 1)
        for button in (self.applicant, self.refer, self.add):
            self._top.addWidget(button)
        about.addLayout(self._top)
        for label in (self._name, self._what):
            about.addWidget(label)
        about.addStretch(1)
        column.addWidget(head)
        column.addWidget(line())
        column.addSpacing(GAP)
        self._steps = StepList()
        column.addWidget(self._steps, 1)
        self._home = Button("shell.to_home", "quiet", "home")
        self._home.clicked.connect(self.home_pressed)
        column.addWidget(self._home)
        self._view: EnrollmentView | None = None

    def show_enrollment(self, view: "EnrollmentView") -> None:
        self._view = view
        names = [(step.step_id, (step.name, step.called)) for step in view.steps]
        if names != [(step_id, button.name) for step_id, button in self._buttons.items()]:
            self._rebuild(view.steps)
        for step in view.steps:
            self._buttons[step.step_id].show_step(step, view)
        self.retranslate()
        self.add.setVisible(bool(view.relations))
        self._steps.show_current(self._buttons[view.current])

    def show_told(self, *, told: bool) -> None:
        """Whether the applicant was told of their rights."""
        self.applicant.set_icon("globe" if told else "warning")
        self.applicant.say("applicant.open" if told else "applicant.open_untold")

    def show_narrow(self, narrow: bool) -> None:
        if narrow == self._narrow:
            return
        self._narrow = narrow
        self.setFixedWidth(_SLIM if narrow else RAIL)
        side = HALF if narrow else GAP
        self._column.setContentsMargins(side, UNIT if narrow else GUTTER, side, UNIT if narrow else GAP)
        self._head.setVisible(not narrow)
        if narrow:  # without a head it stands above the way out
            self._column.insertWidget(self._column.count() - 1, self.add)
            self._column.insertWidget(self._column.count() - 1, self.refer)
            self._column.insertWidget(self._column.count() - 1, self.applicant)
        else:
            for each in (self.applicant, self.refer, self.add):
                self._top.addWidget(each)
        for button in self._buttons.values():
            button.show_narrow(narrow)
        self.retranslate()

    def retranslate(self) -> None:
        self._home.setText("" if self._narrow else say("shell.to_home"))
        self._home.setAccessibleName(say("shell.to_home"))
        if self._view is None:
            return
        enrollment = self._view.enrollment
        self._name.plain(self._view.title or say("shell.unnamed"))
        started = enrollment.started_at.astimezone()
        self._what.plain(say("shell.started", procedure=service_name(self._view.service), time=f"{started:%H:%M}"))

    def press(self, number: int) -> None:
        """The step with this number, from 1, where the rail is shown and has one."""
        step = self.step_at(number) if self.isVisible() else None
        if step is not None:
            self.step_pressed.emit(step)

    def step_at(self, number: int) -> str | None:
        """Id of the step with this number, from 1; None where there is none."""
        ids = list(self._buttons)
        return ids[number - 1] if 0 < number <= len(ids) else None

    def name_at(self, number: int) -> str | None:
        """Number, name and state of that step, where the rail is shown and has one."""
        step = self.step_at(number) if self.isVisible() else None
        return None if step is None else self._buttons[step].spoken

    def _rebuild(self, steps: "Sequence[StepView]") -> None:
        self._buttons = {}
        for number, step in enumerate(steps, start=1):
            button = StepButton(number, step)
            button.clicked.connect(lambda _=False, step_id=step.step_id: self.step_pressed.emit(step_id))
            button.show_narrow(self._narrow)
            self._buttons[step.step_id] = button
        self._steps.show_steps(tuple(self._buttons.values()))
