"""What may be answered to a question about prints: both answers stand under it, each with its key."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from ui.messages import say
from ui.widgets.advice import AdviceBanner
from ui.widgets.buttons import Button
from ui.widgets.commands import Command, command_of

KEY = "Y"


class AnswerButton(Button):
    """Space is one of the answers, and means that one wherever the keyboard is; Enter presses."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            event.ignore()  # to the page
        else:
            super().keyPressEvent(event)


class Answers:
    """Shown while something is asked."""

    def __init__(self, banner: AdviceBanner, yes: Callable[[], None], again: Callable[[], None]) -> None:
        """banner: where the question stands."""
        self.yes = AnswerButton("fingerprints.button.yes", "secondary")
        self.yes.clicked.connect(yes)
        self.again = AnswerButton("fingerprints.button.take_again", "secondary")
        self.again.clicked.connect(again)
        banner.add_answers(self.yes, self.again)
        self.show(asked=False)

    def show(self, *, asked: bool) -> None:
        for button in (self.yes, self.again):
            button.setVisible(asked)

    @property
    def focused(self) -> bool:
        """Whether the keyboard is at one of them."""
        return self.yes.hasFocus() or self.again.hasFocus()

    def command(self) -> Command:
        return command_of(self.yes, KEY, words=say("fingerprints.keys.yes"))
