"""LeadingInput: a field that leads a list: what is typed narrows it, arrows move in it, Enter takes its row."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem

from ui.widgets.announce import announce

_TO_THE_LIST = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})


class LeadingInput(QLineEdit):
    """`taken` tells the row that Enter, or the mouse, took. A screen reader is told each row that the list comes to."""

    taken = Signal(QListWidgetItem)

    def __init__(self, led: QListWidget) -> None:
        super().__init__()
        self._led = led
        led.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        led.setWordWrap(True)
        led.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        led.itemClicked.connect(self.taken)
        led.currentItemChanged.connect(lambda item, _: self._tell(item))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _TO_THE_LIST:
            self._led.keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take()
        else:
            super().keyPressEvent(event)

    def take(self) -> None:
        """The row that the list is at."""
        item = self._led.currentItem()
        if item is not None:
            self.taken.emit(item)

    def _tell(self, item: QListWidgetItem | None) -> None:
        if item is not None and self._led.isVisible():
            announce(self._led, item.text())
