"""The applicant takes back what was sent: by the number on their receipt, typed in one line under the packets."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.messages import say
from ui.theme.tokens import INPUT, UNIT
from ui.widgets.buttons import Button
from ui.widgets.position_line import PositionLine

_LONGEST = 80  # all digits of a packet, in groups


class TakingBack(QWidget):
    """`asked` carries the number as it was typed; `dropped`: never mind; `changed`: it may be asked now, or not."""

    asked = Signal(str)
    dropped = Signal()
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.number = PositionLine("latin")
        self.number.setMaxLength(_LONGEST)
        self.number.setMinimumHeight(INPUT)
        self.begin = Button("home.taking_back.begin", "secondary", "forward")
        self.keep = Button("home.taking_back.never_mind", "quiet")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(UNIT)
        row.addWidget(self.number, 1)
        row.addWidget(self.begin)
        row.addWidget(self.keep)
        self.number.textChanged.connect(lambda _: self._show_ready())
        self.number.returnPressed.connect(self._ask)
        self.begin.clicked.connect(self._ask)
        self.keep.clicked.connect(self.dropped)
        self.hide()
        self.retranslate()

    def open(self, number: str) -> None:
        """number: of the packet that is chosen in the list, to be compared with the receipt; ""."""
        self.number.setText(number)
        self.number.selectAll()
        self.show()
        self._show_ready()
        self.number.setFocus()

    def retranslate(self) -> None:
        self.number.setPlaceholderText(say("home.taking_back.number"))
        self.number.setAccessibleName(say("home.taking_back.number"))
        self.number.setToolTip(say("home.taking_back.number"))

    def _ask(self) -> None:
        if self.number.text().strip():
            self.asked.emit(self.number.text())

    def _show_ready(self) -> None:
        self.begin.setEnabled(bool(self.number.text().strip()))
        self.changed.emit()
