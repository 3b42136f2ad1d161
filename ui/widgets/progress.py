"""ProgressLine: what runs, how far, and the way to stop it."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from ui.messages import say
from ui.widgets.buttons import Button
from ui.widgets.words import Label


class ProgressLine(QWidget):
    """Hidden while nothing runs."""

    def __init__(self) -> None:
        super().__init__()
        self._on_cancel: Callable[[], None] | None = None
        self._what = Label("", "body")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self.stopper = Button("shell.cancel", "quiet", "cross", keys="Esc")
        self.stopper.clicked.connect(self.cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self._what, 2)
        row.addWidget(self._bar, 1)
        row.addWidget(self.stopper)
        self.hide()

    def start(self, text_key: str, on_cancel: Callable[[], None] | None = None) -> None:
        """Show `text_key` with no known end."""
        self._on_cancel = on_cancel
        self._what.say(text_key)
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(say(text_key))
        self.stopper.setVisible(on_cancel is not None)
        self.show()

    def advance(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def stop(self) -> None:
        self._on_cancel = None
        self.hide()

    def cancel(self) -> bool:
        """Stop what runs. True when there was something to stop."""
        if self._on_cancel is None:
            return False
        stop, self._on_cancel = self._on_cancel, None
        stop()
        return True
