"""What stands in the place of the PIN where a key or card is locked: what happened, and who can give the tries back."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from station.domain.operator import CredentialId
from station.services.views import CredentialView
from ui.messages import called
from ui.theme.tokens import GAP
from ui.widgets.buttons import Button
from ui.widgets.card import Card
from ui.widgets.choice import ChoiceBox
from ui.widgets.field import FieldRow
from ui.widgets.position_line import PinInput
from ui.widgets.words import Label

_BY_PUK = "puk"
_NAMED = 3  # of those who can help; all of them stand in the list


class UnlockCard(Card):
    """on_change: another way was chosen, or something was typed. on_enter: Enter in the field."""

    def __init__(self, on_change: Callable[[], None], on_enter: Callable[[], None]) -> None:
        super().__init__("sign_in.locked_title")
        self._on_change = on_change
        self.add(Label("sign_in.locked", "body"))
        self._here = Label("", "body")
        self.add(self._here)
        self.way = ChoiceBox(((_BY_PUK, "sign_in.by_puk"),))
        self.way.chosen.connect(lambda _: self._chosen())
        self.add(FieldRow("sign_in.way", self.way))
        self.secret = PinInput()
        self.secret.textEdited.connect(lambda _: on_change())
        self.secret.returnPressed.connect(on_enter)
        self._code = FieldRow("sign_in.code", self.secret)
        self.add(self._code)
        self._demo = Label("", "body", ink="muted")
        self.add(self._demo)
        self.body.addStretch(1)
        self.helper: CredentialView | None = None

    def officer(self) -> CredentialId | None:
        """Who helps with their PIN; None: the person's own PUK."""
        return None if self.way.value() == _BY_PUK else CredentialId(self.way.value())

    def show_for(self, person: CredentialView, officers: tuple[CredentialView, ...]) -> None:
        """The ways that there are for `person`; the one that was chosen stays, where it still is there."""
        more = ("…",) if len(officers) > _NAMED else ()
        names = ", ".join((*(called(officer) for officer in officers[:_NAMED]), *more))
        self._here.say("sign_in.officers_here" if names else "sign_in.no_officer_here", names=names)
        kept = self.way.value()
        while self.way.count() > 1:
            self.way.removeItem(1)
        for officer in officers:
            self.way.addItem(called(officer), officer.credential_id)
        self.way.set_value(kept if self.way.findData(kept) >= 0 else _BY_PUK)
        helper = next((each for each in officers if each.credential_id == self.officer()), None)
        self.helper = helper
        self._code.set_label("sign_in.code" if helper is None else "shell.officer.pin")
        code = helper.demo_pin if helper is not None else person.demo_puk
        self._demo.setVisible(bool(code))
        if code:
            self._demo.say("sign_in.demo_code", code=code)

    def empty(self) -> None:
        self.secret.clear()

    def _chosen(self) -> None:
        self.empty()
        self._on_change()


class LockedCard(Card):
    """A smart card counts by itself, and its own PUK sets a new PIN. on_change: something was typed. on_enter: Enter in
    a field. on_again: somebody unlocked it elsewhere."""

    def __init__(
        self, on_change: Callable[[], None], on_enter: Callable[[], None], on_again: Callable[[], None]
    ) -> None:
        super().__init__("sign_in.card_locked_title")
        self.add(Label("sign_in.card_locked", "body"))
        self.puk, self.new, self.again_new = (PinInput() for _ in range(3))
        for field in self._fields:
            field.textEdited.connect(lambda _: on_change())
            field.returnPressed.connect(on_enter)
        self.add(FieldRow("sign_in.code", self.puk))
        beside = QHBoxLayout()
        beside.setSpacing(GAP)
        beside.addWidget(FieldRow("sign_in.new_pin", self.new), 1)
        beside.addWidget(FieldRow("sign_in.new_pin_again", self.again_new), 1)
        self.body.addLayout(beside)
        self.again = Button("sign_in.card_again", "quiet", "retry")
        self.again.clicked.connect(on_again)
        self.body.addWidget(self.again, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addStretch(1)

    @property
    def _fields(self) -> tuple[PinInput, ...]:
        return self.puk, self.new, self.again_new

    @property
    def missing(self) -> str:
        """Key of the words for what still stands in the way; "" for nothing."""
        if not all(field.text() for field in self._fields):
            return "sign_in.new_card_pin"
        return "" if self.new.text() == self.again_new.text() else "sign_in.pins_differ"

    def allow(self, allowed: bool) -> None:
        for field in self._fields:
            field.setReadOnly(not allowed)  # not closed: the keyboard stays where it is
        self.again.setEnabled(allowed)

    def empty(self) -> None:
        for field in self._fields:
            field.clear()
