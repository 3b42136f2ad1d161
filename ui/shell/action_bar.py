"""ActionBar: Back at the left, the primary action always at the same place, and while it is disabled, why."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from ui.messages import say
from ui.theme.tokens import ACTION_BAR, GAP, MARGIN, UNIT
from ui.widgets.announce import announce
from ui.widgets.buttons import Button
from ui.widgets.icon import Icon
from ui.widgets.progress import ProgressLine
from ui.widgets.words import Label


class ActionBar(QFrame):
    back_pressed = Signal()
    primary_pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._runs = self._counts = self._closed = False
        self.setProperty("look", "actionbar")
        self.setFixedHeight(ACTION_BAR)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, 0, MARGIN, 0)
        row.setSpacing(GAP)
        self.back = Button("shell.back", "secondary", "back", keys="Alt+←")
        self.back.clicked.connect(self.back_pressed)
        self.progress = ProgressLine()
        self._icon = Icon("info", "muted", 20)
        self._words = Label("", "body", ink="muted")
        self._words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._locks = Label("", "body", strong=True)
        self._locks.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._locks.hide()
        self.primary = Button("shell.next", "primary", keys="Ctrl+Enter")
        self.primary.setMinimumWidth(160)
        self.primary.clicked.connect(self.primary_pressed)
        row.addWidget(self.back)
        row.addWidget(self.progress, 2)
        row.addWidget(self._words, 3)
        row.addWidget(self._locks, 3)
        row.addWidget(self._icon)
        row.addWidget(self.primary)

    def show_action(self, key: str, reason: str | None, hint: str) -> None:
        """key: of the words on the primary button. reason: why it is disabled; None: it is enabled. hint: what happens
        next."""
        self.primary.say(key)
        self.primary.setEnabled(reason is None)
        self.primary.setAccessibleDescription(reason or hint)
        self._words.plain(reason or hint)
        self._words.set_ink("text" if reason else "muted")
        self._icon.show_icon("lock" if reason else "info", "warn" if reason else "muted")
        self._closed = bool(reason)
        self._arrange()

    def show_low(self, low: bool) -> None:
        self.setFixedHeight(ACTION_BAR - 2 * UNIT if low else ACTION_BAR)

    def show_progress(self, text_key: str | None, on_cancel: Callable[[], None] | None = None) -> None:
        """Shows what is running, with a button that stops it where it can be stopped; None: nothing is running."""
        if text_key is None:
            self.progress.stop()
        else:
            self.progress.start(text_key, on_cancel)
            announce(self, say(text_key))
        self._runs = text_key is not None
        self._arrange()

    def show_locks_in(self, seconds: int | None) -> None:
        """Where else it says what happens next: the window locks in so many seconds. None: it does not."""
        self._counts = seconds is not None
        if seconds is not None:
            if self._locks.isHidden():  # once, not every five seconds
                announce(self, say("shell.locks_in", seconds=seconds), urgent=True)
            self._locks.say("shell.locks_in", seconds=seconds)
        self._arrange()

    def _arrange(self) -> None:
        self._locks.setVisible(self._counts)
        self._words.setVisible(not self._runs and not self._counts)
        self._icon.setVisible(self._closed and not self._counts)
