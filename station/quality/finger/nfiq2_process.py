"""A child program that is asked over pipes, with a deadline for each answer. It knows nothing of who started it, so it
loads nothing of the window."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Event, Timer
from typing import IO, Any, cast

from station.quality.finger.nfiq2_worker import LENGTH

_ROOT = str(Path(__file__).parents[3])  # where the package `station` lies
_LONGEST_ANSWER = 1 << 20  # bytes; an answer has some 3000


class Broken(Exception):
    """The program ended, or said what is no answer."""


class Silent(Broken):
    """No answer came in time; the program was ended."""


class Process:
    """One question at a time; `end` may come from another thread."""

    def __init__(self, program: Sequence[str]) -> None:
        """program: a module and its arguments. Nothing is imported from the current folder."""
        path = os.pathsep.join(filter(None, (_ROOT, os.environ.get("PYTHONPATH"))))
        self._child = subprocess.Popen(
            [sys.executable, "-P", "-m", *program],
            env={**os.environ, "PYTHONPATH": path},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        self._requests = cast(IO[bytes], self._child.stdin)
        self._answers = cast(IO[bytes], self._child.stdout)

    def ask(self, request: bytes, within_s: float) -> Any:
        """The next answer, JSON, once the whole request is written. Raises Silent, Broken."""
        late = Event()

        def give_up() -> None:
            late.set()
            self._child.kill()  # its ends of the pipes close, which ends whatever waits below

        timer = Timer(within_s, give_up)
        timer.daemon = True
        timer.start()
        try:
            view = memoryview(request)
            while view:
                view = view[self._requests.write(view) :]
            (length,) = LENGTH.unpack(self._read(LENGTH.size))
            return json.loads(self._read(min(length, _LONGEST_ANSWER)))
        except (OSError, ValueError, EOFError):  # ValueError: no JSON, or `end` has closed the pipe
            raise (Silent if late.is_set() else Broken) from None
        finally:
            timer.cancel()

    def end(self) -> int:
        """Kill it. Its exit code."""
        self._child.kill()
        code = self._child.wait()
        self._requests.close()
        self._answers.close()
        return code

    def _read(self, count: int) -> bytes:
        data = bytearray()
        while len(data) < count:
            part = self._answers.read(count - len(data))
            if not part:
                raise EOFError
            data += part
        return bytes(data)
