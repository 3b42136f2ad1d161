"""Writing that survives a power cut."""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import RawIOBase
from pathlib import Path
from secrets import token_hex

from intake.store.layout import LOCK, TEMPORARY


def write_all(file: RawIOBase, data: bytes) -> None:
    """However often the system takes only a part. Raises OSError."""
    left = memoryview(data)
    while left:
        left = left[file.write(left) or 0 :]


def write_durably(file: Path, data: bytes) -> None:
    """All of it or nothing, and on the disk; the name is there for good once its folder was synced. Raises OSError."""
    temporary = file.with_name(TEMPORARY + token_hex(8))
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(data)
            opened.flush()
            os.fsync(opened.fileno())
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def alone(lock: int) -> Iterator[None]:
    """One program at a time puts packets into a store. lock: its lock file, opened by whoever asks. Raises OSError."""
    fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(lock, fcntl.LOCK_UN)


def open_lock(folder: Path) -> int:
    """The store's lock file, to be closed by the caller. Raises OSError."""
    return os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)


def sync(path: str | Path) -> None:
    """A file or a folder onto the disk. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_all(folders: Iterable[Path]) -> None:
    """One after the other: they wait for the same journal. Raises OSError."""
    for folder in folders:
        sync(folder)
