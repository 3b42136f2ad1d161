"""One process for one module, and the deadline that every question to it has."""

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from threading import RLock
from typing import Any

from crypto import errors
from crypto.errors import CryptoError, KeyGone, KeyModuleMissing, KeyModuleSilent
from crypto.keys.pkcs11.wire import Answer, Call, Module
from crypto.keys.pkcs11.worker import serve

START_S = 20.0
ANSWER_S = 20.0  # the slowest cards take two seconds for a signature
_TYPED = {name: found for name, found in vars(errors).items() if isinstance(found, type)}


class ModuleProcess:
    """Thread-safe, one question at a time. The process starts at the first question and anew after it was ended.

    `lock` may be held over several questions. `turn` counts the processes: a login of an
    earlier one is gone, whatever its number.
    """

    def __init__(
        self,
        module: Module,
        *,
        start_s: float = START_S,
        answer_s: float = ANSWER_S,
        serve: Callable[[Connection, Module], None] = serve,
    ) -> None:
        """serve: what the process runs; a function that it can import by name."""
        self._module = module
        self._start_s, self._answer_s = start_s, answer_s
        self._serve = serve
        self.lock = RLock()
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None
        self.turn = 0

    def ask(self, name: str, *arguments: object, turn: int | None = None, within_s: float | None = None) -> Any:
        """The answer of crypto.keys.pkcs11.tokens.Tokens.<name>(*arguments), or the typed error that it raised.

        turn: the process that is meant; KeyGone where it is another by now. Raises KeyModuleSilent, KeyModuleMissing.
        After a silence or a crash the process is gone with all its secrets.
        """
        with self.lock:
            if turn is not None and (turn != self.turn or self._pipe is None):
                raise KeyGone
            pipe = self._start()
            try:
                pipe.send(Call(name, arguments))
                answer = self._receive(pipe, self._answer_s if within_s is None else within_s)
            except (EOFError, OSError):
                self.close()
                raise KeyModuleSilent(reason="crashed") from None
            if answer.last:
                self.close()
            if answer.error:
                raise _typed(answer)
            return answer.value

    def close(self) -> None:
        """End the process at once. Harmless when none runs; a later question starts a new one."""
        with self.lock:
            process, pipe = self._process, self._pipe
            self._process = self._pipe = None
            if pipe is not None:
                pipe.close()
            if process is not None:
                process.kill()
                process.join()
                process.close()

    def _start(self) -> Connection:
        if self._pipe is not None:
            return self._pipe
        context = multiprocessing.get_context("spawn")  # a fork would copy threads' locks
        ours, theirs = context.Pipe()
        process = context.Process(target=self._serve, args=(theirs, self._module), name="keys", daemon=True)
        process.start()
        theirs.close()
        self._process, self._pipe = process, ours
        self.turn += 1
        try:
            ready = self._receive(ours, self._start_s)
        except (EOFError, OSError):
            self.close()
            raise KeyModuleSilent(reason="crashed") from None
        if ready.error:
            self.close()
            raise KeyModuleMissing
        return ours

    def _receive(self, pipe: Connection, within_s: float) -> Answer:
        if not pipe.poll(within_s):
            self.close()
            raise KeyModuleSilent(reason="silent")
        answer = pipe.recv()
        if not isinstance(answer, Answer):
            raise EOFError
        return answer


def _typed(answer: Answer) -> CryptoError:
    found = _TYPED[answer.error]
    error = found(**answer.params)
    if not isinstance(error, CryptoError):
        raise TypeError(answer.error)
    return error
