"""The bridge between threads."""

import threading

import pytest
from pytestqt.qtbot import QtBot

from station.domain.errors import Problem
from station.services.work import Work
from station.storage.errors import DiskFull
from ui.bridge import Bridge


def test_answers_come_on_the_ui_thread_in_the_order_asked(qtbot: QtBot) -> None:
    work, bridge = Work(), Bridge()
    seen: list[tuple[int, str]] = []
    for number in range(20):
        bridge.run(work, lambda number=number: number, lambda n: seen.append((n, threading.current_thread().name)))  # type: ignore[misc]
    qtbot.waitUntil(lambda: len(seen) == 20)
    assert [n for n, _ in seen] == list(range(20))
    assert {name for _, name in seen} == {threading.main_thread().name}
    work.close()


def test_after_closing_nothing_comes(qtbot: QtBot) -> None:
    bridge = Bridge()
    seen: list[int] = []
    bridge.post(lambda: seen.append(1))
    bridge.close()
    bridge.post(lambda: seen.append(2))
    qtbot.wait(20)
    assert seen == []


@pytest.mark.parametrize("error", [ZeroDivisionError("Հակոբյան"), DiskFull()])
def test_whatever_breaks_on_the_work_thread_answers_the_page(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    """A page that waits for an answer that never comes hangs for good."""
    work, bridge = Work(), Bridge()
    answers: list[object] = []

    def broken() -> int:
        raise error

    bridge.run(work, broken, answers.append)
    bridge.run(work, lambda: 1, answers.append)
    qtbot.waitUntil(lambda: len(answers) == 2)
    problem = answers[0]
    assert isinstance(problem, Problem)
    assert answers[1] == 1, "and the next is answered too"
    if isinstance(error, DiskFull):
        assert problem.code == "STN-101"
    else:
        assert problem.code == "STN-150"
        assert str(problem.params["incident"]) in caplog.text
        assert "Հակոբյան" not in caplog.text
    work.close()
