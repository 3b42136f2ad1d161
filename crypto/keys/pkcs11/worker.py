"""The other side of `process`: the process that the module is loaded into. Imports little, so that it starts fast."""

import os
import signal
from multiprocessing.connection import Connection

from crypto.errors import CryptoError
from crypto.keys.pkcs11.wire import Answer, Call, Module


def serve(connection: Connection, module: Module) -> None:
    """Answer each Call until the other side closes; the first Answer says whether the module loads."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C ends the station, which ends this
    _leave_no_traces()
    os.environ.update(module.environment)
    from crypto.keys.pkcs11.tokens import Tokens

    try:
        tokens = Tokens(module.path)
    except CryptoError as error:
        connection.send(Answer(error=type(error).__name__, last=True))
        return
    connection.send(Answer())
    while True:
        try:
            call: Call = connection.recv()
        except (EOFError, OSError):
            return
        try:
            answer = Answer(getattr(tokens, call.name)(*call.arguments), last=tokens.spent)
        except CryptoError as error:
            params = {key: value for key, value in error.params.items() if isinstance(value, str | int)}
            answer = Answer(error=type(error).__name__, params=params, last=tokens.spent)
        connection.send(answer)
        if answer.last:
            return


def _leave_no_traces() -> None:
    """No core dump with a PIN in it; what a module prints goes nowhere."""
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)
