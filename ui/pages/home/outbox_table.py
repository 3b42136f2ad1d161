"""Table of packets: when, how far in words, how big. Newest first; keeps its selection when rows change."""

from datetime import date, datetime
from typing import ClassVar

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QIcon
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from station.services.views import OutboxView
from ui.messages import language, say
from ui.theme.icons import icon
from ui.theme.tokens import UNIT
from ui.widgets.packet_words import moment, with_what_to_do
from ui.widgets.states import packet_sign

_ROW = 40  # pixels, at least
_ENDLESS = 10_000
_MOST_ASKED = 2_000
Index = QModelIndex | QPersistentModelIndex


def _told(row: OutboxView, now: datetime) -> str:
    """How far it is, and what to do where nothing goes on without a person; above it, where somebody may have to be
    called and who sits here may know, whom."""
    contact = row.contact
    whom = "" if contact is None else " · ".join(filter(None, (contact.name, contact.phone)))
    return "\n".join(filter(None, (whom, with_what_to_do(row, now))))


class _Model(QAbstractTableModel):
    COLUMNS: ClassVar[tuple[str, ...]] = ("home.column.queued", "home.column.state", "home.column.packet")
    WRAPPED: ClassVar[int] = 1

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[OutboxView, ...] = ()
        self._words: dict[int, tuple[str, ...]] = {}  # of a row, once they were asked for
        self._said: tuple[str, date] | None = None  # in which language, on which day

    def show_rows(self, rows: tuple[OutboxView, ...]) -> None:
        self.beginResetModel()
        self.rows = tuple(sorted(rows, key=lambda row: row.queued_at, reverse=True))
        self._said = None
        self.endResetModel()

    def words(self, number: int) -> tuple[str, ...]:
        """Of that row, by column."""
        now = datetime.now().astimezone()
        if self._said != (language(), now.date()):
            self._words, self._said = {}, (language(), now.date())
        if (words := self._words.get(number)) is None:
            row = self.rows[number]
            words = self._words[number] = (moment(row.queued_at, now), _told(row, now), row.packet_id[:8])
        return words

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return say(self.COLUMNS[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.words(index.row())[index.column()]
        if role == Qt.ItemDataRole.DecorationRole and index.column() == self.WRAPPED:
            sign = packet_sign(self.rows[index.row()])
            picture: QIcon = icon(sign.icon, sign.role)
            return picture
        return None


class _ReadWhole(QStyledItemDelegate):
    """As high as the words are in the room that is left to them: Qt's own answer forgets what the style sheet's padding
    takes from a line, and a sentence that just does not fit would be cut. Words of which this was asked keep their
    answer: Qt asks for all rows at each change, and they mostly say the same."""

    def __init__(self, table: "OutboxTable") -> None:
        super().__init__(table)
        self._table = table
        self._asked: dict[tuple[int, str], QSize] = {}  # by the room and the words
        self._around: dict[int, QSize] = {}  # by column: what stands around one line of words, and its height

    def forget(self) -> None:
        """Words are drawn otherwise now."""
        self._asked.clear()
        self._around.clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        column, words = index.column(), self._table.words(index)
        if column != _Model.WRAPPED:
            return self._one_line(option, index, words)
        asked = self._table.columnWidth(column), words
        if (size := self._asked.get(asked)) is None:
            if len(self._asked) >= _MOST_ASKED:
                self.forget()
            size = self._asked[asked] = self._size(option, index)
        return size

    def _one_line(self, option: QStyleOptionViewItem, index: Index, words: str) -> QSize:
        """A moment, a number: one is as high as the other, and wider by its letters alone."""
        advance, column = self._table.fontMetrics().horizontalAdvance(words), index.column()
        if column not in self._around:
            size = self._size(option, index)
            self._around[column] = QSize(size.width() - advance + 1, size.height())
        return QSize(self._around[column].width() + advance, self._around[column].height())

    def _size(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        hint, cell = super().sizeHint(option, index), QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        cell.rect = QRect(0, 0, self._table.columnWidth(index.column()), _ENDLESS)
        style = self._table.style()
        room = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, cell, self._table).width()
        margin = style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, cell, self._table) + 1
        words = cell.fontMetrics.boundingRect(
            QRect(0, 0, room - 2 * (margin + UNIT), _ENDLESS), Qt.TextFlag.TextWordWrap, cell.text
        )
        return QSize(hint.width(), max(hint.height(), words.height() + 2 * margin))


class OutboxTable(QTableView):
    """`selected` tells the packet under the cursor, or None."""

    selected = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._model = _Model()
        self.setModel(self._model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self._read_whole = _ReadWhole(self)
        self.setItemDelegate(self._read_whole)
        self.setWordWrap(True)  # why a packet was refused is read whole
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(_ROW)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
        header.sectionResized.connect(lambda *_: self.resizeRowsToContents())
        self.selectionModel().selectionChanged.connect(lambda *_: self.selected.emit(self.current()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard stands on a packet as soon as it is here: of a single one no arrow would lead to it."""
        super().focusInEvent(event)
        if self.current() is None and self._model.rows:
            self.selectRow(max(0, self.currentIndex().row()))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._read_whole.forget()
        super().changeEvent(event)

    def words(self, index: Index) -> str:
        return self._model.words(index.row())[index.column()]

    def current(self) -> OutboxView | None:
        rows = self.selectionModel().selectedRows()
        return self._model.rows[rows[0].row()] if rows else None

    def show_rows(self, rows: tuple[OutboxView, ...]) -> None:
        before = self.current()
        self._model.show_rows(rows)
        if before is not None:
            ids = [row.packet_id for row in self._model.rows]
            if before.packet_id in ids:
                self.selectRow(ids.index(before.packet_id))
        self.selected.emit(self.current())

    def retranslate(self) -> None:
        self.setAccessibleName(say("home.outbox"))
        self.horizontalHeader().setAccessibleName(say("home.outbox"))
        self._model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(_Model.COLUMNS) - 1)
        self.viewport().update()
