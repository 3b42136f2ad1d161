"""Commands: what can be done by a key, in one table a page and one of the window. Keys, their sheet (F1) and the search
for a command (Ctrl+K) all go by them: a key is bound by `bind` and nowhere else."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QWidget

from ui.messages import joined, say
from ui.widgets.position_line import by_place
from ui.widgets.positions import on_other_layouts
from ui.widgets.why_not import done, tell_why_not

NEXT_KEY = "F2"
_SIGNS = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


def _possible() -> str | None:
    return None


@dataclass(frozen=True)
class Command:
    """keys: as Qt reads them, each does the same; none where it is found by its words alone. words: what it does, in
    the language in use. do: None where the keys only move. why_not: in words, why it cannot be done now; None where it
    can. shown: the keys as a keyboard prints them, where that is not the first of `keys`. everywhere: over sheets and
    menus too."""

    keys: tuple[str, ...]
    words: str
    do: Callable[[], object] | None = None
    why_not: Callable[[], str | None] = _possible
    shown: str = ""
    everywhere: bool = False

    @property
    def printed(self) -> str:
        return self.shown or next(iter(self.keys), "")

    @property
    def title(self) -> str:
        """As it begins a line."""
        return self.words[:1].upper() + self.words[1:]

    def press(self, told_at: QWidget) -> None:
        """Do it. Where it cannot be done, the window says why, and a screen reader is told."""
        reason = self.why_not()
        if reason is not None:
            tell_why_not(told_at, joined(self.printed, reason))
        elif self.do is not None:
            done(told_at)
            self.do()


class KeyGivenTwice(ValueError):
    """Of two shortcuts with one key Qt does neither."""


def command_of(button: QAbstractButton, *keys: str, words: str = "", shown: str = "") -> Command:
    """To press a button, where it is there and enabled. words: else those of the button."""

    def why_not() -> str | None:
        if not button.isVisible():
            return say("shell.commands.not_here")
        return None if button.isEnabled() else button.accessibleDescription() or say("shell.commands.not_now")

    return Command(keys, words or button.accessibleName() or button.text(), button.click, why_not, shown)


def not_now(unless: Callable[[], bool]) -> Callable[[], str | None]:
    """Why it cannot be done: not at this moment, unless that holds."""
    return lambda: None if unless() else say("shell.commands.not_now")


def bind(holder: QWidget, commands: Iterable[Command], taken: Iterable[Command] = ()) -> None:
    """Their keys work while `holder` is seen. Plain letters are left to `pressed`: they are typed, too. Raises
    KeyGivenTwice where two of them, or one of them and one of `taken`, have the same key."""
    given = {_known(key) for each in taken for key in each.keys}
    for each in commands:
        for key in map(_known, each.keys):
            if key in given:
                raise KeyGivenTwice(key)
            given.add(key)
            if each.do is None or _plain(key):
                continue
            shortcut = QShortcut(holder)
            shortcut.setKeys([QKeySequence(each) for each in (key, *on_other_layouts(key))])
            where = Qt.ShortcutContext.ApplicationShortcut if each.everywhere else Qt.ShortcutContext.WindowShortcut
            shortcut.setContext(where)
            shortcut.setAutoRepeat(False)  # a key that is held does it once: the next page is not meant
            shortcut.activated.connect(lambda each=each: each.press(holder))
            # where the system has a Latin layout besides, Qt finds the key twice, as written on either
            shortcut.activatedAmbiguously.connect(lambda each=each: each.press(holder))


def pressed(event: QKeyEvent, commands: Iterable[Command], holder: QWidget, *, every: bool = False) -> bool:
    """Whether it was the plain letter, or Space, of one of them, typed into nothing: then it is done. Letters count by
    the place of their key, whatever layout is on. every: of any key and sign without Ctrl or Alt, as often as one
    comes that is held: for a widget that is moved by keys while it has the keyboard."""
    if event.modifiers() & ~_SIGNS if every else event.modifiers() != Qt.KeyboardModifier.NoModifier:
        return False
    typed = QKeySequence(by_place(event).key()).toString()
    for each in commands:
        if each.do is not None and typed in each.keys and (every or _plain(typed)):
            each.press(holder)
            return True
    return False


def _known(key: str) -> str:
    """As Qt calls it. Raises ValueError for what is no key to Qt."""
    found = QKeySequence(key).toString()
    if not found:
        raise ValueError(key)
    return found


def _plain(key: str) -> bool:
    """A key that types something."""
    return len(key) == 1 or key == "Space"
