"""MoneyNote: what terminals took, or may have, for what is about to be given up: it gives no money back."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from station.domain.money import whole_amd
from station.domain.paying import TerminalPayment
from ui.widgets.words import Label

_SHOWN = 8  # signs of our reference, as of every number here


class MoneyNote(QWidget):
    """Hidden where there is nothing to tell."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self.lines: tuple[Label, ...] = ()
        self.hide()

    def show_payments(self, payments: Sequence[TerminalPayment]) -> None:
        for old in self.lines:
            self._column.removeWidget(old)
            old.deleteLater()
        self.lines = tuple(map(_line, payments))
        for line in self.lines:
            self._column.addWidget(line)
        self.setVisible(bool(payments))


def _line(payment: TerminalPayment) -> Label:
    line = Label("", "caption", ink="warn")
    key = "shell.money.taken" if payment.sure else "shell.money.unsettled"
    number = payment.receipt or "-"
    line.say(key, sum=whole_amd(payment.amount_amd), receipt=number, reference=payment.reference[:_SHOWN])
    return line
