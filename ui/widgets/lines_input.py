"""LinesInput: several lines of plain text. Tab leaves it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTextEdit

_HEIGHT = 120


class LinesInput(QTextEdit):
    typed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._setting = False
        self.setTabChangesFocus(True)
        self.setAcceptRichText(False)
        self.setFixedHeight(_HEIGHT)
        self.textChanged.connect(self._changed)

    def text(self) -> str:
        return self.toPlainText()

    def set_text(self, text: str) -> None:
        """Show `text` without telling it as typed."""
        self._setting = True
        self.setPlainText(text)
        self._setting = False

    def _changed(self) -> None:
        if not self._setting:
            self.typed.emit(self.toPlainText())
