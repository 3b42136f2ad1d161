"""CommandSheet: whatever can be done now, found by its words; with its key, and what cannot be done with the reason."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from ui.messages import say
from ui.theme.active import colour
from ui.theme.tokens import CONTROL, UNIT
from ui.widgets.commands import Command
from ui.widgets.found_by import narrowed
from ui.widgets.leading_input import LeadingInput
from ui.widgets.popover import Popover
from ui.widgets.words import Label

_WIDTH, _ROWS, _LOW = 560, 10, 5
_ROOMY = 600  # from this height of the window on


class CommandSheet(Popover):
    """Over the page; gone with what was chosen. Each typed word begins a word of what is found."""

    def __init__(self, frame: QWidget, commands: Callable[[], Sequence[Command]]) -> None:
        """commands: in the language in use; asked again when that changes."""
        super().__init__(frame)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._frame, self._ask = frame, commands
        self._rows: list[tuple[Command, str | None]] = []
        self._shown: list[Command] = []
        self.list = QListWidget()
        self.typed = LeadingInput(self.list)
        self.typed.textChanged.connect(lambda _: self._fill())
        self.typed.taken.connect(self._take)
        self._title = Label("", "lead", strong=True)
        self._none = Label("shell.commands.none", "body", ink="muted")
        for widget in (self._title, self.typed, self.list, self._none):
            self.column.addWidget(widget)
        self.setFixedWidth(min(_WIDTH, frame.width() - 2 * UNIT))
        self.list.setFixedHeight((_ROWS if frame.height() >= _ROOMY else _LOW) * CONTROL)
        self.retranslate()

    def open(self) -> None:
        self.adjustSize()
        middle = (self._frame.width() - self.width()) // 2
        self.move(self._frame.mapToGlobal(QPoint(max(0, middle), CONTROL)))
        self.show()
        self.typed.setFocus()

    def primary(self) -> None:
        self.typed.take()

    def retranslate(self) -> None:
        known = [(each, each.why_not()) for each in self._ask() if each.do is not None and each.words]
        self._rows = sorted(known, key=lambda row: row[1] is not None)  # what can be done stands first
        find = say("shell.keys.find")
        self._title.plain(find[:1].upper() + find[1:])
        self.setAccessibleName(find)
        self.typed.setPlaceholderText(say("shell.commands.type"))
        self.typed.setAccessibleName(say("shell.commands.type"))
        self.list.setAccessibleName(find)
        self._fill()

    def _fill(self) -> None:
        self.list.clear()
        rows = narrowed(self._rows, self.typed.text(), lambda row: (row[0].words, row[0].printed))
        self._shown = [command for command, _ in rows]
        for command, why in rows:
            keys = f" ({command.printed})" if command.printed else ""
            item = QListWidgetItem(f"{command.title}{keys}" + (f"\n{why}" if why else ""), self.list)
            if why:
                item.setForeground(colour("muted"))
        self.list.setCurrentRow(0 if rows else -1)
        self._none.setVisible(not rows)

    def _take(self, item: QListWidgetItem) -> None:
        """What cannot be done stays there to be read."""
        command = self._shown[self.list.row(item)]
        if command.why_not() is None:
            self.close()
            command.press(self._frame)
