"""The room of one page in the window: where it is lower than the page needs, the page is scrolled, never squeezed."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from ui.widgets.columns import PageColumns
from ui.widgets.told_stage import ToldStage


class PageRoom(QScrollArea):
    """Unlike what QScrollArea does by itself, a page is scrolled below its least height, not as soon as it has not the
    height that it would like best: what shrinks, shrinks first."""

    def __init__(self, page: QWidget) -> None:
        super().__init__()
        self._page = page
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(page)
        page.installEventFilter(self)

    def sizeHint(self) -> QSize:
        return self._page.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """While it is not shown it needs no room, and each part that is put into it would ask for the whole anew."""
        if self.isHidden():
            return
        room, layout = self.viewport().size(), self._page.layout()
        wide, high = room.width(), room.height()
        below = any(columns.stacked for columns in self._page.findChildren(PageColumns))
        for told in self._page.findChildren(ToldStage):
            told.show_room(high, goes_on=below)
        if layout is None:
            least = best = self._page.minimumSizeHint().height()
        elif layout.hasHeightForWidth():
            least, best = layout.totalMinimumHeightForWidth(wide), layout.totalHeightForWidth(wide)
        else:
            least, best = layout.totalMinimumSize().height(), layout.totalSizeHint().height()
        self._page.resize(wide, high if least <= high else best)
