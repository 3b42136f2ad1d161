"""What is made ahead ends with the window, whatever was being read then."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QApplication

from ui.shell.ahead import Ahead


class NoPages:
    """Fails where anything is made."""

    def making(self, page_id: str) -> object:
        raise AssertionError(page_id)


def test_an_answer_that_comes_after_the_end_makes_nothing(dressed: QApplication) -> None:
    answers: list[Callable[[object], None]] = []

    def run(call: Callable[[], object], done: Callable[[Any], None]) -> None:
        answers.append(done)

    ahead = Ahead(NoPages(), run)  # type: ignore[arg-type]
    ahead._read()
    ahead.stop()
    (answer,) = answers
    answer(None)
    assert not ahead._turns.isActive()
