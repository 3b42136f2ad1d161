"""Modules that misbehave, as functions that a module's process can run instead of the real one."""

import os
import signal
from multiprocessing.connection import Connection
from time import sleep

from crypto.keys.pkcs11.wire import Answer, Module


def hangs(connection: Connection, _: Module) -> None:
    """Starts well, answers one question, then nothing any more."""
    connection.send(Answer())
    connection.recv()
    connection.send(Answer(("serial/first",)))
    connection.recv()
    sleep(600)


def never_starts(_: Connection, __: Module) -> None:
    sleep(600)


def dies_at_start(_: Connection, __: Module) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def dies(connection: Connection, _: Module) -> None:
    """As a native module does: at the second question."""
    connection.send(Answer())
    connection.recv()
    connection.send(Answer(1))
    connection.recv()
    os.kill(os.getpid(), signal.SIGSEGV)


def babbles(connection: Connection, _: Module) -> None:
    connection.send(Answer())
    connection.recv()
    connection.send("not an answer")
