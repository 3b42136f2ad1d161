"""The small sheet by which the list of approvals is narrowed: what can be chosen of each, and all of it again."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.messages import say
from ui.pages.approvals.narrowing import FACETS
from ui.theme.tokens import UNIT
from ui.widgets.buttons import Button
from ui.widgets.choice import ChoiceBox
from ui.widgets.popover import Popover
from ui.widgets.words import Label

_WIDTH = 520
_ANY = ""


class NarrowSheet(Popover):
    """chosen: a value by facet; what narrows nothing is not in it."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedWidth(_WIDTH)
        self.column.setSpacing(4)
        self.column.addWidget(Label("approvals.narrow.title", "lead", strong=True))
        self.boxes: dict[str, ChoiceBox] = {}
        self._names: dict[str, Label] = {}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(UNIT)
        self._grid.setVerticalSpacing(4)
        self.column.addLayout(self._grid)
        for facet in FACETS:
            box, name = ChoiceBox(()), Label(f"approvals.narrow.{facet}.name", "caption", ink="muted", strong=True)
            name.setBuddy(box)
            box.chosen.connect(lambda _: self.chosen.emit(self.values()))
            for widget in (box, name):
                widget.setParent(self)
            self.boxes[facet], self._names[facet] = box, name
        self._nothing = Label("approvals.narrow.nothing", "body", ink="muted")
        self.column.addWidget(self._nothing)
        self.all = Button("approvals.narrow.all", "secondary")
        self.all.clicked.connect(self._show_all)
        self.column.addWidget(self.all)

    def offer(self, offered: Mapping[str, Sequence[tuple[str, str]]], chosen: Mapping[str, str]) -> None:
        """What occurs among those that wait; what is chosen already stays to be taken back."""
        for facet, box in self.boxes.items():
            options = list(offered.get(facet, ()))
            value = chosen.get(facet, _ANY)
            if value and value not in dict(options):
                options.append((value, value))
            box.clear()
            for key, words in ((_ANY, say("approvals.narrow.any")), *options):
                box.addItem(words, key)
            box.set_value(value)
            name = say(f"approvals.narrow.{facet}.name")
            box.setAccessibleName(name)
            for widget in (box, self._names[facet]):
                widget.setVisible(bool(options))
        self._arrange()
        self._nothing.setVisible(not offered and not chosen)
        self.all.setVisible(bool(offered) or bool(chosen))

    def _arrange(self) -> None:
        """What is offered, in two columns without gaps."""
        while self._grid.takeAt(0) is not None:
            pass
        for place, facet in enumerate(facet for facet, box in self.boxes.items() if not box.isHidden()):
            row, column = divmod(place, 2)
            self._grid.addWidget(self._names[facet], 2 * row, column)
            self._grid.addWidget(self.boxes[facet], 2 * row + 1, column)
            self._grid.setColumnStretch(column, 1)

    def values(self) -> dict[str, str]:
        return {facet: box.value() for facet, box in self.boxes.items() if box.value()}

    def first(self) -> QWidget:
        return next((box for box in self.boxes.values() if not box.isHidden()), self.all)

    def _show_all(self) -> None:
        for box in self.boxes.values():
            box.set_value(_ANY)
        self.chosen.emit({})
        self.close()
