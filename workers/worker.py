"""The side that asks: one program after another, a deadline for each answer, and a word for how a program ended."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from threading import Event, RLock, Timer
from typing import IO, cast

from workers import frames
from workers.serving import LIFELINE, NO_MEMORY

_ROOT = str(Path(__file__).parents[1])  # where our packages lie
_LAST_S = 2.0  # from closing its pipes to its end; a crash takes milliseconds


class Why(StrEnum):
    """Why there was no answer."""

    SILENT = "silent"
    """None came in time; the program was ended."""
    CRASHED = "crashed"
    """Native code died, of a fault or by its own abort."""
    INSTRUCTION = "instruction"
    """Native code is not made for this processor: it lacks an instruction, AVX for instance."""
    MEMORY = "memory"
    """It wanted more memory than it may have, or the system had none left."""
    ENDED = "ended"
    """It ended by itself or was ended, or said what is no answer."""


_BY_EXIT_CODE = {NO_MEMORY: Why.MEMORY}
if sys.platform != "win32":
    _BY_EXIT_CODE |= {-signal.SIGILL: Why.INSTRUCTION, -signal.SIGKILL: Why.MEMORY}
    _BY_EXIT_CODE |= {-number: Why.CRASHED for number in (signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE)}


class Broken(Exception):
    """No answer. The program is gone, and another starts at the next question."""

    def __init__(self, why: Why, exit_code: int) -> None:
        super().__init__(f"{why} ({exit_code})")
        self.why, self.exit_code = why, exit_code


class Worker:
    """Thread-safe, one question at a time; `end` may come meanwhile. A program starts at the first question, and anew
    after one has ended: nothing of the one before is left, its secrets least of all.

    `lock` may be held over several questions. `turn` counts the programs.
    """

    def __init__(self, program: Sequence[str], start_s: float, environment: Mapping[str, str] | None = None) -> None:
        """program: a module and its arguments; nothing is imported from the current folder. environment: in it only."""
        self._program, self._start_s = tuple(program), start_s
        self._environment = dict(environment or {})
        self._running: _Running | None = None
        self.lock = RLock()
        self.turn = 0

    @property
    def runs(self) -> bool:
        return self._running is not None

    def start(self) -> None:
        """Start the program unless it runs, and wait until it is ready. Raises Broken."""
        with self.lock:
            if self._running is None:
                try:
                    self._running = _Running(self._program, self._environment)
                except OSError as error:
                    raise Broken(Why.ENDED, error.errno or 0) from None
                self.turn += 1
                self._answer(self._running, None, self._start_s)

    def ask(self, question: bytes, within_s: float) -> bytes:
        """The answer, once the whole question is written. Raises Broken."""
        with self.lock:
            self.start()
            running = self._running
            if running is None:
                raise Broken(Why.ENDED, 0)
            return self._answer(running, question, within_s)

    def end(self) -> None:
        """End the program at once; who waits for an answer gets Broken. Harmless when none runs."""
        running = self._running
        if running is not None:
            running.kill()
        with self.lock:
            if self._running is not None:
                self._running.end()
                self._running = None

    def _answer(self, running: "_Running", question: bytes | None, within_s: float) -> bytes:
        try:
            return running.answer(question, within_s)
        except Broken:
            self._running = None
            raise


class _Running:
    """One program, from its start to its end."""

    def __init__(self, program: Sequence[str], environment: Mapping[str, str]) -> None:
        """Raises OSError where the system starts nothing more."""
        path = os.pathsep.join(filter(None, (_ROOT, os.environ.get("PYTHONPATH"))))
        theirs, self._lifeline = os.pipe()
        try:
            self._child = subprocess.Popen(
                [sys.executable, "-P", "-m", *program],
                env={**os.environ, **environment, "PYTHONPATH": path, LIFELINE: str(theirs)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
                pass_fds=(theirs,),
            )
        except OSError:
            os.close(self._lifeline)
            raise
        finally:
            os.close(theirs)
        self._questions = cast(IO[bytes], self._child.stdin)
        self._answers = cast(IO[bytes], self._child.stdout)
        self._killed = False

    def answer(self, question: bytes | None, within_s: float) -> bytes:
        """question: None where it speaks first. Raises Broken; then it has ended."""
        late = Event()

        def give_up() -> None:
            late.set()
            self.kill()  # its ends of the pipes close, which ends whatever waits below

        timer = Timer(within_s, give_up)
        timer.daemon = True
        timer.start()
        try:
            if question is not None:
                frames.write(self._questions.write, question)
            return frames.read(self._answers.read)
        except (OSError, EOFError):  # it has closed the pipes: it is about to end
            try:
                self._child.wait(_LAST_S)
            except subprocess.TimeoutExpired:
                self.kill()
        except ValueError:  # no answer, or `end` has closed the pipes
            self.kill()
        finally:
            timer.cancel()
        killed, code = self._killed, self.end()
        why = Why.ENDED if killed else _BY_EXIT_CODE.get(code, Why.ENDED)
        raise Broken(Why.SILENT if late.is_set() else why, code)

    def kill(self) -> None:
        self._killed = True
        self._child.kill()

    def end(self) -> int:
        """Kill it where it still runs, and give back all it held. Its exit code."""
        self.kill()
        code = self._child.wait()
        if not self._questions.closed:
            self._questions.close()
            self._answers.close()
            os.close(self._lifeline)
        return code
