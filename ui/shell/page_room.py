"""The room of one page in the window: where it is lower than the page needs, the page is scrolled, never squeezed."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from ui.widgets.columns import PageColumns
from ui.widgets.told_stage import told_stages


class PageRoom(QScrollArea):
    """Unlike what QScrollArea does by itself, a page is scrolled below its least height, not as soon as it has not the
    height that it would like best: what shrinks, shrinks first."""

    def __init__(self, page: QWidget) -> None:
        super().__init__()
        self._page = page
        self._rests = False
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(page)
        page.installEventFilter(self)

    def sizeHint(self) -> QSize:
        """The stack asks all rooms for theirs at each change: what is not shown needs no room, and is not laid out to
        know how much."""
        return QSize() if self.isHidden() else self._page.sizeHint()

    def rest(self, rests: bool) -> None:
        """While it rests the page stays as it is: it is about to go, or to be filled anew."""
        self._rests = rests
        if not rests:
            self._fit()

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
        if self._rests or self.isHidden():
            return
        room, layout = self.viewport().size(), self._page.layout()
        wide, high = room.width(), room.height()
        parts = self._page.findChildren(PageColumns, options=Qt.FindChildOption.FindDirectChildrenOnly)
        below = any(columns.stacked for columns in parts)
        for told in told_stages(self._page):
            told.show_room(high, goes_on=below)
        if layout is None:
            least = best = self._page.minimumSizeHint().height()
        elif layout.hasHeightForWidth():
            least, best = layout.totalMinimumHeightForWidth(wide), layout.totalHeightForWidth(wide)
        else:
            least, best = layout.totalMinimumSize().height(), layout.totalSizeHint().height()
        self._page.resize(wide, high if least <= high else best)
