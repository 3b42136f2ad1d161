"""The keyboard is never nowhere: what had it was hidden, closed or taken away, and the page takes it."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget


class FocusKept(QObject):
    """lost: gives the keyboard to something, while nothing of the window has it and nothing floats over it."""

    def __init__(self, window: QWidget, lost: Callable[[], None]) -> None:
        super().__init__(window)
        self._window, self._lost = window, lost
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._changed)

    def _changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is None or not new.isVisible():
            QTimer.singleShot(0, self, self._look)  # whoever is hidden for another to be shown says so itself

    def _look(self) -> None:
        floats = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        has_it = QApplication.focusWidget()
        if self._window.isActiveWindow() and floats is None and (has_it is None or not has_it.isVisible()):
            self._lost()
