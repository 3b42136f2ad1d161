"""The three acts that end an enrollment: the operator signs, a state officer approves, the station seals and sends."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station.acts.errors import OwnCapture
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.item import SUMMARIES
from station.domain.operator import CredentialId
from station.services.views import EnrollmentView
from ui.messages import called, joined, say
from ui.pages.review.next_act import READ_FIRST
from ui.pages.review.presenter import ReviewState
from ui.pages.review.stage import Stage, next_of
from ui.theme.tokens import GAP, UNIT
from ui.widgets.buttons import Button, IconButton
from ui.widgets.card import Card
from ui.widgets.icon import Icon
from ui.widgets.officer_pin import OfficerPin
from ui.widgets.problem_note import ProblemNote
from ui.widgets.states import STEPS
from ui.widgets.words import Label

PRINT_KEY = "Ctrl+P"


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
        self.inner.setContentsMargins(0, 4, 0, 0)  # a ring around the first does not touch the sign above
        self.inner.setSpacing(4)
        column.addWidget(self.body)

    def show_act(self, state: str, note: str, *, open_: bool) -> None:
        """state: done, current or to_do."""
        self._icon.show_icon(STEPS[state].icon, STEPS[state].role)
        self._note.plain(note)
        self._note.setVisible(bool(note))
        self.body.setVisible(open_)
        self.setAccessibleName(joined(self._title.text(), say(STEPS[state].word)))


class Acts(Card):
    """The blue button of the page is the window's own, which does what comes next here: `may_go_on`, `press_next`. The
    approval has none here beside it: it is typed, and ended with Enter or there."""

    changed = Signal()  # whether the act that comes next can be done

    def __init__(
        self,
        on_sign: Callable[[], None],
        on_approve: Callable[[CredentialId, str], None],
        on_print: Callable[[], None],
        on_submit: Callable[[], None],
        on_take_back: Callable[[], None],
        on_others: Callable[[], None],
    ) -> None:
        super().__init__("review.acts", spacing=GAP)
        self.set_margins(GAP, GAP, GAP, GAP)
        self._on_approve = on_approve
        self._state: ReviewState | None = None
        self._tried_by = ""  # whose key was asked when the problem came
        self.signing, self.approving, self.sealing = (
            Act("review.act.sign"),
            Act("review.act.approve"),
            Act("review.act.seal"),
        )
        self.sign = Button("review.button.sign", "secondary", "signature")
        self.sign.clicked.connect(on_sign)
        self.signing.inner.addWidget(self.sign)
        self.asked = OfficerPin()
        self.officer, self.pin = self.asked.officer, self.asked.pin
        self.asked.changed.connect(self._show_officer)
        self.asked.entered.connect(self._approve)
        self.approving.inner.addWidget(self.asked)
        self.submit = Button("review.button.submit", "secondary", "clock")
        self.submit.clicked.connect(on_submit)
        self.take_back = Button("review.button.take_back", "secondary", "back")
        self.take_back.clicked.connect(on_take_back)
        self.others = Button("review.button.next_person", "secondary", "forward")
        self.others.clicked.connect(on_others)
        self.approving.inner.addWidget(self.others)
        self.approving.inner.addWidget(self.submit)
        self.approving.inner.addWidget(self.take_back)
        self.note = ProblemNote()
        for act in (self.signing, self.approving, self.sealing):
            self.add(act)
        self.add(self.note)
        self.body.addStretch(1)
        self.print = IconButton("printer", "review.paper.button", keys=PRINT_KEY)
        self.print.clicked.connect(on_print)
        self.head.addWidget(self.print)
        self.retranslate()

    def show_state(self, state: ReviewState) -> None:
        before, self._state = self._state, state
        enrollment, stage = state.view.enrollment, state.stage
        signed, approved = enrollment.signed, enrollment.approved
        hindrance = state.view.hindrance
        incomplete = stage is Stage.INCOMPLETE and hindrance is None
        unseen = _wait(stage in READ_FIRST and not state.seen, "unseen")  # the bar says it, for all acts
        self.signing.show_act(
            "done" if signed else "current" if stage is Stage.SIGN else "to_do",
            _by(called(signed.operator), signed.signed_at) if signed else _wait(incomplete, "incomplete"),
            open_=stage is Stage.SIGN,
        )
        to_approve, since = stage in (Stage.APPROVE, Stage.WAITING), enrollment.waiting_since
        waits = "" if since is None else say("review.waiting", time=f"{since.astimezone():%H:%M}")
        waits = waits or _of_all(state.view, stage)
        self.approving.show_act(
            "done" if approved else "current" if to_approve else "to_do",
            _by(called(approved.officer), approved.approved_at) if approved else waits,
            open_=to_approve or stage is Stage.OTHERS,
        )
        self.asked.setVisible(to_approve)
        self.others.setVisible(stage is Stage.OTHERS)
        if stage is Stage.OTHERS:
            whom = joined(self.others.text(), _name_of(state.view, next_of(state.view)))
            self.others.setAccessibleName(whom)
            self.others.setToolTip(whom)
        self.submit.setVisible(stage is Stage.APPROVE)
        self.take_back.setVisible(stage is Stage.WAITING)
        self.sealing.show_act(
            "current" if stage is Stage.SEAL else "to_do", _wait(stage is Stage.SEAL, "seal_note"), open_=False
        )
        self.asked.show_people(state.officers)
        if before is None or before.problem != state.problem:
            self._tried_by = self.asked.name
        busy = state.task is not None
        for widget in (self.sign, self.officer, self.pin, self.submit, self.take_back, self.others):
            widget.setEnabled(not busy)
        self.sign.setEnabled(not busy and state.seen)
        self.sign.setAccessibleDescription(unseen)
        self.print.set_icon("done" if any(each.about in SUMMARIES for each in enrollment.notices) else "printer")
        self._show_officer()
        if state.problem is not None and state.task is None and (before is None or before.problem != state.problem):
            self.pin.clear()  # a wrong PIN is typed anew, not corrected blindly
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
        if stage is Stage.OTHERS:
            return self.others
        return self.pin if stage in (Stage.APPROVE, Stage.WAITING) else None

    def press_next(self) -> bool:
        """Do the act that comes next, where it can be done. Whether it could."""
        if not self.may_go_on:
            return False
        button = self._next()
        self._approve() if button is None else button.click()
        return True

    @property
    def may_go_on(self) -> bool:
        """Whether the act that comes next can be done."""
        button = self._next()
        return self._may_approve if button is None else button.isEnabled()

    def _next(self) -> Button | None:
        """None: no button here, but the approval that is typed above."""
        return next((each for each in (self.sign, self.others) if each.isVisibleTo(self)), None)

    @property
    def _may_approve(self) -> bool:
        state = self._state
        to_approve = state is not None and state.stage in (Stage.APPROVE, Stage.WAITING)
        return to_approve and state is not None and state.task is None and state.seen and self.asked.complete

    def retranslate(self) -> None:
        if self._state is not None:
            self.show_state(self._state)

    def _approve(self) -> None:
        person = self.asked.person()
        if self._may_approve and person is not None:
            self._on_approve(person.credential.credential_id, self.pin.text())

    def _show_officer(self) -> None:
        """Refuse the same person before the PIN is asked, with the reason."""
        state, own = self._state, self.asked.own_capture
        if state is None:
            return
        if state.problem is not None and self._tried_by == self.asked.name:
            self._tell(state.problem, self._tried_by)
        elif state.stage in (Stage.APPROVE, Stage.WAITING) and own:
            self._tell(Problem(OwnCapture.code))
        else:  # another is chosen: what the former's key said is not theirs
            self._tell(state.view.hindrance)
        self.changed.emit()

    def _tell(self, problem: Problem | None, whose: str = "") -> None:
        """The acts around the approval give their room to what stands in its way. whose: as `problem_text`."""
        approving = self._state is not None and self._state.stage in (Stage.APPROVE, Stage.WAITING)
        around, told = (self.signing, self.sealing), problem is not None and approving
        for act in around if told else ():  # before it is shown: never is there room for all
            act.hide()
        self.note.show_problem(problem, whose)
        for act in () if told else around:
            act.show()


def _by(name: str, at: datetime) -> str:
    return f"{name}, {at.astimezone():%H:%M}"


def _of_all(view: EnrollmentView, stage: Stage) -> str:
    """How many of those who came together are signed, or that one approval is for all of them."""
    if not view.people or stage not in (Stage.OTHERS, Stage.APPROVE):
        return ""
    signed = sum(each.signed for each in view.people)
    return say("review.signed_of" if stage is Stage.OTHERS else "review.for_all", count=signed, people=len(view.people))


def _name_of(view: EnrollmentView, which: EnrollmentId | None) -> str:
    titles = {each.enrollment_id: each.title for each in view.people}
    return (titles.get(which) if which is not None else "") or say("shell.unnamed")


def _wait(shown: bool, key: str) -> str:
    return say(f"review.{key}") if shown else ""
