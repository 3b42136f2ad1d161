"""Whom to call back: who, why, and what came of it; gone through with the arrows."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from station.domain.contact import CallOutcome
from station.domain.outbox import PacketId
from station.services.day import ToCall
from ui.messages import say
from ui.pages.day import words
from ui.theme.icons import icon
from ui.theme.tokens import UNIT
from ui.widgets.breaks import breakable
from ui.widgets.states import packet_sign

_KEY = Qt.ItemDataRole.UserRole
_ICON, _ENDLESS = 20, 10_000


class _ReadWhole(QStyledItemDelegate):
    """As high as the words are in the room that sign and padding leave them: Qt's own answer forgets these, and
    the last line would be cut."""

    def __init__(self, view: "CallList") -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        room = self._view.viewport().width() - _ICON - 5 * UNIT
        box, words = QRect(0, 0, max(1, room), _ENDLESS), str(index.data())
        high = self._view.fontMetrics().boundingRect(box, Qt.TextFlag.TextWordWrap, words).height()
        return QSize(room, max(high + 2 * UNIT, super().sizeHint(option, index).height()))


class CallList(QListWidget):
    looked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setIconSize(QSize(_ICON, _ICON))
        self.setItemDelegate(_ReadWhole(self))
        self.currentItemChanged.connect(lambda item, _: self._look(item))

    def show_calls(self, calls: Sequence[ToCall], current: PacketId | None) -> None:
        now = datetime.now().astimezone()
        self.blockSignals(True)
        ids = [call.packet.packet_id for call in calls]
        if ids != [self.item(row).data(_KEY) for row in range(self.count())]:
            self.clear()
            for which in ids:
                QListWidgetItem(self).setData(_KEY, which)
        for row, call in enumerate(calls):
            item = self.item(row)
            said = "\n".join((words.who(call), words.why(call, now), words.came_of_it(call, now)))
            item.setText(breakable(said))
            item.setToolTip(said)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, said)
            sign = packet_sign(call.packet)
            reached = call.outcome is CallOutcome.DONE
            item.setIcon(icon("check", "ok") if reached else icon(sign.icon, sign.role))
        wanted = ids.index(current) if current in ids else -1
        if wanted != self.currentRow():
            self.setCurrentRow(wanted)
        self.blockSignals(False)
        self.scheduleDelayedItemsLayout()  # rows may have other heights now
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(say("day.calls"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters are the page's: nobody is looked for by their first one."""
        if event.text().isprintable() and event.text().strip():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _look(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.looked.emit(item.data(_KEY))
