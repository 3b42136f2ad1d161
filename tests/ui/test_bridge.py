"""The bridge between threads, and the saver of what is typed."""

import threading
from collections.abc import Mapping

import pytest
from pytestqt.qtbot import QtBot

from station.domain.errors import Problem
from station.services.work import Work
from station.storage.errors import DiskFull
from tests.support.form_fakes import RunLater
from ui.bridge import Bridge, FieldSaver


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


class Kept:
    """A work thread that is asked later and may say no."""

    def __init__(self) -> None:
        self.run = RunLater()
        self.calls: list[dict[str, str]] = []
        self.answers: list[bool | Problem] = []
        self.bug = False
        self.works = True

    def save(self, changes: Mapping[str, str]) -> bool:
        self.calls.append(dict(changes))
        if self.bug:
            raise ZeroDivisionError
        return self.works

    def saver(self) -> FieldSaver[bool]:
        return FieldSaver(self.run, self.save, self.answers.append, lambda answer: answer is not True)


@pytest.fixture
def kept() -> Kept:
    return Kept()


def test_typing_while_one_save_is_under_way_becomes_one_more(kept: Kept) -> None:
    saver = kept.saver()
    for end in range(1, 9):
        saver.put({"surname_hy": "Հակոբյան"[:end]})
    saver.put({"sex": "F"})
    kept.run.run()
    assert kept.calls == [{"surname_hy": "Հ"}]
    assert not saver.idle
    assert saver.pending() == {"surname_hy", "sex"}
    kept.run.run()
    assert kept.calls[1:] == [{"surname_hy": "Հակոբյան", "sex": "F"}]
    assert saver.idle
    assert saver.pending() == frozenset()


def test_flush_hands_over_at_once(kept: Kept) -> None:
    saver = kept.saver()
    saver.put({"sex": "F"})
    saver.put({"sex": "M"})
    saver.flush()
    saver.flush()
    kept.run.run()
    assert kept.calls == [{"sex": "F"}, {"sex": "M"}]
    assert saver.idle


def test_what_could_not_be_saved_goes_along_with_what_comes_next(kept: Kept) -> None:
    saver = kept.saver()
    kept.works = False
    saver.put({"sex": "F"})
    saver.put({"birth_place": "Գ"})
    kept.run.run()
    assert kept.answers == [False]
    assert saver.pending() == {"sex", "birth_place"}
    kept.works = True
    saver.put({"birth_place": "Գյ"})
    kept.run.run()
    assert kept.calls[-1] == {"sex": "F", "birth_place": "Գյ"}
    assert saver.idle


def test_a_bug_while_saving_loses_nothing_and_the_saver_goes_on(kept: Kept) -> None:
    saver = kept.saver()
    kept.bug = True
    saver.put({"sex": "F"})
    saver.put({"birth_place": "Գ"})
    kept.run.run()
    (answer,) = kept.answers
    assert isinstance(answer, Problem)
    assert answer.code == "STN-150"
    assert saver.pending() == {"sex", "birth_place"}
    kept.bug = False
    saver.flush()
    kept.run.run()
    assert kept.calls[-1] == {"sex": "F", "birth_place": "Գ"}
    assert saver.idle


def test_an_older_text_never_comes_back_over_a_newer_one(kept: Kept) -> None:
    """The first save fails when the second, of the same field, is on its way already."""
    saver = FieldSaver(kept.run, kept.save, kept.answers.append, lambda _: len(kept.calls) == 1)
    saver.put({"surname_hy": "Պետրոս", "sex": "F"})
    saver.put({"surname_hy": "Պետրոսյան"})
    saver.flush()
    kept.run.run()
    saver.flush()
    kept.run.run()
    assert kept.calls == [{"surname_hy": "Պետրոս", "sex": "F"}, {"surname_hy": "Պետրոսյան"}, {"sex": "F"}]
    assert saver.idle
