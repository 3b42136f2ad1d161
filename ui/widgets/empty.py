"""EmptyState: nothing here yet, said with a picture instead of a blank."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme.tokens import UNIT
from ui.widgets.icon import Icon
from ui.widgets.words import Label


class EmptyState(QWidget):
    def __init__(self, icon_name: str, key: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.setSpacing(UNIT)
        column.addWidget(Icon(icon_name, "muted", 48), 0, Qt.AlignmentFlag.AlignHCenter)
        self._words = Label(key, ink="muted", wrap=False)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._words)
