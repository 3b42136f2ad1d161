"""The button by which something is said not to be taken, and the menu that asks why, by mouse and keyboard."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QMenu, QWidget

from station.domain.sample import ExceptionReason, Modality
from station.services.views import EnrollmentView
from ui.messages import say
from ui.theme.icons import icon
from ui.widgets.buttons import Button
from ui.widgets.commands import Command, command_of
from ui.widgets.exception_words import Chosen, Scope, key_of, reasons_at, said_at
from ui.widgets.key_menu import KeyMenu

KEY = "E"


class ExceptionButton(Button):
    """Opens the menu. Shown where the service allows a reason at all."""

    def __init__(self, what: Modality, scopes: Callable[[], Sequence[Scope]]) -> None:
        super().__init__(key_of(what, "button"), "quiet", keys=KEY)
        self._what, self._scopes = what, scopes
        self._reasons: tuple[ExceptionReason, ...] = ()
        self._said = False
        self.clicked.connect(self.ask)

    def show_for(self, view: EnrollmentView | None) -> None:
        self._reasons, self._said = reasons_at(view, self._what), said_at(view, self._what)
        self.setVisible(bool(self._reasons or self._said))

    def command(self) -> Command:
        """For the page that has it."""
        return command_of(self, KEY, words=say(key_of(self._what, "keys")))

    def ask(self) -> None:
        if (self._reasons or self._said) and self.isEnabled():
            exception_menu(self, self._what, self._reasons, self._scopes())


def exception_menu(
    anchor: QWidget, what: Modality, reasons: Sequence[ExceptionReason], scopes: Sequence[Scope]
) -> QMenu:
    """Open it at `anchor`: of several scopes each has the reasons in a menu of its own."""

    def fill(menu: KeyMenu) -> None:
        menu.setAccessibleName(say(key_of(what, "title")))
        title = menu.addAction(say(key_of(what, "title")))
        title.setEnabled(False)
        menu.addSeparator()
        for scope in scopes:
            within = menu.within(say(scope.label)) if scope.label else menu
            _reasons(within, what, reasons if scope.reasons is None else scope.reasons, scope)

    menu = KeyMenu(anchor, fill=fill)
    menu.aboutToHide.connect(lambda: _give_back(menu, anchor))
    menu.open_at(anchor)
    return menu


def _reasons(menu: KeyMenu, what: Modality, reasons: Sequence[ExceptionReason], scope: Scope) -> None:
    add_reasons(menu, reasons, scope.now, scope.chosen, say(key_of(what, "after_all")) if scope.marked else "")


def add_reasons(
    menu: KeyMenu, reasons: Sequence[ExceptionReason], now: ExceptionReason | None, chosen: Chosen, back: str
) -> None:
    """An entry for each reason, `now` checked; below them, in the words of `back`, that none holds, where there are
    such words."""
    for reason in reasons:
        action = menu.numbered(say(f"exceptions.reason.{reason.value}"))
        action.setIcon(icon("check" if reason is now else "dot", "accent" if reason is now else "muted"))
        action.triggered.connect(lambda _=False, reason=reason: chosen(reason))
    if back:
        menu.addSeparator()
        undo = menu.numbered(back, 0)
        undo.setIcon(icon("retry", "text"))
        undo.triggered.connect(lambda: chosen(None))


def _give_back(menu: QMenu, anchor: QWidget) -> None:
    """The keyboard goes back to where it was, whatever the platform does when a menu closes."""
    menu.deleteLater()
    anchor.activateWindow()
    anchor.setFocus()
