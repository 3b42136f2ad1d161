"""A picture and what is said of it: the words below it, or beside it where the room is low. Both are seen at once."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from ui.theme.tokens import GAP
from ui.widgets.advice import AdviceBanner
from ui.widgets.stage import Stage

_WORTH = 240  # px of height that a picture has above its words; with less, the words go beside it
_HALF = 300  # px of width that each has beside the other


class ToldStage(QWidget):
    def __init__(self, stage: Stage, banner: AdviceBanner) -> None:
        super().__init__()
        self._stage, self._banner = stage, banner
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(GAP)
        self._box.addWidget(stage, 1)
        self._box.addWidget(banner)

    def hasHeightForWidth(self) -> bool:
        return False  # what the words need is asked for below: a layout would add the picture's least height to it

    def sizeHint(self) -> QSize:
        picture = self._stage.sizeHint()
        return QSize(picture.width(), picture.height() + GAP + self._words(self.width()))

    def minimumSizeHint(self) -> QSize:
        picture, words = self._stage.minimumSizeHint(), self._banner.minimumSizeHint()
        high = picture.height() + GAP + self._words(self.width())
        if self._wide:
            high = min(high, max(picture.height(), self._words((self.width() - GAP) // 2)))
        return QSize(max(picture.width(), words.width()), high)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self._arrange()
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()  # in another width the words have another height

    @property
    def _wide(self) -> bool:
        return self.width() >= 2 * _HALF + GAP

    def _words(self, width: int) -> int:
        """Height of the words in that width."""
        return max(self._banner.heightForWidth(width), self._banner.minimumSizeHint().height())

    def _arrange(self) -> None:
        beside = self._wide and self.height() < _WORTH + GAP + self._words(self.width())
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._box.direction() != way:
            self._box.setDirection(way)
            self._box.setStretchFactor(self._banner, 1 if beside else 0)
