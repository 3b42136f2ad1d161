"""The other side of `process`: the program that the module is loaded into. Its argument is the module's path."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import GenericAlias
from typing import Any, get_type_hints

from crypto.errors import CryptoError
from crypto.keys.pkcs11.wire import LOAD, Answer, Call, decode_call, encode
from workers.serving import Answering, serve

MEMORY_BYTES = 1 << 30  # a module takes some 30 million; a maker's may bring a runtime of its own


def answering(answer: Callable[[Call], Answer], questions: type) -> Answering:
    """What `serve` asks. questions: the class whose methods are asked for."""

    def arguments_of(name: str) -> Any:
        if name == LOAD:
            return tuple[()]
        hints = get_type_hints(getattr(questions, name))
        return GenericAlias(tuple, tuple(kind for argument, kind in hints.items() if argument != "return"))

    return lambda question: encode(answer(decode_call(question, arguments_of)))


def _load(module: Path) -> Answering:
    from crypto.keys.pkcs11.tokens import Tokens

    loaded: list[Tokens] = []

    def answer(call: Call) -> Answer:
        try:
            if not loaded:
                loaded.append(Tokens(module))
            if call.name == LOAD:
                return Answer()
            return Answer(getattr(loaded[0], call.name)(*call.arguments), last=loaded[0].spent)
        except CryptoError as error:
            params = {key: value for key, value in error.params.items() if isinstance(value, str | int)}
            spent = not loaded or loaded[0].spent
            return Answer(error=type(error).__name__, params=params, last=spent)

    return answering(answer, Tokens)


if __name__ == "__main__":
    serve(lambda: _load(Path(sys.argv[1])), MEMORY_BYTES, mute=True)  # a module may print what it was told
