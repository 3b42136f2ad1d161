"""Whose turn it is to send: one at a time, however many programs share an outbox (ADR 75).

The lock is the operating system's, so that a turn ends with the program that had it, however that ends. Whoever has the
turn knows that nobody else is sending: what a row says of it is then history.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from station.storage.files import disk_error


@contextmanager
def turn(file: Path) -> Iterator[bool]:
    """Whether it is ours until the block ends; never waits. The file stays. Raises DiskFull, DiskFailed."""
    try:
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise disk_error(error) from error
    try:
        yield _locked(descriptor)
    finally:
        os.close(descriptor)  # and with it the lock


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        raise disk_error(error) from error
    return True
