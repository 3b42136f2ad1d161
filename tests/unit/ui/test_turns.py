"""What measures the window from outside ends whenever it is told to."""

from collections.abc import Callable
from threading import Event

from PySide6.QtWidgets import QApplication

from tests.support.turns import Turns


class Between(Event):
    """An answer; what is done once it is taken back, before the next question."""

    def __init__(self, does: Callable[[], None]) -> None:
        super().__init__()
        self._does = does

    def clear(self) -> None:
        self._does()
        super().clear()


def test_it_ends_though_it_is_told_to_just_before_a_question(qapp: QApplication) -> None:
    """Nobody answers any more then: `stop` waits in the thread that would."""
    turns = Turns()

    def ended() -> None:
        turns._end.set()
        turns._answered.set()

    turns._answered = Between(ended)
    turns.start()
    turns._thread.join(10)
    assert not turns._thread.is_alive()
