"""F1: the keys of this page and of the whole window, over the page. Any key or click closes it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from ui.messages import say
from ui.pages.base import KeyHelp
from ui.theme.active import colour
from ui.theme.tokens import GAP, GUTTER, MARGIN
from ui.widgets.words import Label

GLOBAL_KEYS = (
    KeyHelp("Ctrl+Enter", "shell.keys.primary"),
    KeyHelp("Alt+←", "shell.keys.back"),
    KeyHelp("Ctrl+1 … Ctrl+6", "shell.keys.step"),
    KeyHelp("F4", "shell.people.add"),
    KeyHelp("Ctrl+PgUp, Ctrl+PgDown", "shell.keys.person"),
    KeyHelp("F6", "shell.keys.take_over"),
    KeyHelp("F3", "refer.title"),
    KeyHelp("Tab, Shift+Tab", "shell.keys.tab"),
    KeyHelp("Ctrl+D", "shell.keys.details"),
    KeyHelp("Esc", "shell.keys.cancel"),
    KeyHelp("F1", "shell.keys.help"),
    KeyHelp("F8", "shell.keys.language"),
    KeyHelp("F9", "shell.keys.lock"),
)


class HelpOverlay(QWidget):
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._under = parent
        self.setProperty("ring", False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._title = ""
        self._page_keys: Callable[[], Sequence[KeyHelp]] = tuple
        outer = QVBoxLayout(self)
        outer.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sheet: QFrame | None = None
        self.hide()

    def open_for(self, title_key: str, keys: Callable[[], Sequence[KeyHelp]]) -> None:
        """keys: returns the keys of the page; called again when the language changes, since some keys are named by
        words."""
        self._title, self._page_keys = title_key, keys
        self.retranslate()
        self.setGeometry(self._under.rect())
        self.raise_()
        self.show()
        self.setFocus()

    def retranslate(self) -> None:
        if not self._title:
            return
        layout = self.layout()
        if self._sheet is not None:
            self._sheet.hide()
            self._sheet.deleteLater()
        self._sheet = QFrame()
        self._sheet.setProperty("look", "float")
        column = QVBoxLayout(self._sheet)
        column.setContentsMargins(MARGIN, GUTTER, MARGIN, GUTTER)
        column.setSpacing(GAP)
        heading = Label("", "title", strong=True, wrap=False)
        heading.plain(say("shell.help_title", page=say(self._title)))
        column.addWidget(heading)
        grid = QGridLayout()
        grid.setHorizontalSpacing(GUTTER)
        grid.setVerticalSpacing(10)
        for row, item in enumerate((*self._page_keys(), *GLOBAL_KEYS)):
            keys = Label("", "body", strong=True, wrap=False)
            keys.plain(item.keys)
            grid.addWidget(keys, row, 0)
            grid.addWidget(Label(item.text_key, "body", wrap=False), row, 1)
        column.addLayout(grid)
        column.addWidget(Label("shell.help_close", "caption", ink="muted"))
        if layout is not None:
            layout.addWidget(self._sheet)
        self.setAccessibleName(heading.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.close_sheet()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.close_sheet()

    def close_sheet(self) -> None:
        self.hide()
        self.closed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        veil = QColor(colour("text"))
        veil.setAlpha(150)
        painter.fillRect(self.rect(), veil)
        painter.end()
