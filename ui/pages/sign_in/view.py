"""Sign-in: person cards left, PIN right. Up and down choose, Tab goes to the PIN, Enter signs in.

The PIN is changed here too: nobody need be signed in for that.
"""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from station.domain.errors import Problem
from station.domain.operator import CredentialId, Operator
from station.services.views import CredentialView, EnrollmentView
from ui.messages import say
from ui.pages.base import Page, PageContext
from ui.pages.sign_in.change_pin import ChangePinCard
from ui.pages.sign_in.presenter import SignInPresenter
from ui.pages.sign_in.unlock import UnlockCard
from ui.theme.tokens import GAP, MARGIN
from ui.widgets.advice import AdviceBanner
from ui.widgets.buttons import Button
from ui.widgets.card import Card
from ui.widgets.commands import Command, command_of
from ui.widgets.field import FieldRow
from ui.widgets.person import PersonCard
from ui.widgets.position_line import PinInput
from ui.widgets.words import Label

_LOOK_AGAIN_MS = 5000


class SignInPage(Page):
    page_id = "sign_in"
    title_key = "sign_in.title"
    purpose_key = "sign_in.purpose"
    primary_default = "sign_in.primary"

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._cards: dict[CredentialId, PersonCard] = {}
        self._puk = ""  # while it is shown
        self._refused_of: object = None  # whose card stood there then, and by whom it was to be opened
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
        people = QWidget()
        self._people = QVBoxLayout(people)
        self._people.setContentsMargins(0, 0, 0, 0)
        self._people.setSpacing(GAP)
        self.unproven = AdviceBanner()
        self._people.addWidget(self.unproven)
        self._people.addStretch(1)
        self._again = QTimer(self, interval=_LOOK_AGAIN_MS)
        self._again.timeout.connect(self._presenter.look_again)
        scroll = QScrollArea()  # a unit has more people than a small window has room for
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(people)
        self._scroll = scroll
        row.addWidget(scroll, 1)
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
        side.addWidget(self.ask_change, 0, Qt.AlignmentFlag.AlignLeft)
        self.change = ChangePinCard(self.show_state, self.primary, lambda: self._presenter.ask_change(False))
        self.change.hide()
        side.addWidget(self.change)
        self.unlock = UnlockCard(self._way_changed, self.primary)
        self.unlock.hide()
        side.addWidget(self.unlock)
        self._refusal = AdviceBanner()
        side.addWidget(self._refusal)
        side.addStretch(1)
        row.addLayout(side, 1)

    def enter(self, view: EnrollmentView | None) -> None:
        super().enter(view)
        self._forget()
        self.pin.setEnabled(True)
        self._refusal.clear()
        self.unproven.clear()
        self._presenter.enter()

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
        return "sign_in.unlock" if self._presenter.locked else self.primary_default

    def primary_reason(self) -> str | None:
        if self._presenter.working:
            return say("sign_in.working")
        if not self._presenter.people:
            return say("sign_in.unproven" if self._nobody_proven else "sign_in.nobody")
        if self._presenter.locked:
            return None if self.unlock.secret.text() else say("sign_in.need_code")
        if self._presenter.changing:
            return say(self.change.missing) if self.change.missing else None
        return None if self._presenter.ready else say("sign_in.need_pin")

    def primary(self) -> None:
        if self._presenter.changing:
            if not self.change.missing:
                self._presenter.change(self.change.pin.text(), self.change.new.text(), self.change.second.text())
        elif self._presenter.locked:
            self._presenter.unlock(self.unlock.officer(), self.unlock.secret.text())
        else:
            self._presenter.sign_in(self.pin.text())

    def show_reason(self) -> None:
        self.first_focus().setFocus()

    def first_focus(self) -> QWidget:
        if self._presenter.changing:
            return self.change.pin
        return self.unlock.secret if self._presenter.locked else self.pin

    def cancel(self) -> bool:
        changing = self._presenter.changing
        if changing:
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
        return credential_id in self._cards

    def choose(self, credential_id: CredentialId) -> None:
        """As a click on the person's card."""
        self._presenter.choose(credential_id)

    # --- what the presenter shows ------------------------------------------------------------------------------------

    def show_people(self, people: tuple[CredentialView, ...], chosen: CredentialId | None) -> None:
        for card in self._cards.values():
            card.hide()
            card.setParent(None)
            card.deleteLater()
        self._cards = {}
        for index, person in enumerate(people):
            card = PersonCard(person.name, person.organisation)
            card.clicked.connect(lambda _=False, who=person.credential_id: self._presenter.choose(who))
            card.setChecked(person.credential_id == chosen)
            self._people.insertWidget(index, card)
            self._cards[person.credential_id] = card
            QWidget.setTabOrder(card, self.pin)
        self.retranslate()

    def show_state(self) -> None:
        chosen = self._presenter.chosen
        if self._refused_of not in (None, self._asked_of()):
            self._refusal.clear()  # of another person it does not hold
            self._refused_of = None
        for credential_id, card in self._cards.items():
            mine = chosen is not None and credential_id == chosen.credential_id
            card.setChecked(mine)
            if mine:
                self._scroll.ensureWidgetVisible(card, 0, 0)
            card.setFocusPolicy(Qt.FocusPolicy.StrongFocus if mine else Qt.FocusPolicy.ClickFocus)
        self.pin.setEnabled(not self._presenter.working)
        self._show_lock()
        self._show_change()
        self._demo.setVisible(chosen is not None and bool(chosen.demo_pin))
        if chosen is not None and chosen.demo_pin:
            self._demo.say("sign_in.demo_pin", pin=chosen.demo_pin)
        self.context.shell.busy("sign_in.working" if self._presenter.working else None)
        self.context.shell.action_changed()

    def refuse(self, problem: Problem) -> None:
        self._forget()
        self.pin.setEnabled(True)
        self.first_focus().setFocus()
        self._refused_of, chosen = self._asked_of(), self._presenter.chosen
        helper = self.unlock.helper if self._presenter.locked else None
        whose = helper or chosen
        self._refusal.show_problem(problem, "" if whose is None else whose.name)

    def _asked_of(self) -> tuple[CredentialId | None, CredentialId | None]:
        """Whose card stands there, and who would open it for them."""
        chosen, locked = self._presenter.chosen, self._presenter.locked
        return None if chosen is None else chosen.credential_id, self.unlock.officer() if locked else None

    def admit(self, operator: Operator) -> None:
        self.context.shell.busy(None)
        self.pin.clear()
        self.context.shell.signed_in(operator)

    def tell_puk(self, puk: str) -> None:
        self._puk = puk
        self._tell_puk()

    def show_unproven(self, problem: Problem | None) -> None:
        self.unproven.show_problem(problem)
        if problem is None:
            self._again.stop()
        elif self.isVisible() and not self._again.isActive():
            self._again.start()
        self.show_state()

    @property
    def _nobody_proven(self) -> bool:
        return self._again.isActive() and not self._presenter.people

    def _show_lock(self) -> None:
        """The PIN's card, or where the key is locked the one that says how it is opened again; neither where nobody can
        be looked up."""
        person, locked = self._presenter.chosen, self._presenter.locked
        if person is not None and locked:
            self.unlock.show_for(person, self._presenter.officers)
        self.unlock.secret.setEnabled(not self._presenter.working)
        changed = locked == self.unlock.isHidden()
        self.unlock.setVisible(locked)
        asked = not locked and not self._presenter.changing and not self._nobody_proven
        came_back = asked and self._pin_card.isHidden()
        self._pin_card.setVisible(asked)
        if changed or self._nobody_proven:
            self._refusal.clear()
        if changed or came_back:
            self.first_focus().setFocus()

    def _show_change(self) -> None:
        """The card for a new PIN, or the way to it."""
        changing = self._presenter.changing
        self.change.allow(not self._presenter.working)
        self.ask_change.setVisible(not changing and not self._presenter.locked and self._presenter.chosen is not None)
        self.ask_change.setEnabled(not self._presenter.working)
        if changing == self.change.isHidden():
            self._forget()
            self.change.setVisible(changing)
            self._refusal.clear()
            self.first_focus().setFocus()

    def _tell_puk(self) -> None:
        if self._puk:
            self._refusal.tell(say("sign_in.pin_changed"), say("sign_in.new_puk", puk=self._puk), "ok")

    def _forget(self) -> None:
        """Nothing that was typed in secret stays, nor the PUK."""
        self.pin.clear()
        self.unlock.empty()
        self.change.empty()
        self._puk = ""

    def _way_changed(self) -> None:
        self.show_state()

    def retranslate(self) -> None:
        for person in self._presenter.people:
            roles = ", ".join(say(f"shell.role.{role}") for role in sorted(person.roles))
            self._cards[person.credential_id].show_roles(roles)
        self._refusal.retranslate()
        self._tell_puk()
        self.unproven.retranslate()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        ids = list(self._cards)
        chosen = self._presenter.chosen
        if not step or chosen is None or chosen.credential_id not in ids:
            super().keyPressEvent(event)
            return
        self._presenter.choose(ids[(ids.index(chosen.credential_id) + step) % len(ids)])
        if not self.pin.hasFocus() and self._presenter.chosen is not None:
            self._cards[self._presenter.chosen.credential_id].setFocus(Qt.FocusReason.TabFocusReason)
