"""Workers that break the way a native library can. Imported by the worker process itself, so it imports little."""

import os
import signal
import sys
import time
from multiprocessing.connection import Connection

_BREAKING_WIDTH = 300  # a print of this width breaks the worker; any other is scored 50


def crashing(connection: Connection) -> None:
    """Dies like a segmentation fault."""
    _serve(connection, lambda: os.kill(os.getpid(), signal.SIGSEGV) if sys.platform != "win32" else os.abort())


def hanging(connection: Connection) -> None:
    _serve(connection, lambda: time.sleep(3600))


def never_starting(connection: Connection) -> None:
    raise SystemExit(3)


def _serve(connection: Connection, break_: object) -> None:
    connection.send(True)
    while True:
        try:
            width, _, _ = connection.recv()
        except EOFError:
            return
        if width == _BREAKING_WIDTH:
            break_()  # type: ignore[operator]
        connection.send((50, {"pid": float(os.getpid())}))
