"""The three acts that end an enrollment: the operator signs, a state officer approves, the station seals and sends."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from station.domain.errors import Problem
from station.domain.operator import CredentialId
from ui.messages import say
from ui.pages.review.presenter import Officer, ReviewState, Stage, Task
from ui.theme.tokens import GAP, UNIT, Role
from ui.widgets.buttons import Button
from ui.widgets.card import Card
from ui.widgets.choice import ChoiceBox
from ui.widgets.icon import Icon
from ui.widgets.problem_note import ProblemNote
from ui.widgets.words import Label

OWN_CAPTURE = "STN-410"  # the code the station refuses the same person with


class Act(QWidget):
    """One act: its sign, its name, what is known of it; below what it takes to do it."""

    def __init__(self, title_key: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(UNIT)
        self._icon = Icon("ring", "muted", 24)
        self._title = Label(title_key, "body", strong=True)
        head.addWidget(self._icon)
        head.addWidget(self._title, 1)
        column.addLayout(head)
        self._note = Label("", "caption", ink="muted")
        column.addWidget(self._note)
        self.body = QWidget()
        self.inner = QVBoxLayout(self.body)
        self.inner.setContentsMargins(0, 0, 0, 0)
        self.inner.setSpacing(4)
        column.addWidget(self.body)

    def show_act(self, state: str, note: str, *, open_: bool) -> None:
        """state: done, current or to_do."""
        signs: dict[str, tuple[str, Role]] = {"done": ("done", "ok"), "current": ("current", "accent")}
        self._icon.show_icon(*signs.get(state, ("ring", "muted")))
        self._note.plain(note)
        self._note.setVisible(bool(note))
        self.body.setVisible(open_)
        self.setAccessibleName(f"{self._title.text()}: {say('shell.step_state.' + state)}")


class OfficerBox(ChoiceBox):
    """Who approves. Those who took part are listed too, so that nobody wonders where they are."""

    def __init__(self) -> None:
        super().__init__(())
        self._people: tuple[Officer, ...] = ()

    def show_people(self, people: Sequence[Officer]) -> None:
        if tuple(people) == self._people:
            return
        chosen = self.value()
        self._people = tuple(people)
        self.clear()
        for person in self._people:
            self.addItem(f"{person.credential.name}, {person.credential.organisation}", person.credential.credential_id)
        free = next((item.credential.credential_id for item in self._people if not item.own_capture), "")
        self.set_value(chosen if self.findData(chosen) >= 0 and chosen else free)

    def person(self) -> Officer | None:
        return next((item for item in self._people if item.credential.credential_id == self.value()), None)


class Acts(Card):
    def __init__(self, on_sign: Callable[[], None], on_approve: Callable[[CredentialId, str], None]) -> None:
        super().__init__("review.acts", spacing=GAP)
        self.set_margins(GAP, GAP, GAP, GAP)
        self._on_approve = on_approve
        self._state: ReviewState | None = None
        self.signing, self.approving, self.sealing = (
            Act("review.act.sign"),
            Act("review.act.approve"),
            Act("review.act.seal"),
        )
        self.sign = Button("review.button.sign", "primary", "signature")
        self.sign.clicked.connect(on_sign)
        self.signing.inner.addWidget(self.sign)
        self.officer = OfficerBox()
        self.officer.chosen.connect(lambda _: self._show_officer())
        self.pin = QLineEdit()
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.setMaxLength(64)
        self.pin.textChanged.connect(lambda _: self._show_officer())
        self.pin.returnPressed.connect(self._approve)
        self.approve = Button("review.button.approve", "primary", "key")
        self.approve.clicked.connect(self._approve)
        self._demo = Label("", "caption", ink="muted")
        self._names = (Label("review.officer", "caption", ink="muted"), Label("review.pin", "caption", ink="muted"))
        for label, editor in zip(self._names, (self.officer, self.pin), strict=True):
            label.setBuddy(editor)
            self.approving.inner.addWidget(label)
            self.approving.inner.addWidget(editor)
        self.approving.inner.addWidget(self._demo)
        self.approving.inner.addWidget(self.approve)
        self.note = ProblemNote()
        for act in (self.signing, self.approving, self.sealing):
            self.add(act)
        self.add(self.note)
        self.body.addStretch(1)
        self.retranslate()

    def show_state(self, state: ReviewState) -> None:
        before, self._state = self._state, state
        enrollment, stage = state.view.enrollment, state.stage
        signed, approved = enrollment.signed, enrollment.approved
        self.signing.show_act(
            "done" if signed else "current" if stage is Stage.SIGN else "to_do",
            _by(signed.operator.name, signed.signed_at) if signed else _wait(stage is Stage.INCOMPLETE, "incomplete"),
            open_=stage is Stage.SIGN,
        )
        self.approving.show_act(
            "done" if approved else "current" if stage is Stage.APPROVE else "to_do",
            _by(approved.officer.name, approved.approved_at) if approved else "",
            open_=stage is Stage.APPROVE,
        )
        self.sealing.show_act(
            "current" if stage is Stage.SEAL else "to_do", _wait(stage is Stage.SEAL, "seal_note"), open_=False
        )
        self.officer.show_people(state.officers)
        busy = state.task is not None
        for widget in (self.sign, self.officer, self.pin):
            widget.setEnabled(not busy)
        self._show_officer()
        if state.problem is not None and state.task is None and (before is None or before.problem != state.problem):
            self.pin.clear()  # a wrong PIN is typed anew, not corrected blindly
        self.note.show_problem(state.problem)
        if approved:
            self.pin.clear()

    def forget(self) -> None:
        """The page is left: no PIN stays behind."""
        self.pin.clear()
        self.note.show_problem(None)
        self._state = None

    def first_focus(self) -> QWidget | None:
        """Where the next act begins."""
        stage = None if self._state is None else self._state.stage
        if stage is Stage.SIGN:
            return self.sign
        return self.pin if stage is Stage.APPROVE else None

    def retranslate(self) -> None:
        self.officer.setAccessibleName(say("review.officer"))
        self.pin.setAccessibleName(say("review.pin"))
        if self._state is not None:
            self.show_state(self._state)

    def _approve(self) -> None:
        person = self.officer.person()
        if self.approve.isEnabled() and person is not None:
            self._on_approve(person.credential.credential_id, self.pin.text())

    def _show_officer(self) -> None:
        """Refuse the same person before the PIN is asked, with the reason."""
        state, person = self._state, self.officer.person()
        if state is None:
            return
        own = person is not None and person.own_capture
        self.approve.setEnabled(state.task is None and person is not None and not own and bool(self.pin.text()))
        for widget in (self._names[1], self.pin, self.approve):
            widget.setVisible(not own)
        demo_pin = "" if person is None or own else person.credential.demo_pin
        self._demo.setVisible(bool(demo_pin))
        if demo_pin:
            self._demo.say("review.demo_pin", pin=demo_pin)
        if state.stage is Stage.APPROVE and own:
            self.note.show_problem(Problem(OWN_CAPTURE))
        elif state.problem is None:
            self.note.show_problem(None)


def _by(name: str, at: datetime) -> str:
    return f"{name}, {at.astimezone():%H:%M}"


def _wait(shown: bool, key: str) -> str:
    return say(f"review.{key}") if shown else ""


TASK_KEYS = {
    Task.SIGNING: "review.task.signing",
    Task.APPROVING: "review.task.approving",
    Task.SEALING: "review.task.sealing",
}
