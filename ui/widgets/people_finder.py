"""PeopleFinder: above a list of people, what narrows it to those who are called so, and the order in which they stand.

Shown where there are more than a look finds. What is typed is a name: it goes when the page is left.
"""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.messages import say
from ui.theme.tokens import INPUT, UNIT
from ui.widgets.choice import ChoiceBox
from ui.widgets.commands import Command
from ui.widgets.words import Label

FIND_KEY = "Ctrl+F"
BY_TIME, BY_NAME = "time", "name"
FEW = 5
_BESIDE = 300


class PeopleFinder(QWidget):
    """asked: what is typed, and whether the list is in the order of names."""

    asked = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__()
        self.typed = QLineEdit()
        self.typed.setClearButtonEnabled(True)
        self.typed.setMinimumHeight(INPUT)
        self.typed.textChanged.connect(lambda _: self._ask())
        self.order = ChoiceBox([(each, f"find.by_{each}") for each in (BY_TIME, BY_NAME)])
        self.order.set_value(BY_TIME)
        self.order.chosen.connect(lambda _: self._ask())
        self._nobody = Label("find.nobody", "body", ink="muted")
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(UNIT)
        self._row.addWidget(self.typed, 3)
        self._row.addWidget(self.order, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(UNIT)
        column.addLayout(self._row)
        column.addWidget(self._nobody)
        self._nobody.hide()
        self.hide()
        self.retranslate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Below each other where a name has no room beside the order."""
        super().resizeEvent(event)
        below = self.width() < _BESIDE
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight)

    def show_count(self, people: int, found: int) -> None:
        """Of how many so many were found."""
        self.setVisible(people > FEW or bool(self.typed.text()))
        self._nobody.setVisible(bool(people) and not found)

    def command(self) -> Command:
        """To it, for the page that has it."""
        few = lambda: None if self.isVisible() else say("find.few")  # noqa: E731
        return Command((FIND_KEY,), say("find.key"), self.typed.setFocus, few)

    def begin(self, letter: str) -> None:
        """Somebody types a name, wherever the keyboard is."""
        self.show()
        self.typed.setFocus()
        self.typed.insert(letter)

    def forget(self) -> None:
        self.typed.clear()

    def retranslate(self) -> None:
        self.typed.setPlaceholderText(say("find.name"))
        self.typed.setAccessibleName(say("find.name"))
        self.typed.setToolTip(f"{say('find.name')} ({FIND_KEY})")
        self.order.setAccessibleName(say("find.order"))

    def _ask(self) -> None:
        self.asked.emit(self.typed.text(), self.order.value() == BY_NAME)
