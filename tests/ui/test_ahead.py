"""What is made ahead ends with the window, whatever was being read then."""

from collections.abc import Callable, Generator
from typing import Any

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.making import Making
from ui.shell.ahead import Ahead


class NoPages:
    """Fails where a page is made."""

    moving = False

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


def test_a_bug_in_a_part_is_told_once(dressed: QApplication, qtbot: QtBot) -> None:
    """What else is to be made is made."""
    made: list[str] = []

    def broken() -> Generator[None, None, None]:
        yield
        raise LookupError

    def sound() -> Generator[None, None, None]:
        yield
        made.append("sound")

    ahead = Ahead(NoPages(), lambda call, done: None)  # type: ignore[arg-type]
    with qtbot.captureExceptions() as raised:
        ahead.make([Making(broken), Making(sound)])
        qtbot.waitUntil(lambda: made == ["sound"])
    assert len(raised) == 1


def test_what_somebody_waits_for_comes_first(dressed: QApplication) -> None:
    pages, made = NoPages(), list[str]()

    def parts() -> Generator[None, None, None]:
        made.append("ahead")
        yield

    ahead = Ahead(pages, lambda call, done: None)  # type: ignore[arg-type]
    ahead.make([Making(parts)])
    pages.moving = True
    ahead._turn()
    assert made == []
    pages.moving = False
    ahead._turn()
    assert made == ["ahead"]
    ahead.stop()
