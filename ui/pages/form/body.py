"""The inputs of one form: sections with rows, laid out anew for each width, and closed up where height is short."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from station.domain.errors import Problem
from station.services.form_view import Difference, FieldView, Printed
from station.services.mrz_marks import MrzMarks
from ui.pages.form import latin
from ui.pages.form.group import Group, groups_around
from ui.pages.form.inputs import input_for, suit_number
from ui.pages.form.notes import Note
from ui.pages.form.printed import PrintedNames
from ui.pages.form.sections import Section, arrange, reading_order
from ui.pages.form.zone_checks import zone_checks
from ui.theme.tokens import GAP, GUTTER, HALF, UNIT
from ui.widgets.buttons import Button
from ui.widgets.card import Card
from ui.widgets.checklist import CheckList
from ui.widgets.columns import Columns
from ui.widgets.field_columns import FieldColumns
from ui.widgets.field_words import label_key
from ui.widgets.form import Form
from ui.widgets.mrz import CellMark, MrzInput

_INPUT, _CARD, _ZONE = 180, 400, 420  # least widths
_LAST_OF_NAMES = frozenset({"given_latin", "given_latin_source"})
_AIR = ((UNIT, GAP), (HALF, UNIT))  # px between rows, and around cards: the first that fits


class Body(QScrollArea):
    by_table = Signal(str)
    """Stem of a name whose spelling is to be the table's."""
    cleared = Signal(str)
    """Id of one of several that was taken away."""
    redrawn = Signal()
    """An empty one was added."""

    def __init__(self, fields: Sequence[FieldView]) -> None:
        super().__init__()
        self.form = Form(self)
        self.checks = CheckList()
        self.printed = PrintedNames()
        self._marks = MrzMarks("", 0, 0, ())
        self._differs: Sequence[Difference] = ()
        self._fields = {field.field_id: field for field in fields}
        self._drawn: dict[str, FieldView] = {}
        self._cells: dict[str, QWidget] = {}
        self._rows: list[Columns] = []
        self._cards: list[tuple[Card, list[QWidget]]] = []
        self._pairs: list[Columns] = []
        self._order: tuple[str, ...] = ()
        self._groups: list[Group] = []  # also those that were taken away since
        self._tables: dict[str, QWidget] = {}
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        inner.setProperty("look", "page")
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP)
        self.setWidget(inner)

    # --- building ----------------------------------------------------------------------------------------------------

    def parts(self) -> Iterator[None]:
        """Draw it, a card or a row a part."""
        asked = [field for field in self._fields.values() if field.widget]
        alone = [field.field_id for field in asked if field.widget in ("group", "lines") or field.repeated]
        pair: Columns | None = None
        sections = arrange([field.field_id for field in asked], alone)
        self._order = reading_order(sections)
        for section in sections:
            card = Card(section.title_key, spacing=0, bottom=UNIT)
            if section.wide:
                pair = None
                self._column.addWidget(card)
            else:
                if pair is None:
                    pair = Columns(_CARD, gap=GUTTER)
                    self._pairs.append(pair)
                    self._column.addWidget(pair)
                pair.add(card)
            yield
            yield from self._section(card, section)
        self._column.addStretch(1)

    def _section(self, card: Card, section: Section) -> Iterator[None]:
        rows: list[QWidget] = []
        row_of_names = next((names for names in reversed(section.rows) if _LAST_OF_NAMES & {*names}), None)
        for names in section.rows:
            row = FieldColumns(_INPUT)
            card.add(row)  # before anything is in it: what is put there full is dressed twice
            for name in names:
                cell = self._whole(name, self._fields[name])
                self._cells[name] = cell
                row.add(cell, 2 if name == "guardian_name" else 1)
            self._rows.append(row)
            rows.append(row)
            if names[0].endswith("_latin_source"):
                rows.append(self._back_to_table(card, latin.stem_of(names[0])))
            if row_of_names == names:
                card.add(self.printed)
            yield
        card.body.addStretch(1)
        self._cards.append((card, rows))

    def _back_to_table(self, card: Card, stem: str) -> QWidget:
        button = Button("field.by_table", "quiet", "retry")
        button.clicked.connect(lambda: self.by_table.emit(stem))
        card.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self._tables[f"{stem}_latin_source"] = button
        return button

    def _whole(self, name: str, field: FieldView) -> QWidget:
        if field.widget == "group" or field.repeated:
            return self._group(name, field)
        return self._zone(name, field) if field.widget == "mrz" else self._input(name, field)

    def _group(self, name: str, field: FieldView) -> QWidget:
        group = Group(name, field, self._whole)
        group.taken.connect(self.form.drop)
        group.cleared.connect(self.cleared)
        group.changed.connect(self.redrawn)
        if group.add_row is not None:
            self.form.note(name, group.add_row)
        self._groups.append(group)
        return group

    def _several(self) -> Sequence[Group]:
        """Those that stand here, also within others. Asked at each key: inputs are not looked through for them."""
        self._groups = [each for each in self._groups if isValid(each)]
        return [each for each in self._groups if self.isAncestorOf(each)]

    @property
    def in_several(self) -> bool:
        """Whether the keyboard is in one of several, or at the button that adds one."""
        widget = self.window().focusWidget()
        return widget is not None and self.isAncestorOf(widget) and next(groups_around(widget), None) is not None

    def add_one(self) -> None:
        """To the nearest of several that the keyboard is in."""
        group = next(groups_around(self.focusWidget()), None)
        if group is not None:
            group.add()

    def remove_one(self) -> None:
        """The one that the keyboard is in; of one within another, the inner one."""
        widget = self.focusWidget()
        for group in groups_around(widget):
            if widget is not None and group.remove_around(widget):
                return

    def _input(self, name: str, field: FieldView) -> QWidget:
        row = self.form.add(name, field.called or label_key(name), input_for(name, field), optional=not field.required)
        row.setObjectName(name)
        return row

    def _zone(self, name: str, field: FieldView) -> QWidget:
        """The zone, and beside it what its check digits say."""
        row = Columns(_ZONE, gap=GAP * 2)
        row.add(self._input(name, field), 3)
        row.add(self.checks, 2)
        return row

    # --- what is shown -----------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Another case is shown."""
        for group in self._several():
            group.begin()

    def show_fields(self, fields: Sequence[FieldView], hidden: Collection[str], values: Mapping[str, str]) -> None:
        self._fields = {field.field_id: field for field in fields}
        for name, cell in self._cells.items():
            field = self._fields[name]
            cell.setVisible(field.shown and name not in hidden)
            row = cell.add_row if isinstance(cell, Group) else self.form.row(name)
            if row is not None:
                row.set_optional(not field.required and not latin.stem_of(name))
        for name, button in self._tables.items():
            button.setVisible(not self._cells[name].isHidden())
        for group in self._several():
            group.show_values(values)
        former, self._drawn = list(self._drawn), dict(self._inputs())
        for name, field in self._drawn.items():
            if field.type == "doc_number" and not field.repeated:
                suit_number(name, self.form.editor(name), values)
        if former != list(self._drawn):
            self._arrange()
            self._chain()

    def inputs(self) -> Mapping[str, FieldView]:
        return self._drawn

    def _inputs(self) -> Iterator[tuple[str, FieldView]]:
        """What is shown, in reading order."""
        for name in self._order:
            cell = self._cells[name]
            if cell.isHidden():
                continue
            if isinstance(cell, Group):
                yield from cell.inputs()
            else:
                yield name, self._fields[name]

    def _chain(self) -> None:
        """Tab goes from one to the next as they are read, also to those that were drawn later. An input of several
        parts moves as a whole: what holds them leads to one of them from wherever it was left."""
        for one, other in pairwise(self.form.row(name).editor for name in self._drawn):
            self.setTabOrder(one, other)

    def _arrange(self) -> None:
        for row in self._rows:
            row.setVisible(not row.empty)
            row.arrange()
        for card, rows in self._cards:
            card.setVisible(any(not row.isHidden() for row in rows))
        for pair in self._pairs:
            pair.setVisible(not pair.empty)
            pair.arrange()
        self._close_up()

    def _close_up(self) -> None:
        """Less air where all does not fit the height. While it is not seen nobody knows how high it will be."""
        if not self.isVisible():
            return
        for between, around in (*_AIR, _AIR[0]):  # what is scrolled anyway keeps some
            self._column.setSpacing(around)
            for card, _ in self._cards:
                card.body.setSpacing(between)
                card.set_margins(GUTTER, around, GUTTER, UNIT)
            if self._height() <= self.viewport().height():
                return

    def _height(self) -> int:
        """Of all that is shown, as wide as it is now."""
        for widget in (*self._rows, *(card for card, _ in self._cards), *self._pairs):
            widget.updateGeometry()  # what was hidden just now counts no more
        if self._column.hasHeightForWidth():
            return self._column.totalHeightForWidth(self.viewport().width())
        return self._column.totalSizeHint().height()

    def show_notes(self, notes: Mapping[str, Note]) -> None:
        for name, note in notes.items():
            row = self.form.row(name)
            row.set_label(note.label)
            row.set_hint(note.hint, mends=note.mends, **note.params)
            row.set_chip(note.chip, note.chip_kind)

    def show_marks(self, marks: MrzMarks, differs: Sequence[Difference]) -> None:
        self._marks, self._differs = marks, differs
        for name, field in self._drawn.items():
            editor = self.form.editor(name) if field.widget == "mrz" else None
            if isinstance(editor, MrzInput):
                editor.set_lines(marks.lines or 2)
                editor.show_marks([CellMark(mark.line - 1, mark.position - 1, mark.right) for mark in marks.marks])
        self.retranslate()

    def show_printed(self, printed: Printed | None) -> None:
        if self.printed.show_printed(printed):
            self._close_up()

    def show_problems(self, problems: Mapping[str, Problem]) -> None:
        self.form.show_problems(problems)

    def focus(self, name: str) -> None:
        if name in self._drawn:
            self.form.focus(name)
            self.ensureWidgetVisible(self.form.row(name))

    def retranslate(self) -> None:
        self.checks.set_items(list(zone_checks(self._marks.marks, self._differs)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._close_up()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._close_up()
