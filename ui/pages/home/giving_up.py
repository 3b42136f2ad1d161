"""What is asked below a draft before it is given up: discard, or did the applicant withdraw? Of what was signed a state
officer and their PIN; and what a terminal took for it is said."""

from collections.abc import Iterator

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme.tokens import UNIT
from ui.widgets.buttons import Button
from ui.widgets.columns import Columns
from ui.widgets.money_note import MoneyNote
from ui.widgets.officer_pin import OfficerPin


class GivingUp(QWidget):
    """No behaviour. Hidden until it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.hide()
        self.money, self.asked = MoneyNote(), OfficerPin(beside=True)
        self.choices = Columns(0, gap=UNIT)
        self.withdraw = Button("home.withdraw", "danger", "trash")
        self.really = Button("home.discard_really", "danger", "trash")
        self.keep = Button("home.keep", "secondary")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(UNIT)
        for widget in (self.money, self.asked, self.choices):
            column.addWidget(widget)
        for button in (self.withdraw, self.really, self.keep):
            self.choices.add(button)

    def stops(self) -> Iterator[QWidget]:
        """Where Tab goes, in reading order."""
        yield from (self.asked.officer, self.asked.pin, self.withdraw, self.really, self.keep)
