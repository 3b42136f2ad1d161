"""One process for one module, and the deadline that every question to it has."""

from collections.abc import Sequence
from typing import Any

from crypto import errors
from crypto.errors import CryptoError, KeyGone, KeyModuleCrashed, KeyModuleMissing, KeyModuleSilent, KeyModuleUnfit
from crypto.keys.pkcs11.wire import LOAD, Answer, Call, Module, decode_answer, encode
from workers.worker import Broken, Why, Worker

START_S = 20.0
ANSWER_S = 20.0  # the slowest cards take two seconds for a signature
PROGRAM = ("crypto.keys.pkcs11.worker",)
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
        program: Sequence[str] = PROGRAM,
    ) -> None:
        """program: the Python module that is run, and its first arguments; the path of `module` follows."""
        self.module = module
        self._worker = Worker((*program, str(module.path)), start_s, module.environment)
        self._start_s, self._answer_s = start_s, answer_s
        self.lock = self._worker.lock

    @property
    def turn(self) -> int:
        return self._worker.turn

    def ask(self, name: str, *arguments: object, turn: int | None = None, within_s: float | None = None) -> Any:
        """The answer of crypto.keys.pkcs11.tokens.Tokens.<name>(*arguments), or the typed error that it raised.

        turn: the process that is meant; KeyGone where it is another by now. Raises KeyModuleSilent and its kin,
        KeyModuleMissing. After a silence or a crash the process is gone with all its secrets.
        """
        with self.lock:
            if turn is not None and (turn != self.turn or not self._worker.runs):
                raise KeyGone
            if not self._worker.runs:
                self._load()
            answer = self._answer(Call(name, arguments), self._answer_s if within_s is None else within_s)
            if answer.error:
                raise _typed(answer)
            return answer.value

    def close(self) -> None:
        """End the process at once. Harmless when none runs; a later question starts a new one."""
        self._worker.end()

    def _load(self) -> None:
        if self._answer(Call(LOAD), self._start_s).error:
            raise KeyModuleMissing

    def _answer(self, call: Call, within_s: float) -> Answer:
        try:
            answer = decode_answer(self._worker.ask(encode(call), within_s), call.name)
        except Broken as broken:
            if broken.why is Why.SILENT:
                raise KeyModuleSilent(reason="silent") from None
            unfit = broken.why is Why.INSTRUCTION
            raise (KeyModuleUnfit if unfit else KeyModuleCrashed)(reason="crashed") from None
        except ValueError:
            self._worker.end()
            raise KeyModuleCrashed(reason="crashed") from None
        if answer.last:
            self._worker.end()
        return answer


def _typed(answer: Answer) -> CryptoError:
    found = _TYPED[answer.error]
    error = found(**answer.params)
    if not isinstance(error, CryptoError):
        raise TypeError(answer.error)
    return error
