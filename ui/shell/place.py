"""Where the window stands: remembered between starts, and brought onto the screens that there are now."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow

from ui.shell.memory import Memory, Place

USUAL = QSize(1366, 768)
_FIRST_SHARE, _FIRST_MOST = 0.9, QSize(2560, 1440)
"""Of a large screen, at the first start: pages take the width that they are given; beyond that it is the owner's."""
_STILL_MS = 1_000  # after which a window that was moved stands
_TITLE = 32  # px that a title bar takes above it
_MOVES = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.WindowStateChange)


def on_screens(place: Place, rooms: Sequence[QRect]) -> QRect:
    """The place, on that of the screens on which most of it lies; on the first where none of it does. As large as it
    was, as far as there is room, and with its title bar in reach. rooms: of the screens, panels left out."""
    was = QRect(place.x, place.y, place.width, place.height)

    def shared(room: QRect) -> int:
        both = room.intersected(was)
        return both.width() * both.height() if both.isValid() else 0

    room = max(rooms, key=shared).adjusted(0, _TITLE, 0, 0)
    width, height = min(was.width(), room.width()), min(was.height(), room.height())
    left = max(room.left(), min(was.left(), room.right() + 1 - width))
    top = max(room.top(), min(was.top(), room.bottom() + 1 - height))
    return QRect(left, top, width, height)


def at_first(room: QRect) -> QRect:
    """The place of a window that never stood anywhere."""
    share = QSize(int(room.width() * _FIRST_SHARE), int(room.height() * _FIRST_SHARE))
    size = share.expandedTo(USUAL).boundedTo(_FIRST_MOST).boundedTo(room.size())
    placed = QRect(room.topLeft(), size)
    placed.moveCenter(room.center())
    return placed


def rooms_of(app: QGuiApplication) -> list[QRect]:
    """Of the screens, panels left out, in device-independent pixels; the primary one first."""
    first = app.primaryScreen()
    return [each.availableGeometry() for each in (first, *(each for each in app.screens() if each is not first))]


def show_on(window: QMainWindow, rooms: Sequence[QRect], place: Place | None) -> None:
    """Show a window where it stood last; for the first time, on the first of the screens.

    A screen no larger than the usual window is filled: the window manager takes its own title bar off, so that the
    action bar is never below the edge. Of a larger one nearly all is used, in its middle.
    """
    window.setGeometry(at_first(rooms[0]) if place is None else on_screens(place, rooms))
    small = rooms[0].width() <= USUAL.width() or rooms[0].height() <= USUAL.height()
    if small or (place is not None and place.filled):
        window.setWindowState(window.windowState() | Qt.WindowState.WindowMaximized)
    window.show()


class PlaceKept(QObject):
    """Tells the memory where the window stands, once it stands still."""

    def __init__(self, window: QMainWindow, memory: Memory) -> None:
        super().__init__(window)
        self._window, self._memory = window, memory
        self._still = QTimer(self, interval=_STILL_MS, singleShot=True)
        self._still.timeout.connect(self.keep)
        window.installEventFilter(self)

    def keep(self) -> None:
        """Now. Of a window that is not seen nothing is kept."""
        self._still.stop()
        window = self._window
        if window.isVisible() and not window.isMinimized():
            was = window.normalGeometry() if window.isMaximized() else window.geometry()
            self._memory.place(Place(was.x(), was.y(), was.width(), was.height(), window.isMaximized()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES:
            self._still.start()
        return super().eventFilter(watched, event)
