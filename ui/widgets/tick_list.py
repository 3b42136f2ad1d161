"""TickList: a list to go through with the arrows and to tick with Space; what cannot be ticked says why.

Rows are no widgets, and only those that say something else are told to the view: hundreds go as quickly as three.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem

from ui.messages import say
from ui.theme.icons import icon
from ui.theme.tokens import UNIT, Role
from ui.widgets.breaks import breakable, pieces

_Index = QModelIndex | QPersistentModelIndex
_AROUND = 72 + 2  # at most beside the words: box, sign, margins, scroll bar; and widths of words are rounded
_TALL = "ՋԳЙgÅ"  # in all scripts
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


@dataclass(frozen=True)
class TickRow:
    """key: whose row it is. words: lines under each other. sign: icon and its colour; "" for none. can: whether it may
    be ticked now. spoken: what the sign says, for who does not see it."""

    key: str
    words: str
    ticked: bool = False
    can: bool = True
    sign: str = ""
    ink: Role = "muted"
    spoken: str = ""


class _Rows(QAbstractListModel):
    """said: a person ticked, or took a tick away."""

    said = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[TickRow] = []

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return breakable(row.words)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{row.words}\n{row.spoken}".strip()
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if row.ticked else Qt.CheckState.Unchecked
        return icon(row.sign, row.ink) if role == Qt.ItemDataRole.DecorationRole and row.sign else None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return flags | Qt.ItemFlag.ItemIsUserCheckable if self.rows[index.row()].can else flags

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        at, on = index.row(), Qt.CheckState(value) is Qt.CheckState.Checked
        self.rows[at] = replace(self.rows[at], ticked=on)
        self.dataChanged.emit(self.index(at), self.index(at))
        self.said.emit(self.rows[at].key, on)
        return True

    def show(self, rows: Sequence[TickRow]) -> None:
        """Where they are the same ones, only what is said of some changes: the place in the list stays."""
        if [row.key for row in rows] != [row.key for row in self.rows]:
            self.beginResetModel()
            self.rows = list(rows)
            self.endResetModel()
            return
        for at, (before, row) in enumerate(zip(self.rows, rows, strict=True)):
            if before is not row and before != row:
                self.rows[at] = row
                self.dataChanged.emit(self.index(at), self.index(at))


class _Heights(QStyledItemDelegate):
    """How high rows are, by how many lines their words take: each word is measured once, no row is laid out for it."""

    def __init__(self, view: "TickList", model: _Rows) -> None:
        super().__init__(view)
        self._view, self._model = view, model
        self.forget()

    def forget(self) -> None:
        """Another width, another font, other people."""
        self._wide: dict[str, int] = {}
        self._high: dict[str, int] = {}
        self._metrics = QFontMetrics(self._view.font())
        self._one = self._metrics.size(0, _TALL).height()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        words, room = self._model.rows[index.row()].words, self._view.viewport().width()
        if words not in self._high:
            lines = sum(self._lines(line, max(room - _AROUND, 1)) for line in words.split("\n"))
            self._high[words] = max(lines * self._one, self._view.iconSize().height()) + 2 * UNIT + 2
        return QSize(room, self._high[words])

    def _lines(self, line: str, room: int) -> int:
        """A word that is wider than the room goes on in the next line, from where it may be broken."""
        lines, used, blank = 1, 0, self._width(" ")
        for word in line.split(" "):
            for number, piece in enumerate(pieces(word)):
                wide, gap = self._width(piece), blank if used and not number else 0
                if used and used + gap + wide > room:
                    lines, used, gap = lines + 1, 0, 0
                lines, used = lines + wide // room, used + gap + wide % room
        return lines

    def _width(self, text: str) -> int:
        if text not in self._wide:
            self._wide[text] = self._metrics.horizontalAdvance(text)
        return self._wide[text]


class TickList(QListView):
    """All signals come only when a person does it. entered: Enter on a row; typed: a letter, where `finds`, with which
    a name may begin."""

    ticked = Signal(str, bool)
    looked = Signal(str)
    entered = Signal(str)
    typed = Signal(str)

    def __init__(self, name_key: str, *, finds: bool = False) -> None:
        super().__init__()
        self._name_key, self._finds = name_key, finds
        self.setProperty("look", "ticks")
        self._showing = False
        self._model = _Rows()
        self._heights = _Heights(self, self._model)
        self._model.said.connect(self.ticked)
        self._model.modelReset.connect(self._heights.forget)  # other people: nothing of these stays
        self.setModel(self._model)
        self.setItemDelegate(self._heights)
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setIconSize(QSize(20, 20))
        self.retranslate()

    def show_rows(self, rows: Sequence[TickRow], current: str = "") -> None:
        """current: key of the row that is looked at."""
        self._showing = True
        self._model.show(rows)
        wanted = next((index for index, row in enumerate(rows) if row.key == current), -1)
        if wanted != self.current_row():
            self.set_current_row(wanted)
        self._showing = False

    def count(self) -> int:
        return self._model.rowCount()

    def words_at(self, index: int) -> str:
        return self._model.rows[index].words

    def current_row(self) -> int:
        return self.currentIndex().row()

    def set_current_row(self, index: int) -> None:
        """-1: none."""
        self.setCurrentIndex(self._model.index(index) if index >= 0 else QModelIndex())

    def ticks(self) -> tuple[str, ...]:
        """Keys of what is ticked, in order."""
        return tuple(row.key for row in self._model.rows if row.ticked)

    def untick(self) -> None:
        self._model.show([replace(row, ticked=False) for row in self._model.rows])

    def retranslate(self) -> None:
        self.setAccessibleName(say(self._name_key))

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        if not self._showing and current.isValid():
            self.looked.emit(self._model.rows[current.row()].key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text, here = event.text(), self.current_row()
        if event.key() in _ENTER and not event.modifiers() & _HELD and here >= 0:
            self.entered.emit(self._model.rows[here].key)
        elif self._finds and text.strip() and text.isprintable() and not event.modifiers() & _HELD:
            self.typed.emit(text)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width():
            self._heights.forget()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._heights.forget()
        super().changeEvent(event)
