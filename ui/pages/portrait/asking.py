"""The button by which the person before the camera is asked to do something, one thing after another, and what was seen
of it: for whoever sits at the desk, and no verdict."""

from collections.abc import Callable, Sequence
from itertools import cycle

from station.domain.face_facts import Challenge, Hint
from ui.messages import say
from ui.widgets.buttons import Button
from ui.widgets.commands import Command, command_of

KEY = "T"


class AskButton(Button):
    """Says what it asks next."""

    def __init__(self, ask: Callable[[Challenge], None]) -> None:
        self._turns = cycle(Challenge)
        self._next = next(self._turns)
        self._ask = ask
        super().__init__(f"portrait.ask.{self._next.value}", "secondary", "person", keys=KEY)
        self.clicked.connect(self._press)
        self.hide()

    def _press(self) -> None:
        self._ask(self._next)
        self._next = next(self._turns)
        self.say(f"portrait.ask.{self._next.value}")

    def command(self) -> Command:
        return command_of(self, KEY, words=say("portrait.keys.ask"))


def seen_words(hints: Sequence[Hint]) -> list[str]:
    """One line each."""
    return [say(f"portrait.ask.{'seen' if each.seen else 'unseen'}.{each.what.value}") for each in hints]
