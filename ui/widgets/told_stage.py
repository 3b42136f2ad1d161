"""A picture and what is said of it: the words below it, or beside it where the room is low. Both are seen at once."""

from typing import TYPE_CHECKING
from weakref import WeakSet

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget
from shiboken6 import isValid

from ui.theme.tokens import GAP
from ui.widgets.advice import AdviceBanner

if TYPE_CHECKING:  # numpy comes with it: not before the window is there
    from ui.widgets.stage import Stage

_WORTH = 240  # px of height that a picture has above its words; with less, the words go beside it
_LOW = 400  # px of a room in which a narrow part has no height for both
_NEXT = 88  # px by which is seen that a page goes on: what is between, and the head of the next card
_HALF = 300  # px of width that each has beside the other


class ToldStage(QWidget):
    """No higher than what is seen of the page, unless its words need more: on a page that is scrolled both are seen
    before it is. What stands in a layout with it leaves it the rest; a stretch below it takes what it does not."""

    def __init__(self, stage: "Stage", banner: AdviceBanner, *, both_abreast: bool = False) -> None:
        """both_abreast: in a low room it asks for the width of both beside each other."""
        super().__init__()
        _made.add(self)
        self._both_abreast = both_abreast
        self._stage, self._banner = stage, banner
        self._room = 0  # px; 0 while nobody told
        self._goes_on = False
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
        abreast = self._both_abreast and 0 < self._room < _LOW
        return QSize(2 * _HALF + GAP if abreast else max(picture.width(), words.width()), high)

    def show_room(self, high: int, *, goes_on: bool) -> None:
        """high: what is seen of the page at once, in pixels. goes_on: the page has more below, of which the beginning
        is seen, too."""
        if (high, goes_on) != (self._room, self._goes_on):
            self._room, self._goes_on = high, goes_on
            self.updateGeometry()
        self._arrange()

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

    def _others(self) -> int:
        """Height of what stands in a layout with it, with what is between. The layout itself may not have heard yet
        that words have changed."""
        around = self.parentWidget()
        layout = None if around is None else around.layout()
        items = [] if layout is None else [layout.itemAt(at) for at in range(layout.count())]
        shown = (item.widget() for item in items if item is not None)
        each = [at.minimumSizeHint().height() for at in shown if at not in (None, self) and not at.isHidden()]
        return sum(each) + (len(each) * layout.spacing() if layout is not None else 0)

    def _words(self, width: int) -> int:
        """Height of the words in that width."""
        return max(self._banner.heightForWidth(width), self._banner.minimumSizeHint().height())

    def _arrange(self) -> None:
        if self._room:
            room = self._room - self._others() - (_NEXT if self._goes_on else 0)
            self.setMaximumHeight(max(self.minimumSizeHint().height(), room))
        beside = self._wide and self.height() < _WORTH + GAP + self._words(self.width())
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._box.direction() != way:
            self._box.setDirection(way)
            self._box.setStretchFactor(self._banner, 1 if beside else 0)


_made: WeakSet[ToldStage] = WeakSet()


def told_stages(page: QWidget) -> list[ToldStage]:
    """Those that stand on it. They are few, and what else is on a page is much: it is not looked through."""
    return [each for each in _made if isValid(each) and page.isAncestorOf(each)]
