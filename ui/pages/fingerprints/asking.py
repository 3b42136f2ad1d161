"""The button that says yes to what is asked about prints."""

from collections.abc import Callable

from ui.messages import say
from ui.widgets.buttons import Button
from ui.widgets.commands import Command, command_of

KEY = "Y"


class AnswerButton(Button):
    """Shown while something is asked."""

    def __init__(self, yes: Callable[[], None]) -> None:
        super().__init__("fingerprints.button.yes", "secondary", "check", keys=KEY)
        self.clicked.connect(yes)
        self.hide()

    def command(self) -> Command:
        return command_of(self, KEY, words=say("fingerprints.keys.yes"))
