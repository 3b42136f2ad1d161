"""The side that answers: what a worker's main module calls. Imports little, so that it starts fast."""

import os
import signal
from collections.abc import Callable
from io import FileIO
from typing import TypeAlias

from workers import frames, limits

Answering: TypeAlias = Callable[[bytes], bytes]
NO_MEMORY = 77
"""Exit code: the limit was reached."""
LIFELINE = "WORKER_LIFELINE"
"""Environment variable: number of the pipe that closes with the parent."""


def serve(load: Callable[[], Answering], memory_bytes: int, *, mute: bool = False) -> None:
    """Say that it is ready once `load` has come back, then answer each question, until the other side closes.

    Whatever a library reads is nothing, and what it prints goes to standard error instead of between the answers;
    with `mute` it goes nowhere.
    """
    limits.no_core_dumps()
    limits.at_most(memory_bytes)
    if LIFELINE in os.environ:
        limits.die_with(int(os.environ.pop(LIFELINE)))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C ends the station, which ends this
    questions, answers = _streams(mute)
    try:
        answer = load()
        frames.write(answers.write, b"")
        while True:
            frames.write(answers.write, answer(frames.read(questions.read)))
    except (EOFError, BrokenPipeError):
        return  # the other side has closed
    except MemoryError:
        os._exit(NO_MEMORY)  # nothing more is tried: there is no room for it


def _streams(mute: bool) -> tuple[FileIO, FileIO]:
    """Questions and answers, moved to descriptors that no library knows."""
    questions, answers = FileIO(os.dup(0), "r"), FileIO(os.dup(1), "w")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    if mute:
        os.dup2(nowhere, 2)
    os.dup2(2, 1)
    os.close(nowhere)
    return questions, answers
