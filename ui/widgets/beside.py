"""Words, and something small right behind them where both have room on one line; else below them."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.theme.tokens import UNIT
from ui.widgets.words import Label


class Beside(QWidget):
    def __init__(self, words: Label, small: QLabel, *, prose: bool = False) -> None:
        """small: on one line; takes no room while it has no text. prose: whole sentences, which ask for no line of
        their length: a sheet would count its height by that."""
        super().__init__()
        self._prose = prose
        self._words, self._small = words, small
        for part in (words, small):
            part.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _line(self) -> int:
        """Width of the words on one line."""
        text, margins = self._words.text(), self._words.contentsMargins()
        return self._words.fontMetrics().horizontalAdvance(text) + margins.left() + margins.right() + 2 if text else 0

    def _behind(self) -> QSize:
        """Of what is small."""
        return self._small.sizeHint() if self._small.text() else QSize(0, 0)

    def _wide(self) -> int:
        """Of both on one line."""
        words, small = self._line(), self._behind().width()
        return words + small + (UNIT if words and small else 0)

    def sizeHint(self) -> QSize:
        width = max(self._words.sizeHint().width(), self._behind().width()) if self._prose else self._wide()
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        small = self._behind()
        return QSize(max(self._words.minimumSizeHint().width(), small.width()), small.height())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        words, small = self._words.heightForWidth(width) if self._words.text() else 0, self._behind().height()
        return max(words, small) if self._wide() <= width else words + small

    def event(self, event: QEvent) -> bool:
        """Other words, or another font for them, need another height: no layout of its own tells those around."""
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self.arrange()
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """After other words were said."""
        small, width, height = self._behind(), self.width(), self.height()
        below = height - small.height()
        if self._wide() <= width:
            line = self._line()
            self._words.setGeometry(0, 0, line, height)
            self._small.setGeometry(line + UNIT if line else 0, below // 2, small.width(), small.height())
        else:
            self._words.setGeometry(0, 0, width, below)
            self._small.setGeometry(0, below, min(small.width(), width), small.height())
