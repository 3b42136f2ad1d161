"""Worker programs that do one thing each, named by their first argument; the question is what it is done with."""

import ctypes
import os
import signal
import sys
from time import sleep

from workers.serving import Answering, serve

MEMORY_BYTES = 256 << 20


def echo(question: bytes) -> bytes:
    return question


def pid(_: bytes) -> bytes:
    return str(os.getpid()).encode()


def variable(question: bytes) -> bytes:
    return os.environ.get(question.decode(), "").encode()


def read_input(_: bytes) -> bytes:
    """As a library that asks for a PIN on its standard input would."""
    return sys.stdin.buffer.read() + b"!"


def dumps_core(_: bytes) -> bytes:
    import resource

    return str(resource.getrlimit(resource.RLIMIT_CORE)).encode()


def die(question: bytes) -> bytes:
    os.kill(os.getpid(), signal.Signals[question.decode()])
    return b""


def grow(question: bytes) -> bytes:
    return str(len(bytearray(int(question)))).encode()


def leave(_: bytes) -> bytes:
    raise SystemExit(3)


def hang_in_native_code(_: bytes) -> bytes:
    """Keeps the interpreter's lock: nothing written in Python runs in it any more. Says so first, on standard error."""
    os.write(2, b"hanging\n")
    ctypes.PyDLL(None).sleep(600)
    return b""


def babble(_: bytes) -> bytes:
    """Past the protocol, and goes on."""
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, b"\xff" * 64)
        except OSError:
            continue
    sleep(600)
    return b""


def _load() -> Answering:
    return {
        each.__name__: each
        for each in (echo, pid, variable, read_input, dumps_core, die, grow, leave, hang_in_native_code, babble)
    }[sys.argv[1]]


if __name__ == "__main__":
    serve(_load, MEMORY_BYTES)
