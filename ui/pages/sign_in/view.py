"""Sign-in: person cards left, PIN right. Up and down choose, Tab goes to the PIN, Enter signs in.

The PIN is changed here too: nobody need be signed in for that.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station.domain.errors import Problem
from station.domain.operator import CredentialId, Operator
from station.services.views import CredentialView, EnrollmentView
from ui.messages import say
from ui.pages.base import Page, PageContext
from ui.pages.sign_in.change_pin import ChangePinCard
from ui.pages.sign_in.people import PeopleList
from ui.pages.sign_in.presenter import SignInPresenter
from ui.pages.sign_in.unlock import LockedCard, UnlockCard
from ui.theme.tokens import GAP, MARGIN
from ui.widgets.advice import AdviceBanner
from ui.widgets.buttons import Button
from ui.widgets.card import Card
from ui.widgets.commands import Command, command_of
from ui.widgets.field import FieldRow
from ui.widgets.position_line import PinInput
from ui.widgets.scroll_down import into_sight
from ui.widgets.words import Label

_LOOK_AGAIN_MS = 5000


class SignInPage(Page):
    page_id = "sign_in"
    title_key = "sign_in.title"
    purpose_key = "sign_in.purpose"
    primary_default = "sign_in.primary"

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._news: Callable[[], tuple[str, str]] | None = None  # what went well, while it is shown
        self._refused_of: object = None  # whose card stood there when it was told, and by whom it was to be opened
        station = context.station
        self._presenter = SignInPresenter(
            self,
            station.sign_in,
            station.pins,
            lambda call, done: context.bridge.run(station.work, call, done),
            context.bridge.post,
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(MARGIN)
        self._people = PeopleList()
        self._people.chosen.connect(self._presenter.choose)
        self.unproven = self._people.unproven
        self._people.look.clicked.connect(self._presenter.look_again)
        self._again = QTimer(self, interval=_LOOK_AGAIN_MS)
        self._again.timeout.connect(self._presenter.look_again)
        row.addWidget(self._people, 1)
        side = QVBoxLayout()
        side.setSpacing(GAP)
        self._pin_card = card = Card("sign_in.pin_title")
        self.pin = PinInput()
        self.pin.setMinimumWidth(320)
        self.pin.textEdited.connect(self._presenter.pin_typed)
        self.pin.returnPressed.connect(self.primary)
        card.add(FieldRow("sign_in.pin", self.pin))
        self._demo = Label("", "body", ink="muted")
        card.add(self._demo)
        card.body.addStretch(1)
        side.addWidget(card)
        self.ask_change = Button("sign_in.change_pin", "quiet")
        self.ask_change.clicked.connect(lambda: self._presenter.ask_change(True))
        self.change = ChangePinCard(self.show_state, self.primary, lambda: self._presenter.ask_change(False))
        self.change.hide()
        side.addWidget(self.change)
        self.unlock = UnlockCard(self.show_state, self.primary)
        self.unlock.hide()
        side.addWidget(self.unlock)
        self.locked_card = LockedCard(self.show_state, self.primary, self._presenter.try_card_again)
        self.locked_card.hide()
        side.addWidget(self.locked_card)
        self._refusal = AdviceBanner()
        side.addWidget(self._refusal)
        side.addWidget(self.ask_change, 0, Qt.AlignmentFlag.AlignLeft)
        side.addStretch(1)
        row.addLayout(side, 1)

    def enter(self, view: EnrollmentView | None) -> None:
        super().enter(view)
        self._forget()
        self.pin.setReadOnly(False)
        self._refusal.clear()
        self._people.clear()
        self._presenter.enter()
        self.show_state()  # whose key was locked before is nobody's now: what takes the keyboard is seen

    def leave(self) -> None:
        self._again.stop()
        self._presenter.leave()
        self._forget()
        self._refusal.clear()

    def show_locked(self, who: Operator | None) -> None:
        self._presenter.locked_by(who)

    def primary_key(self) -> str:
        if self._presenter.changing:
            return "sign_in.change"
        closed = self._presenter.locked or self._presenter.card_locked
        return "sign_in.unlock" if closed else self.primary_default

    def primary_reason(self) -> str | None:
        if self._presenter.working:
            return say("sign_in.working")
        if not self._presenter.people:
            return say("sign_in.unproven" if self._nobody_proven else "sign_in.nobody")
        if self._presenter.locked:
            return None if self.unlock.secret.text() else say("sign_in.need_code")
        if self._presenter.changing:
            return say(self.change.missing) if self.change.missing else None
        if self._presenter.card_locked:
            return say(self.locked_card.missing) if self.locked_card.missing else None
        return None if self._presenter.ready else say("sign_in.need_pin")

    def primary(self) -> None:
        if self._presenter.changing:
            if not self.change.missing:
                self._presenter.change(self.change.pin.text(), self.change.new.text(), self.change.second.text())
        elif self._presenter.locked:
            self._presenter.unlock(self.unlock.officer(), self.unlock.secret.text())
        elif self._presenter.card_locked:
            if not self.locked_card.missing:
                self._presenter.unlock_card(self.locked_card.puk.text(), self.locked_card.new.text())
        else:
            self._presenter.sign_in(self.pin.text())

    def show_reason(self) -> None:
        self.first_focus().setFocus()

    def first_focus(self) -> QWidget:
        if self._presenter.changing:
            return self.change.pin
        if self._presenter.card_locked:
            return self.locked_card.puk
        pin = self._people.look if self._nobody_proven else self.pin
        return self.unlock.secret if self._presenter.locked else pin

    def cancel(self) -> bool:
        if changing := self._presenter.changing:
            self._presenter.ask_change(False)
        return changing

    def commands(self) -> tuple[Command, ...]:
        return (
            Command((), say("sign_in.keys.choose"), shown="↑ ↓"),
            Command((), say("sign_in.keys.enter"), shown="Enter"),
            command_of(self.ask_change),
        )

    def offers(self, credential_id: CredentialId) -> bool:
        """Whether this person's card is there."""
        return self._people.offers(credential_id)

    def choose(self, credential_id: CredentialId) -> None:
        """As a click on the person's card."""
        self._presenter.choose(credential_id)

    # --- what the presenter shows ------------------------------------------------------------------------------------

    def show_people(self, people: tuple[CredentialView, ...], chosen: CredentialId | None) -> None:
        self._people.show_people(people, self.pin)
        self._people.show_chosen(chosen)

    def show_state(self) -> None:
        chosen = self._presenter.chosen
        if self._refused_of not in (None, self._asked_of()):
            self._hush()  # of another person it does not hold
            self._refused_of = None
        self._people.show_chosen(None if chosen is None else chosen.credential_id)
        self.pin.setReadOnly(self._presenter.working)  # not closed: the keyboard would go elsewhere, and stay there
        self._show_lock()
        self._show_change()
        self._demo.setVisible(chosen is not None and bool(chosen.demo_pin))
        if chosen is not None and chosen.demo_pin:
            self._demo.say("sign_in.demo_pin", pin=chosen.demo_pin)
        self.context.shell.busy("sign_in.working" if self._presenter.working else None)
        self.context.shell.action_changed()

    def refuse(self, problem: Problem) -> None:
        self._forget()
        self.pin.setReadOnly(False)
        self.first_focus().setFocus()
        self._refused_of, chosen = self._asked_of(), self._presenter.chosen
        helper = self.unlock.helper if self._presenter.locked else None
        whose = helper or chosen
        self._refusal.show_problem(problem, "" if whose is None else whose.name)
        QTimer.singleShot(0, self, lambda: into_sight(self._refusal))

    def _asked_of(self) -> tuple[CredentialId | None, CredentialId | None]:
        """Whose card stands there, and who would open it for them."""
        chosen, locked = self._presenter.chosen, self._presenter.locked
        return None if chosen is None else chosen.credential_id, self.unlock.officer() if locked else None

    def admit(self, operator: Operator) -> None:
        self.context.shell.busy(None)
        self.pin.clear()
        self.context.shell.signed_in(operator)

    def tell_puk(self, puk: str) -> None:
        self._refused_of = None  # it is shown once, and stays until it is written down
        self._tell(lambda: (say("sign_in.pin_changed"), say("sign_in.new_puk", puk=puk)))

    def tell_released(self) -> None:
        self._refused_of = self._asked_of()
        self._tell(lambda: (say("sign_in.released"), say("sign_in.released_then")))

    def _tell(self, news: Callable[[], tuple[str, str]] | None) -> None:
        self._news = news
        if news is not None:
            self._refusal.tell(*news(), "ok")
            QTimer.singleShot(0, self, lambda: into_sight(self._refusal))

    def _hush(self) -> None:
        """What was told holds no more; but a PUK, which is shown once, stays until it is written down."""
        if self._refused_of is not None:
            self._news = None
        self._refusal.clear()
        self._tell(self._news)

    def show_unproven(self, problem: Problem | None) -> None:
        self.unproven.show_problem(problem)
        if problem is None:
            self._again.stop()
        elif self.isVisible() and not self._again.isActive():
            self._again.start()
        self.show_state()
        self._people.offer_to_look(self._nobody_proven)

    @property
    def _nobody_proven(self) -> bool:
        return self._again.isActive() and not self._presenter.people

    def _show_lock(self) -> None:
        """The PIN's card, or where the key or smart card is locked the one that says how it is opened again; none where
        nobody can be looked up."""
        person, locked = self._presenter.chosen, self._presenter.locked
        if person is not None and locked:
            self.unlock.show_for(person, self._presenter.officers)
        self.unlock.secret.setReadOnly(self._presenter.working)
        changed = locked == self.unlock.isHidden()
        self.unlock.setVisible(locked)
        by_itself = self._presenter.card_locked
        changed |= by_itself == self.locked_card.isHidden()
        self.locked_card.setVisible(by_itself)
        self.locked_card.allow(not self._presenter.working)
        asked = not locked and not by_itself and not self._presenter.changing and not self._nobody_proven
        came_back = asked and self._pin_card.isHidden()
        self._pin_card.setVisible(asked)
        if changed or self._nobody_proven:
            self._hush()
        if changed or came_back:
            self.first_focus().setFocus()

    def _show_change(self) -> None:
        """The card for a new PIN, or the way to it."""
        changing = self._presenter.changing
        self.change.allow(not self._presenter.working)
        closed = changing or self._presenter.locked or self._presenter.card_locked
        self.ask_change.setVisible(not closed and self._presenter.chosen is not None)
        self.ask_change.setEnabled(not self._presenter.working)
        if changing == self.change.isHidden():
            self._forget()
            self.change.setVisible(changing)
            self._hush()
            self.first_focus().setFocus()

    def _forget(self) -> None:
        """Nothing that was typed in secret stays, nor a PUK that was shown."""
        self.pin.clear()
        self.unlock.empty()
        self.locked_card.empty()
        self.change.empty()
        self._news = None

    def retranslate(self) -> None:
        self._refusal.retranslate()
        self._tell(self._news)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        chosen = self._presenter.chosen
        if not step or chosen is None or not self._people.offers(chosen.credential_id):
            super().keyPressEvent(event)
            return
        self._presenter.choose(self._people.beside(chosen.credential_id, step))
        if not self.pin.hasFocus() and self._presenter.chosen is not None:
            self._people.focus(self._presenter.chosen.credential_id)
