"""One line above a list: how many of something need a person."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.widgets.icon import Icon
from ui.widgets.words import Label


class CountNote(QWidget):
    """Hidden while there are none."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Icon("warning", "warn", 20), 0, Qt.AlignmentFlag.AlignTop)
        self._words = Label("", "caption")
        row.addWidget(self._words, 1)
        self.hide()

    def show_count(self, key: str, count: int) -> None:
        self._words.say(key, count=count)
        self.setVisible(count > 0)
