"""An icon as a widget."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme.icons import pixmap
from ui.theme.tokens import Role


class Icon(QWidget):
    """Always stands beside its word, so it has no accessible name of its own."""

    def __init__(self, name: str, role: Role = "text", size: int = 20) -> None:
        super().__init__()
        self._name, self._role, self._size = name, role, size
        self.setFixedSize(QSize(size, size))

    def show_icon(self, name: str, role: Role) -> None:
        self._name, self._role = name, role
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawPixmap(
            (self.width() - self._size) // 2,
            (self.height() - self._size) // 2,
            pixmap(self._name, self._role, self._size, self.devicePixelRatioF()),
        )
        painter.end()
