"""A worker's program may crash, hang, grow or babble: it costs one answer, and a word says how it ended."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest

from workers.worker import Broken, Why, Worker

ROOT = Path(__file__).parents[3]
ODD = "tests.support.odd_programs"
New = Callable[..., Worker]


@pytest.fixture
def new() -> Iterator[New]:
    made: list[Worker] = []

    def make(what: str, **environment: str) -> Worker:
        made.append(Worker((ODD, what), 60.0, environment))
        return made[-1]

    yield make
    for worker in made:
        worker.end()


def broken(worker: Worker, question: bytes = b"", within_s: float = 60.0) -> Broken:
    with pytest.raises(Broken) as caught:
        worker.ask(question, within_s)
    assert not worker.runs
    return caught.value


def test_questions_of_any_size_come_back_whole(new: New) -> None:
    worker = new("echo")
    for size in (0, 1, 70_000, 3_000_000):  # below and above what a pipe holds
        question = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
        assert worker.ask(question, 60.0) == question
    assert worker.turn == 1


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("SIGSEGV", Why.CRASHED),
        ("SIGABRT", Why.CRASHED),
        ("SIGBUS", Why.CRASHED),
        ("SIGFPE", Why.CRASHED),
        ("SIGILL", Why.INSTRUCTION),
        ("SIGKILL", Why.MEMORY),  # what the system does when it has none left
        ("SIGTERM", Why.ENDED),
    ],
)
def test_how_a_program_died_is_told(new: New, name: str, why: Why) -> None:
    worker = new("die")
    assert broken(worker, name.encode()).why is why


def test_another_program_starts_at_the_next_question(new: New) -> None:
    worker = new("pid")
    first = worker.ask(b"", 60.0)
    worker.end()
    worker.end()
    assert worker.ask(b"", 60.0) != first
    assert worker.turn == 2


def test_more_memory_than_it_may_have_is_told(new: New) -> None:
    worker = new("grow")
    assert worker.ask(b"1000000", 60.0) == b"1000000"
    assert broken(worker, b"400000000").why is Why.MEMORY
    assert worker.ask(b"1000000", 60.0) == b"1000000"


def test_a_program_that_leaves_or_babbles_gives_no_answer(new: New) -> None:
    left = broken(new("leave"))
    assert (left.why, left.exit_code) == (Why.ENDED, 3)
    assert broken(new("babble")).why is Why.ENDED


def test_a_program_that_is_not_there(new: New) -> None:
    with pytest.raises(Broken) as caught:
        Worker(("tests.support.no_such_program",), 60.0).start()
    assert caught.value.why is Why.ENDED


def test_a_deadline_ends_even_native_code_that_never_comes_back(new: New) -> None:
    worker = new("hang_in_native_code")
    worker.start()
    assert broken(worker, within_s=0.2).why is Why.SILENT


def test_it_may_be_ended_while_somebody_waits(new: New) -> None:
    worker, told = new("hang_in_native_code"), []
    worker.start()

    def wait() -> None:
        try:
            worker.ask(b"", 600.0)
        except Broken as error:
            told.append(error.why)

    waiting = Thread(target=wait)
    waiting.start()
    while waiting.is_alive():
        worker.end()
        waiting.join(0.01)
    assert told == [Why.ENDED]


def test_its_environment_is_its_own_and_it_reads_nobodys_input(new: New) -> None:
    assert new("variable", ODD_ONE="yes").ask(b"ODD_ONE", 60.0) == b"yes"
    assert new("variable").ask(b"ODD_ONE", 60.0) == b""
    assert new("read_input").ask(b"", 60.0) == b"!"


@pytest.mark.skipif(sys.platform != "linux", reason="limits of Linux")
def test_it_writes_no_core(new: New) -> None:
    assert new("dumps_core").ask(b"", 60.0) == b"(0, 0)"


@pytest.mark.skipif(sys.platform != "linux", reason="the system ends it on Linux; elsewhere it ends when it next reads")
def test_it_dies_with_who_started_it_even_where_it_hangs() -> None:
    """Also when the thread that started it ended long before: it is the process that counts."""
    code = (
        "from threading import Thread\n"
        "from workers.worker import Worker\n"
        f"worker = Worker(({ODD!r}, 'hang_in_native_code'), 60.0)\n"
        "starting = Thread(target=worker.start); starting.start(); starting.join()\n"
        "worker.ask(b'', 600.0)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.PIPE) as parent:
        assert parent.stderr is not None
        assert parent.stderr.readline() == b"hanging\n"
        parent.kill()
        assert parent.stderr.read() == b""  # its end comes when the worker, which inherited it, has gone
