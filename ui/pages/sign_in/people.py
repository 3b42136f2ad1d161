"""The people who can sign in here: a card each, one of them chosen; what keeps others off the list stands above.

At each lock the list is empty until it is known who may sign in, and then mostly the same again: cards are kept out of
sight meanwhile.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from station.domain.operator import CredentialId
from station.services.views import CredentialView
from ui.messages import called, say
from ui.theme.tokens import GAP
from ui.widgets.advice import AdviceBanner
from ui.widgets.buttons import Button
from ui.widgets.person import PersonCard


class PeopleList(QScrollArea):
    """A unit has more people than a small window has room for."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._people: tuple[CredentialView, ...] = ()
        self._cards: dict[CredentialId, PersonCard] = {}  # of those who are shown
        self._kept: dict[tuple[CredentialId, str], PersonCard] = {}  # of those and of whoever was shown last
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP)
        self.unproven = AdviceBanner()
        self._column.addWidget(self.unproven)
        self.look = Button("sign_in.look_again", "secondary", "retry")
        self.look.hide()
        self._column.addWidget(self.look, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addStretch(1)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inner)

    def clear(self) -> None:
        """What keeps others off the list is asked anew."""
        self.unproven.clear()
        self.look.hide()

    def offer_to_look(self, offered: bool) -> None:
        """Nobody can be looked up: to look again is all that can be done here, and takes the keyboard."""
        came = offered and self.look.isHidden()
        self.look.setVisible(offered)
        if came:
            self.look.setFocus()

    def show_people(self, people: tuple[CredentialView, ...], then: QWidget) -> None:
        """then: where Tab goes from each."""
        wanted = {(person.credential_id, person.organisation) for person in people}
        for who, card in tuple(self._kept.items()):
            if who not in wanted:
                card.hide()
                if people:
                    self._column.removeWidget(card)
                    self._kept.pop(who).deleteLater()
        self._people, self._cards = people, {}
        for index, person in enumerate(people):
            card = self._card_of(person)
            if self._column.indexOf(card) != index:
                self._column.insertWidget(index, card)
            self._cards[person.credential_id] = card
            QWidget.setTabOrder(card, then)
        self.retranslate()
        for card in self._cards.values():
            card.show()

    def _card_of(self, person: CredentialView) -> PersonCard:
        who = person.credential_id, person.organisation
        if (card := self._kept.get(who)) is None:
            card = self._kept[who] = PersonCard(person.organisation)
            card.clicked.connect(lambda _=False: self.chosen.emit(person.credential_id))
        return card

    def show_chosen(self, chosen: CredentialId | None) -> None:
        """One Tab stop: the chosen one's."""
        for credential_id, card in self._cards.items():
            mine = credential_id == chosen
            card.setChecked(mine)
            if mine:
                self.ensureWidgetVisible(card, 0, 0)
            card.setFocusPolicy(Qt.FocusPolicy.StrongFocus if mine else Qt.FocusPolicy.ClickFocus)

    def offers(self, credential_id: CredentialId) -> bool:
        return credential_id in self._cards

    def beside(self, credential_id: CredentialId, step: int) -> CredentialId:
        """Whoever stands so many cards further, round and round."""
        ids = list(self._cards)
        return ids[(ids.index(credential_id) + step) % len(ids)]

    def focus(self, credential_id: CredentialId) -> None:
        self._cards[credential_id].setFocus(Qt.FocusReason.TabFocusReason)

    def retranslate(self) -> None:
        for person in self._people:
            roles = ", ".join(say(f"shell.role.{role}") for role in sorted(person.roles))
            locked = say("sign_in.person_locked") if person.locked else ""
            self._cards[person.credential_id].show_words(called(person), roles, locked)
        self.unproven.retranslate()
