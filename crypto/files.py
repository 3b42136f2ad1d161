"""Files of ours: written so that a power cut leaves the old one or the new one and only its owner reads it; and what
the system says no with, in one place: a typed error that names the file."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from errno import EACCES, EDQUOT, EIO, EMFILE, ENFILE, ENOSPC, EPERM, EROFS, errorcode
from pathlib import Path
from time import monotonic
from typing import BinaryIO, TypeAlias

from crypto.errors import FileDenied, FileTrouble, NoRoom

_DENIED, _FULL = (EACCES, EPERM, EROFS), (ENOSPC, EDQUOT)
_OF_FILES = (*_FULL, EROFS, EIO, EMFILE, ENFILE)
"""What no connection says: that it was a file is known though the system does not tell which."""
_PROFILE = frozenset({"data", "config", "enrollment-station"})
"""Folders that a profile begins with; what lies above them may name a person."""


@contextmanager
def typed(path: Path | None = None) -> Iterator[None]:
    """What the system says of a file becomes FileTrouble or its kin; what it says of a connection passes through.

    path: the file that is meant, where the system does not say it.
    """
    try:
        yield
    except OSError as error:
        if path is None and not isinstance(error.filename, str | os.PathLike) and error.errno not in _OF_FILES:
            raise
        raise trouble(error, path) from error


def trouble(error: OSError, path: Path | None = None) -> FileTrouble:
    """The typed form of what the system said of a file."""
    named = path if path is not None else error.filename
    kind = FileDenied if error.errno in _DENIED else NoRoom if error.errno in _FULL else FileTrouble
    file = place(Path(os.fsdecode(named))) if isinstance(named, str | bytes | os.PathLike) else "?"
    return kind(file=file, reason=reason_of(error))


def reason_of(error: OSError) -> str:
    """The name of its errno, which the texts have words for in each language; the system has them in its own only."""
    return errorcode.get(error.errno or 0, "unknown")


def place(path: Path) -> str:
    """Where a file lies in its profile; only its name where it lies in none."""
    begins = [index for index, part in enumerate(path.parts[:-1]) if part in _PROFILE]
    return "/".join(path.parts[begins[-1] :]) if begins else path.name


def read(path: Path, most: int = -1) -> bytes:
    """At most so many bytes. Raises FileNotFoundError where there is no file, FileTrouble where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(most)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise trouble(error, path) from error


def listed(folder: Path, pattern: str) -> list[Path]:
    """The files of a folder, by name; none where there is no folder. Raises FileTrouble where it cannot be looked
    into, which `Path.glob` would keep to itself."""
    try:
        return sorted(entry for entry in folder.iterdir() if entry.match(pattern))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise trouble(error, folder) from error


Stamp: TypeAlias = tuple[str, int, int, int]
"""A file's name, moment of change, size and number: another one where the file changed."""


def stamps(folder: Path, suffix: str) -> tuple[Stamp, ...]:
    """Of each file of a folder whose name ends so, by name. None where there is no folder. Raises FileTrouble where it
    cannot be looked into."""
    try:
        return scan(folder, suffix)
    except OSError as error:
        raise trouble(error, folder) from error


def scan(folder: str | Path, suffix: str) -> tuple[Stamp, ...]:
    """The same. Raises OSError."""
    found = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                name = entry.name
                if name.endswith(suffix):
                    stat = entry.stat()
                    found.append((name, stat.st_mtime_ns, stat.st_size, stat.st_ino))
    except FileNotFoundError:
        return ()
    found.sort()
    return tuple(found)


Look: TypeAlias = Callable[[Path, str], tuple[Stamp, ...]]
"""As `stamps`."""


class Looks:
    """`stamps` where so many ask that one look serves all who ask within so many seconds. From any thread."""

    def __init__(self, seconds: float, clock: Callable[[], float] = monotonic) -> None:
        self._seconds, self._clock = seconds, clock
        self._seen: dict[tuple[Path, str], tuple[float, tuple[Stamp, ...]]] = {}

    def __call__(self, folder: Path, suffix: str) -> tuple[Stamp, ...]:
        now, known = self._clock(), self._seen.get((folder, suffix))
        if known is None or now - known[0] >= self._seconds:
            known = self._seen[folder, suffix] = now, stamps(folder, suffix)
        return known[1]


def write_private(path: Path, data: bytes) -> None:
    """Mode 0600 from the first byte; tmp, fsync, rename, fsync of the folder, which is made (0700) where missing.

    Raises FileTrouble and its kin.
    """
    with typed(path), _replacing(path) as descriptor:
        left = memoryview(data)
        while left:
            left = left[os.write(descriptor, left) :]
        os.fsync(descriptor)


@contextmanager
def private_file(path: Path) -> Iterator[BinaryIO]:
    """As `write_private`, piece by piece. `path` appears when the block ends well; otherwise nothing is left.

    Raises FileTrouble and its kin, for what the block itself does to other files too.
    """
    with typed(path), _replacing(path) as descriptor, os.fdopen(descriptor, "wb", closefd=False) as file:
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
