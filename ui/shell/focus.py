"""The keyboard is never nowhere: what had it was hidden, closed or taken away, and the page takes it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget


class FocusKept(QObject):
    """lost: gives the keyboard to something, while nothing of the window has it and nothing floats over it. around:
    where nobody works; what is next in order there is given it by Qt when what had it is hidden or closed."""

    def __init__(self, window: QWidget, lost: Callable[[], None], around: Sequence[QWidget]) -> None:
        super().__init__(window)
        self._window, self._lost, self._around = window, lost, around
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._changed)

    def _changed(self, old: QWidget | None, new: QWidget | None) -> None:
        strays = any(each is new or each.isAncestorOf(new) for each in self._around) if new is not None else False
        astray = strays and old is not None and not (old.isVisible() and old.isEnabled())
        if astray or new is None or not new.isVisible():
            strayed_to = new if astray else None
            QTimer.singleShot(0, self, lambda: self._look(strayed_to))  # whoever hides it for another says so itself

    def _look(self, strayed_to: QWidget | None) -> None:
        floats = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        has_it = QApplication.focusWidget()
        if (
            self._window.isActiveWindow()
            and floats is None
            and (has_it is None or has_it is strayed_to or not has_it.isVisible())
        ):
            self._lost()
