"""Group: a field that is made of others, or stands several times; added and taken away by key."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station.services.form_view import FieldView
from ui.messages import Words, say
from ui.theme.tokens import HALF, UNIT
from ui.widgets.buttons import Button, IconButton
from ui.widgets.field import FieldRow
from ui.widgets.field_columns import FieldColumns
from ui.widgets.field_words import label_key
from ui.widgets.words import Label

_LEAST = 180  # width of an input
_PARTS = 3  # beside each other
ADD_KEY, REMOVE_KEY = "Insert", "Alt+Del"


class Heading(Label):
    """Which of several it is."""

    def __init__(self, key: Words, number: int) -> None:
        self._label, self._number = key, number
        super().__init__("", strong=True, wrap=False)

    def retranslate(self) -> None:
        self.setText(say("field.item", label=say(self._label), number=self._number))


class Group(QWidget):
    """cell: draws one input, or the group of a part. add_row: where several may be added; None where there is one."""

    taken = Signal(str)
    """The inputs of one are drawn no more: its id."""
    cleared = Signal(str)
    """Somebody took one away: its id."""
    changed = Signal()
    """One was added, empty as yet."""

    def __init__(self, name: str, field: FieldView, cell: Callable[[str, FieldView], QWidget]) -> None:
        super().__init__()
        self.name, self._field, self._cell = name, field, cell
        self._items: dict[int, QWidget] = {}
        self._inputs: dict[str, tuple[FieldView, QWidget]] = {}
        self._values: Mapping[str, str] = {}
        self._added: set[int] = set()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(UNIT)
        self.add_row: FieldRow | None = None
        if not field.repeated:
            self._column.addWidget(Label(field.called or label_key(name), strong=True, wrap=False))
            self._put_parts(self._column, name)
            return
        button = Button("field.add", "secondary", "plus", keys=ADD_KEY)
        button.clicked.connect(self.add)
        self.add_row = FieldRow(field.called or label_key(name), button)
        layout = self.add_row.layout()
        if layout is not None:
            layout.setAlignment(button, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(self.add_row)

    def begin(self) -> None:
        """Another case is shown: what was added for the former one is forgotten."""
        self._added.clear()

    def show_values(self, values: Mapping[str, str]) -> None:
        """Draw each of several that has any text, or had while this case was shown: what is emptied to be typed anew
        stays, until it is taken away."""
        self._values = values
        if not self._field.repeated:
            for nested in self._nested(self.name):
                nested.show_values(values)
            return
        start = f"{self.name}."
        told = {
            name[len(start) :].partition(".")[0] for name, text in values.items() if text and name.startswith(start)
        }
        self._added |= {int(number) for number in told if number.isdecimal()}
        for number in sorted(self._added - set(self._items)):
            self._draw(number)
        for number in set(self._items) - self._added:
            self._take_away(number)

    def inputs(self) -> Iterator[tuple[str, FieldView]]:
        """In reading order; where several may be added, the whole last, with the button."""
        ends = [f"{self.name}.{number}" for number in sorted(self._items)] if self._field.repeated else [self.name]
        for end in ends:
            for name, (field, cell) in self._inputs.items():
                if _is_of(name, end):
                    if isinstance(cell, Group):
                        yield from cell.inputs()
                    else:
                        yield name, field
        if self.add_row is not None:
            yield self.name, self._field

    def add(self) -> None:
        number = max(self._items, default=0) + 1
        self._added.add(number)
        self._draw(number)
        self.changed.emit()
        first = next((each for each in self._items[number].findChildren(FieldRow)), None)
        if first is not None:
            first.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def remove_around(self, widget: QWidget) -> bool:
        """Take away the one that `widget` is part of. False where it is part of none."""
        number = next((number for number, item in self._items.items() if item.isAncestorOf(widget)), None)
        if number is not None:
            self.remove(number)
        return number is not None

    def remove(self, number: int) -> None:
        self._added.discard(number)
        self._take_away(number)
        self.cleared.emit(f"{self.name}.{number}")
        if self.add_row is not None:
            self.add_row.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _draw(self, number: int) -> None:
        item = QWidget()
        after = sorted((*self._items, number)).index(number)
        self._column.insertWidget(after, item)  # before anything is in it: what is put there full is dressed twice
        self._fill(item, number)
        item.show()  # now, not with the next event: the next key is for it
        self._items[number] = item
        for nested in self._nested(f"{self.name}.{number}"):
            nested.show_values(self._values)

    def _nested(self, whole: str) -> list["Group"]:
        return [cell for name, (_, cell) in self._inputs.items() if isinstance(cell, Group) and _is_of(name, whole)]

    def _fill(self, item: QWidget, number: int) -> None:
        """One of several: under a heading where it has parts, else the input alone."""
        name = f"{self.name}.{number}"
        column = QVBoxLayout(item)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        line = QHBoxLayout()
        column.addLayout(line)
        if self._field.parts:
            button = Button("field.remove", "quiet", "cross", keys=REMOVE_KEY)
            line.addWidget(Heading(self._field.called or label_key(self.name), number), 1)
            self._put_parts(column, name)
        else:
            button = IconButton("cross", "field.remove", keys=REMOVE_KEY)
            line.addWidget(self._input(name, replace(self._field, repeated=False)), 1)
        line.addWidget(button)
        button.clicked.connect(lambda: self.remove(number))

    def _take_away(self, number: int) -> None:
        item = self._items.pop(number)
        self._column.removeWidget(item)
        item.hide()
        item.setParent(None)
        item.deleteLater()
        gone = f"{self.name}.{number}"
        self._inputs = {name: each for name, each in self._inputs.items() if not _is_of(name, gone)}
        self.taken.emit(gone)

    def _input(self, name: str, field: FieldView) -> QWidget:
        cell = self._cell(name, field)
        self._inputs[name] = field, cell
        return cell

    def _put_parts(self, around: QVBoxLayout, name: str) -> None:
        """The inputs of one of them, or of the one there is."""
        box = QWidget()
        around.addWidget(box)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(HALF)
        row: FieldColumns | None = None
        for part in self._field.parts:
            alone = part.widget in ("group", "lines") or part.repeated
            if row is None or alone or len(row.cells()) == _PARTS:
                row = FieldColumns(_LEAST)
                column.addWidget(row)
            row.add(self._input(f"{name}.{part.field_id}", part))
            if alone:
                row = None


def _is_of(name: str, whole: str) -> bool:
    return name == whole or name.startswith(f"{whole}.")


def groups_around(widget: QWidget | None) -> Iterator[Group]:
    """Those of several that a widget stands in, the nearest first."""
    while widget is not None:
        if isinstance(widget, Group) and widget.add_row is not None:
            yield widget
        widget = widget.parentWidget()
