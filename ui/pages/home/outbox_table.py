"""Table of packets: when, how far in words, how big. Newest first; keeps its selection when rows change."""

from datetime import datetime
from typing import ClassVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QIcon
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from station.domain.answers import Verdict
from station.domain.enrollment import EnrollmentState
from station.domain.outbox import OutboxState
from station.services.views import OutboxView
from station.texts.decisions import decision_words
from ui.messages import language, problem_text, say
from ui.theme.icons import icon
from ui.theme.tokens import UNIT, Role

_ICONS: dict[OutboxState, tuple[str, Role]] = {
    OutboxState.PENDING: ("clock", "muted"),
    OutboxState.SENDING: ("up", "accent"),
    OutboxState.WAITING: ("offline", "warn"),
    OutboxState.RECEIPTED: ("done", "ok"),
    OutboxState.REFUSED: ("error", "error"),
    OutboxState.PARKED: ("warning", "warn"),
}
_ASKS: tuple[str, Role] = ("warning", "warn")  # the centre says no, or asks for something once more
_REASONS = 4  # of an answer's are shown; a row stays one that can be read
_ROW = 40  # pixels, at least
_ENDLESS = 10_000
Index = QModelIndex | QPersistentModelIndex


def moment(at: datetime, now: datetime) -> str:
    """Time of day today, else day and time; in the desk's own time zone."""
    local, today = at.astimezone(), now.astimezone().date()
    return f"{local:%H:%M}" if local.date() == today else f"{local:%d.%m.%Y %H:%M}"


def state_words(row: OutboxView, now: datetime) -> str:
    """How far the packet is, in words."""
    words = say(f"home.state.{'delivered' if row.unsigned else row.state.value}")
    if row.state is OutboxState.WAITING and row.next_try_at is not None:
        words = say("home.state_next", state=words, time=moment(row.next_try_at, now))
    if row.state is OutboxState.RECEIPTED and row.erased:
        words = say("home.state_erased", state=words)
    if row.answer is not None:
        today = now.astimezone().date()  # what was decided says more than that it was received
        words = decision_words(row.answer.answer, language(), today, _REASONS, row.called)
        if row.answer.again is not None:
            begun = "home.again_begun" if row.answer.to_begin else "home.again_sent"
            words = f"{words} {say(begun)}"
    if row.taken_back is not None:
        sent = row.taken_back is not EnrollmentState.DRAFT
        words = f"{words} {say('home.taken_back' if sent else 'home.taken_back_begun')}"
    if row.state in (OutboxState.REFUSED, OutboxState.PARKED) and row.problem is not None:
        words = say("home.state_because", state=words, why=problem_text(row.problem).happened)
    return words


class _Model(QAbstractTableModel):
    COLUMNS: ClassVar[tuple[str, ...]] = ("home.column.queued", "home.column.state", "home.column.packet")

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[OutboxView, ...] = ()

    def show_rows(self, rows: tuple[OutboxView, ...]) -> None:
        self.beginResetModel()
        self.rows = tuple(sorted(rows, key=lambda row: row.queued_at, reverse=True))
        self.endResetModel()

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
        row, now = self.rows[index.row()], datetime.now().astimezone()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return (
                moment(row.queued_at, now),
                state_words(row, now),
                row.packet_id[:8],
            )[index.column()]
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 1:
            asks = row.answer is not None and row.answer.answer.verdict is not Verdict.ACCEPTED
            picture: QIcon = icon(*(_ASKS if asks else _ICONS[row.state]))
            return picture
        return None


class _ReadWhole(QStyledItemDelegate):
    """As high as the words are in the room that is left to them: Qt's own answer forgets what the style sheet's padding
    takes from a line, and a sentence that just does not fit would be cut."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
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
        self.setItemDelegate(_ReadWhole(self))
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
