"""Why a finger is not taken: a small menu under the finger, by mouse and keyboard."""

from collections.abc import Callable, Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from station.domain.sample import ExceptionReason, Finger
from ui.messages import say
from ui.widgets.exception_menu import add_reasons
from ui.widgets.finger_words import finger_name
from ui.widgets.key_menu import KeyMenu

Marked = Callable[[Finger, ExceptionReason | None], None]


def mark_menu(
    anchor: QWidget,
    finger: Finger,
    reasons: Sequence[ExceptionReason],
    now: ExceptionReason | None,
    drops: bool,
    on_marked: Marked,
) -> QMenu:
    """Open the menu. reasons: those that the service allows. now: the reason set already. drops: prints taken before
    would be void, which it says."""

    def fill(menu: KeyMenu) -> None:
        title = say("fingerprints.mark.title", finger=finger_name(finger))
        menu.setAccessibleName(title)
        _words(menu, title)
        if drops:
            _words(menu, say("fingerprints.mark.drops"))
        menu.addSeparator()
        if not reasons:
            _words(menu, say("exceptions.none"))
        there = "" if now is None else say("fingerprints.mark.there")
        add_reasons(menu, reasons, now, lambda reason: on_marked(finger, reason), there)

    menu = KeyMenu(anchor, fill=fill)
    menu.aboutToHide.connect(lambda: _give_back(menu, anchor))
    menu.open_at(anchor)
    return menu


def _words(menu: QMenu, words: str) -> QAction:
    action = menu.addAction(words)
    action.setEnabled(False)
    return action


def _give_back(menu: QMenu, anchor: QWidget) -> None:
    """The keyboard goes back to the finger, whatever the platform does when a menu closes."""
    menu.deleteLater()
    anchor.activateWindow()
    anchor.setFocus()
