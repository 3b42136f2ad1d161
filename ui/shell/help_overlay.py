"""F1: what can be done on this page and everywhere, by which keys, over the page. Any key or click closes it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from ui.messages import joined, say
from ui.theme.active import colour
from ui.theme.tokens import GAP, GUTTER, HALF, MARGIN, UNIT
from ui.widgets.commands import Command
from ui.widgets.roles import speak_as
from ui.widgets.words import Label

_WIDTH = 940
_COLUMNS = 2


class HelpOverlay(QWidget):
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._under = parent
        self.setProperty("ring", False)
        speak_as(self, QAccessible.Role.HelpBalloon)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._title = ""
        self._commands: Callable[[], Sequence[Command]] = tuple
        self._around = outer = QVBoxLayout(self)
        self._sheet = QFrame()
        self._scroll = QScrollArea()  # in a small window
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer.addWidget(self._scroll)
        self.hide()

    def open_for(self, title_key: str, commands: Callable[[], Sequence[Command]]) -> None:
        """commands: of page and window; asked again when the language changes."""
        self._title, self._commands = title_key, commands
        self.retranslate()
        self.setGeometry(self._under.rect())
        self.raise_()
        self.show()
        self._fit()
        self.setFocus()

    def retranslate(self) -> None:
        if not self._title:
            return
        self._sheet = QFrame()
        self._sheet.setProperty("look", "float")
        column = QVBoxLayout(self._sheet)
        column.setContentsMargins(MARGIN, GAP, MARGIN, GAP)
        column.setSpacing(GAP)
        heading = Label("", "title", strong=True, wrap=False)
        heading.plain(say("shell.help_title", page=say(self._title)))
        column.addWidget(heading)
        grid = QGridLayout()
        grid.setHorizontalSpacing(UNIT)
        grid.setVerticalSpacing(HALF)
        told = [each for each in self._commands() if each.printed and not _of_a_step(each)]
        rows = -(-len(told) // _COLUMNS)
        for place, each in enumerate(told):
            part, row = divmod(place, rows)
            keys, words = Label("", "body", strong=True, wrap=False), Label("", "body")
            keys.plain(each.printed)
            words.plain(each.title)
            grid.addWidget(keys, row, 3 * part)
            grid.addWidget(words, row, 3 * part + 1)
            grid.setColumnStretch(3 * part + 1, 1)
            grid.setColumnMinimumWidth(3 * part + 2, GUTTER)
        column.addLayout(grid)
        column.addWidget(Label("shell.help_close", "caption", ink="muted"))
        self._scroll.setWidget(self._sheet)
        self._fit()
        QTimer.singleShot(0, self, self._fit)  # once it is dressed it may be higher
        self.setAccessibleName(heading.text())
        self.setAccessibleDescription(". ".join(joined(each.printed, each.words) for each in told))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar, line, page = self._scroll.verticalScrollBar(), 4 * UNIT, self._scroll.viewport().height()
        step = {Qt.Key.Key_Down: line, Qt.Key.Key_Up: -line, Qt.Key.Key_PageDown: page, Qt.Key.Key_PageUp: -page}
        if event.key() in step and bar.maximum():
            bar.setValue(bar.value() + step[Qt.Key(event.key())])
        else:
            self.close_sheet()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As large as it needs to be, as far as there is room."""
        width = min(_WIDTH, self.width() - 2 * GAP)
        height = min(self._sheet.heightForWidth(width) + 2, self.height() - 2 * GAP)
        side, over = (self.width() - width) // 2, (self.height() - height) // 2
        self._around.setContentsMargins(side, over, side, over)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab is any key, too: it does not go behind the sheet."""
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.close_sheet()

    def close_sheet(self) -> None:
        self.hide()
        self.closed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        veil = QColor(colour("stage"))  # dark in every theme: nothing glares
        veil.setAlpha(150)
        painter.fillRect(self.rect(), veil)
        painter.end()


def _of_a_step(command: Command) -> bool:
    """They stand in one line."""
    return command.printed.startswith("Ctrl+") and command.printed[5:].isdigit()
