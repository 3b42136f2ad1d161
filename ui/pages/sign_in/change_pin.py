"""What stands in the place of the PIN while somebody changes it: the present one, the new one twice, and the second one
that a person may have for times of coercion."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout

from ui.theme.tokens import GAP
from ui.widgets.buttons import Button
from ui.widgets.card import Card
from ui.widgets.field import FieldRow
from ui.widgets.position_line import PinInput


class ChangePinCard(Card):
    """on_change: something was typed. on_enter: Enter in a field. on_leave: the PIN stays as it is."""

    def __init__(
        self, on_change: Callable[[], None], on_enter: Callable[[], None], on_leave: Callable[[], None]
    ) -> None:
        super().__init__("sign_in.change_title")
        self.pin, self.new, self.again, self.second = (PinInput() for _ in range(4))
        for field in self._fields:
            field.textEdited.connect(lambda _: on_change())
            field.returnPressed.connect(on_enter)
        self.add(FieldRow("sign_in.present_pin", self.pin))
        beside = QHBoxLayout()
        beside.setSpacing(GAP)
        beside.addWidget(FieldRow("sign_in.new_pin", self.new), 1)
        beside.addWidget(FieldRow("sign_in.new_pin_again", self.again), 1)
        self.body.addLayout(beside)
        self.add(FieldRow("sign_in.second_pin", self.second, optional=True, hint_key="sign_in.second_pin_hint"))
        self.leave = Button("sign_in.keep_pin", "secondary")
        self.leave.clicked.connect(on_leave)
        row = QHBoxLayout()
        row.addWidget(self.leave)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addStretch(1)

    @property
    def _fields(self) -> tuple[PinInput, ...]:
        return self.pin, self.new, self.again, self.second

    @property
    def missing(self) -> str:
        """Key of the words for what still stands in the way; "" for nothing."""
        if not self.pin.text() or not self.new.text() or not self.again.text():
            return "sign_in.need_new_pin"
        return "" if self.new.text() == self.again.text() else "sign_in.pins_differ"

    def allow(self, allowed: bool) -> None:
        for field in self._fields:
            field.setReadOnly(not allowed)  # not closed: the keyboard stays where it is
        self.leave.setEnabled(allowed)

    def empty(self) -> None:
        for field in self._fields:
            field.clear()
