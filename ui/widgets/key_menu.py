"""KeyMenu: a menu whose every entry has a digit, shown beside it: one key chooses, wherever the digits are."""

from collections.abc import Callable
from typing import Optional

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from ui.widgets.position_line import by_place
from ui.widgets.scroll_down import into_sight

_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


def digit_of(event: QKeyEvent) -> int | None:
    """Which digit was pressed alone, above the letters, whatever layout is on, or on the block beside them."""
    digit = by_place(event).key() - Qt.Key.Key_0.value
    return digit if event.modifiers() in _PLAIN and 0 <= digit <= 9 else None


class KeyMenu(QMenu):
    """The digits count from 1; 0 is for what undoes."""

    def __init__(
        self, parent: QWidget, over: Optional["KeyMenu"] = None, fill: Callable[["KeyMenu"], None] | None = None
    ) -> None:
        """fill: puts its entries into it, in the language in use; asked again when that changes."""
        super().__init__(parent)
        self._over, self._fill = over, fill
        self._keyed: dict[int, QAction] = {}
        if fill is not None:
            fill(self)

    def retranslate(self) -> None:
        """Open or not; the keyboard stays on the entry where it was, behind another one too."""
        if self._fill is None:
            return
        path = self._path()
        old = self.findChildren(KeyMenu, options=Qt.FindChildOption.FindDirectChildrenOnly)
        self.clear()
        self._keyed.clear()
        for each in old:
            each.hide()
            each.deleteLater()
        self._fill(self)
        self.adjustSize()
        self._stand_at(path)

    def _path(self) -> tuple[int, ...]:
        """Where the keyboard is: which entry, and which of those behind it."""
        if self.activeAction() is None or not self.isVisible():
            return ()
        behind = self.activeAction().menu()
        return (self.actions().index(self.activeAction()), *(behind._path() if isinstance(behind, KeyMenu) else ()))

    def _stand_at(self, path: tuple[int, ...]) -> None:
        if not path or path[0] >= len(self.actions()):
            return
        action = self.actions()[path[0]]
        self.setActiveAction(action)
        behind = action.menu()
        if isinstance(behind, KeyMenu):
            behind._stand_at(path[1:])

    def numbered(self, words: str, digit: int | None = None) -> QAction:
        """One entry more. digit: its own; else the next."""
        action = self.addAction(words)
        self._key(action, len(self._keyed) + 1 if digit is None else digit)
        return action

    def within(self, words: str) -> "KeyMenu":
        """A menu of its own behind the next digit."""
        menu = KeyMenu(self, over=self)
        menu.setTitle(words)
        self._key(self.addMenu(menu), len(self._keyed) + 1)
        return menu

    def open_at(self, anchor: QWidget) -> None:
        """Under it, once it is in sight; over it where the window ends before, and never beyond the window where that
        has room for it at all. The keyboard stands on the first entry."""
        into_sight(anchor)
        window, size = anchor.window(), self.sizeHint()
        end = window.mapToGlobal(QPoint(window.width(), window.height()))
        place = anchor.mapToGlobal(QPoint(0, anchor.height()))
        if place.y() + size.height() > end.y():
            over = anchor.mapToGlobal(QPoint(0, -size.height())).y()
            place.setY(over if over >= window.mapToGlobal(QPoint()).y() else end.y() - size.height())
        place.setX(min(place.x(), end.x() - size.width()))
        self.popup(place)
        self.begin()

    def begin(self) -> None:
        """The keyboard stands on the first entry. A menu behind it stays shut: that would take the keys."""
        first = next((each for each in self.actions() if each.isEnabled() and not each.isSeparator()), None)
        if first is not None and first.menu() is None:
            self.setActiveAction(first)
        elif first is not None:
            super().keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier))

    def _key(self, action: QAction, digit: int) -> None:
        if digit <= 9:
            self._keyed[digit] = action
            action.setShortcut(QKeySequence(str(digit)))
            action.setShortcutVisibleInContextMenu(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = digit_of(event)
        chosen = None if digit is None else self._keyed.get(digit)
        if chosen is None:
            super().keyPressEvent(event)
        elif isinstance(within := chosen.menu(), KeyMenu):
            self.setActiveAction(chosen)  # which opens it
            within.begin()
        else:
            self._close_all()
            chosen.trigger()

    def _close_all(self) -> None:
        self.close()
        if self._over is not None:
            self._over._close_all()
