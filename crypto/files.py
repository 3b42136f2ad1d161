"""Writing key material, and what is opened with it, so that a power cut leaves the old file or the new one, and only
its owner reads it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


def write_private(path: Path, data: bytes) -> None:
    """Mode 0600 from the first byte; tmp, fsync, rename, fsync of the folder, which is made (0700) where missing."""
    with _replacing(path) as descriptor:
        left = memoryview(data)
        while left:
            left = left[os.write(descriptor, left) :]
        os.fsync(descriptor)


@contextmanager
def private_file(path: Path) -> Iterator[BinaryIO]:
    """As `write_private`, piece by piece. `path` appears when the block ends well; otherwise nothing is left."""
    with _replacing(path) as descriptor, os.fdopen(descriptor, "wb", closefd=False) as file:
        yield file
        file.flush()
        os.fsync(descriptor)


@contextmanager
def _replacing(path: Path) -> Iterator[int]:
    """A descriptor to write to; what was written becomes `path` when the block ends well."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_name(f".{path.name}.new")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        try:
            yield descriptor
        finally:
            os.close(descriptor)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
