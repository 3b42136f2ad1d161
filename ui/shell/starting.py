"""What the window shows until the station is built, and after the station has ended with a problem."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from ui.messages import say
from ui.theme.tokens import GAP
from ui.widgets.buttons import Button
from ui.widgets.words import Label


class StartingPage(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ring", False)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # holds the keyboard until there is a page
        column = QVBoxLayout(self)
        column.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.setSpacing(GAP)
        self._words = Label("shell.starting", "lead", strong=True, wrap=False)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(320)
        column.addWidget(self._words)
        column.addWidget(self._bar, 0, Qt.AlignmentFlag.AlignHCenter)
        self.closer = Button("shell.close", "secondary")
        self.closer.hide()
        column.addWidget(self.closer, 0, Qt.AlignmentFlag.AlignHCenter)
        self.retranslate()

    def fail(self) -> None:
        """The station cannot be started: stop the moving bar. The banner above says why."""
        self._stand("shell.not_started")

    def end(self) -> None:
        """Say that the station has ended. The banner above says what went wrong."""
        self._stand("shell.ended")

    def _stand(self, key: str) -> None:
        """Nothing is left to do here but to close the window."""
        self._words.say(key)
        self._bar.hide()
        self.closer.show()
        self.closer.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self) -> None:
        self._bar.setAccessibleName(say("shell.starting"))
