"""TickList: a list to go through with the arrows and to tick with Space; what cannot be ticked says why."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem

from ui.messages import say
from ui.theme.icons import icon
from ui.theme.tokens import Role
from ui.widgets.words import breakable

_KEY = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class TickRow:
    """key: whose row it is. words: lines under each other. sign: icon and its colour; "" for none. can: whether it may
    be ticked now."""

    key: str
    words: str
    ticked: bool = False
    can: bool = True
    sign: str = ""
    ink: Role = "muted"


class TickList(QListWidget):
    """Both signals come only when a person does it."""

    ticked = Signal(str, bool)
    looked = Signal(str)

    def __init__(self, name_key: str) -> None:
        super().__init__()
        self._name_key = name_key
        self.setWordWrap(True)
        self.setUniformItemSizes(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setIconSize(QSize(20, 20))
        self.itemChanged.connect(
            lambda item: self.ticked.emit(item.data(_KEY), item.checkState() is Qt.CheckState.Checked)
        )
        self.currentItemChanged.connect(lambda item, _: self._look(item))
        self.retranslate()

    def show_rows(self, rows: Sequence[TickRow], current: str = "") -> None:
        """Where the rows are the same ones, they only say something else: the place in the list stays."""
        self.blockSignals(True)
        if [row.key for row in rows] != [self.item(index).data(_KEY) for index in range(self.count())]:
            self.clear()
            for row in rows:
                item = QListWidgetItem(self)
                item.setData(_KEY, row.key)
        for index, row in enumerate(rows):
            self._say(self.item(index), row)
        wanted = next((index for index, row in enumerate(rows) if row.key == current), -1)
        if wanted != self.currentRow():
            self.setCurrentRow(wanted)
        self.blockSignals(False)
        self.scheduleDelayedItemsLayout()  # rows may have other heights now

    def ticks(self) -> tuple[str, ...]:
        """Keys of what is ticked, in order."""
        items = (self.item(index) for index in range(self.count()))
        return tuple(str(item.data(_KEY)) for item in items if item.checkState() is Qt.CheckState.Checked)

    def untick(self) -> None:
        self.blockSignals(True)
        for index in range(self.count()):
            self.item(index).setCheckState(Qt.CheckState.Unchecked)
        self.blockSignals(False)

    def retranslate(self) -> None:
        self.setAccessibleName(say(self._name_key))

    def _look(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.looked.emit(item.data(_KEY))

    @staticmethod
    def _say(item: QListWidgetItem, row: TickRow) -> None:
        item.setText(breakable(row.words))
        item.setToolTip(row.words)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, row.words)
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        item.setFlags(flags | Qt.ItemFlag.ItemIsUserCheckable if row.can else flags)
        item.setCheckState(Qt.CheckState.Checked if row.ticked else Qt.CheckState.Unchecked)
        if row.sign:
            item.setIcon(icon(row.sign, row.ink))
