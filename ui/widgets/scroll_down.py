"""ScrollDown: what is longer than its place scrolls down; never narrower than what is in it, so that nothing is read
sideways."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QScrollArea, QWidget

_BAR = 16  # px of its scroll bar


class ScrollDown(QScrollArea):
    def __init__(self, inner: QWidget) -> None:
        super().__init__()
        self._inner = inner
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inner)

    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        return QSize(max(least.width(), self._inner.minimumSizeHint().width() + _BAR), least.height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What is inside (a scroll area watches it) asks for more, or speaks another language: it needs another
        width."""
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)


def into_sight(widget: QWidget) -> None:
    """Scroll whatever scrolls around it to where it is seen whole."""
    place = widget.parentWidget()
    while place is not None:
        if isinstance(place, QScrollArea):
            place.ensureWidgetVisible(widget, 0, _BAR)
        place = place.parentWidget()
