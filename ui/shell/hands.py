"""Tells when somebody has a hand on the window, or on what floats over it: a key, the mouse, a finger or a pen."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication

_HANDS = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletPress,
        QEvent.Type.TabletMove,
    }
)


class Hands(QObject):
    """Listens where the system hands its events to a window, before any widget has them: few come by there.

    What floats is a window of its own: it is listened to from when the keyboard goes there, or `listen` is called.
    """

    def __init__(self, window: QWindow, touched: Callable[[], None]) -> None:
        super().__init__(window)
        self._touched = touched
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self.listen)
        self.listen()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _HANDS:
            self._touched()
        return False

    def listen(self) -> None:
        """To whatever windows there are now."""
        for window in QGuiApplication.topLevelWindows():
            window.installEventFilter(self)  # once, however often it is said


def put_away() -> None:
    """Close what floats over the window: nothing of it may be read, or pressed, over a page that came since."""
    while (sheet := QApplication.activePopupWidget()) is not None:
        if not sheet.close():
            return
    dialog = QApplication.activeModalWidget()
    if dialog is not None:
        dialog.close()
