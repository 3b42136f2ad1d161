"""Modules that misbehave: as the program `python -m tests.support.bad_modules hangs PATH`."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from time import sleep

from crypto.keys.pkcs11.tokens import Tokens
from crypto.keys.pkcs11.wire import LOAD, Answer, Call
from crypto.keys.pkcs11.worker import MEMORY_BYTES, answering
from workers.serving import Answering, serve


def hangs(asked: int) -> Answer:
    """Answers one question, then nothing any more."""
    if asked > 1:
        sleep(600)
    return Answer(("serial/first",))


def hangs_for_good(_: int) -> Answer:
    """Inside native code that keeps the interpreter's lock: nothing written in Python runs any more."""
    ctypes.PyDLL(None).sleep(600)
    return Answer()


def dies(asked: int) -> Answer:
    """As a native module does: at the second question."""
    if asked > 1:
        os.kill(os.getpid(), signal.SIGSEGV)
    return Answer(("serial/first",))


def lacks_an_instruction(_: int) -> Answer:
    os.kill(os.getpid(), signal.SIGILL)
    return Answer()


def answers_something_else(_: int) -> Answer:
    return Answer({"not": "what was asked"})


_KINDS = (hangs, hangs_for_good, dies, lacks_an_instruction, answers_something_else)


def _load(how: str) -> Answering:
    if how == "never_starts":
        sleep(600)
    if how == "dies_at_start":
        os.kill(os.getpid(), signal.SIGKILL)
    if how == "babbles":
        return lambda _: b"not an answer"
    kind: Callable[[int], Answer] = next(kind for kind in _KINDS if kind.__name__ == how)
    asked = 0

    def answer(call: Call) -> Answer:
        nonlocal asked
        if call.name == LOAD:
            return Answer()
        asked += 1
        return kind(asked)

    return answering(answer, Tokens)


if __name__ == "__main__":
    serve(lambda: _load(sys.argv[1]), MEMORY_BYTES, mute=True)
