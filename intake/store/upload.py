"""A packet on its way into a folder of its own, whose name says that it is not finished."""

import fcntl
import os
import shutil
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

from intake.store.disk import write_all
from intake.store.faults import typed
from intake.store.layout import PACKET, TEMPORARY


class FileUpload:
    """Whoever writes to it holds a lock on its file: see `abandoned`. Raises StoreFull, StoreFailed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / (TEMPORARY + token_hex(8))
        self.size = 0
        self.evidence: Mapping[str, str] | None = None  # what lies in its trust/ already, on the disk
        self._hash = sha256()
        with typed():
            self.folder.mkdir(mode=0o700)
            self._open(os.O_CREAT | os.O_EXCL)

    def _open(self, flags: int = 0) -> None:
        descriptor = os.open(self.folder / PACKET, os.O_RDWR | flags, 0o600)
        self._file = os.fdopen(descriptor, "r+b", buffering=0)
        fcntl.flock(descriptor, fcntl.LOCK_EX)

    @property
    def digest(self) -> str:
        """Of all that was written, hashed as it came."""
        return self._hash.hexdigest()

    def write(self, chunk: bytes) -> None:
        with typed():
            write_all(self._file, chunk)
        self.size += len(chunk)
        self._hash.update(chunk)

    def ends(self, head: int, tail: int) -> tuple[bytes, bytes]:
        with typed(), (self.folder / PACKET).open("rb") as file:
            first = file.read(head)
            file.seek(max(0, self.size - tail))
            return first, file.read(tail)

    def move(self, to: Path) -> None:
        """It lies there from now on. Raises OSError."""
        self.folder.rename(to)
        self.folder = to

    def complete(self) -> None:
        with typed():  # of what is not read again the system begins to write
            os.posix_fadvise(self._file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)

    def sync(self) -> None:
        """Raises OSError."""
        os.fsync(self._file.fileno())

    def discard(self) -> None:
        self._file.close()
        if os.path.lexists(self.folder):  # not once it has a packet's name
            shutil.rmtree(self.folder, ignore_errors=True)  # what stays goes at the next start


def abandoned(folder: Path) -> bool:
    """Whether nobody writes to that upload any more: a crash cut it off, not another program that is at work here."""
    try:
        with (folder / PACKET).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return True
    except BlockingIOError:
        return False
    return True
