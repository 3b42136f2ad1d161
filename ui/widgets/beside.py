"""Words, and a chip right behind them where both have room on one line; else below them."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme.tokens import UNIT
from ui.widgets.chip import Chip
from ui.widgets.words import Label


class Beside(QWidget):
    def __init__(self, words: Label, chip: Chip) -> None:
        super().__init__()
        self._words, self._chip = words, chip
        for part in (words, chip):
            part.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _line(self) -> int:
        """Width of the words on one line."""
        margins = self._words.contentsMargins()
        return self._words.fontMetrics().horizontalAdvance(self._words.text()) + margins.left() + margins.right() + 2

    def _fits(self, width: int) -> bool:
        return self._line() + UNIT + self._chip.sizeHint().width() <= width

    def sizeHint(self) -> QSize:
        width = self._line() + UNIT + self._chip.sizeHint().width()
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        width = max(self._words.minimumSizeHint().width(), self._chip.sizeHint().width())
        return QSize(width, self._chip.sizeHint().height())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        words, chip = self._words.heightForWidth(width), self._chip.sizeHint().height()
        return max(words, chip) if self._fits(width) else words + chip

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        chip, width, height = self._chip.sizeHint(), self.width(), self.height()
        below = height - chip.height()
        if self._fits(width):
            self._words.setGeometry(0, 0, self._line(), height)
            self._chip.setGeometry(self._line() + UNIT, below // 2, chip.width(), chip.height())
        else:
            self._words.setGeometry(0, 0, width, below)
            self._chip.setGeometry(0, below, min(chip.width(), width), chip.height())
