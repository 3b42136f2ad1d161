"""SQLite and files: packets/<packet id>.p7m and .p7m.p7s, the receipt in the row."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from errno import EDQUOT, ENOSPC
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

from intake.errors import StoreFailed, StoreFull
from intake.store import Held, Upload
from station.domain.outbox import PacketId

_TEMPORARY = ".tmp-"
_HEAD_BYTES = 4096
_SCHEMA = """
CREATE TABLE IF NOT EXISTS packet (
    packet_id   TEXT PRIMARY KEY,
    station_id  TEXT NOT NULL,
    nonce       TEXT NOT NULL,
    size        INTEGER NOT NULL,
    receipt     BLOB NOT NULL
) STRICT
"""


class FileUpload:
    """Upload into a file whose name says that it is not finished."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / (_TEMPORARY + token_hex(8))
        self.size = 0
        self._hash = sha256()
        with _typed():
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(descriptor, "wb", buffering=0)

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()

    def write(self, chunk: bytes) -> None:
        view = memoryview(chunk)
        with _typed():
            while view:
                view = view[self._file.write(view) :]
        self._hash.update(chunk)
        self.size += len(chunk)

    def head(self) -> bytes:
        with _typed(), self.path.open("rb") as file:
            return file.read(_HEAD_BYTES)

    def flush(self) -> None:
        with _typed():
            os.fsync(self._file.fileno())
            self._file.close()

    def discard(self) -> None:
        self._file.close()
        self.path.unlink(missing_ok=True)


class EmbeddedStore:
    """PacketStore for the thread that makes it. `begin` may be called from another."""

    def __init__(self, folder: Path) -> None:
        """Raises StoreFailed, StoreFull. Uploads that a crash cut off are removed."""
        self._packets = folder / "packets"
        with _typed():
            self._packets.mkdir(mode=0o700, parents=True, exist_ok=True)
            for path in self._packets.glob(f"{_TEMPORARY}*"):
                path.unlink()
            self._db = sqlite3.connect(folder / "intake.db", timeout=10.0, isolation_level=None)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.execute(_SCHEMA)

    def close(self) -> None:
        self._db.close()

    def find(self, packet_id: PacketId) -> Held | None:
        with _typed():
            row = self._db.execute(
                "SELECT packet_id, station_id, nonce, receipt FROM packet WHERE packet_id = ?", (packet_id,)
            ).fetchone()
        return Held(*row) if row else None

    def signature(self, packet_id: PacketId) -> bytes:
        with _typed():
            return (self._packets / f"{packet_id}.p7m.p7s").read_bytes()

    def begin(self) -> FileUpload:
        return FileUpload(self._packets)

    def keep(
        self, upload: Upload, p7s: bytes, packet_id: PacketId, station_id: str, nonce: str, sign: Callable[[], bytes]
    ) -> Held:
        if held := self.find(packet_id):  # delivered twice at once: the first one counts
            upload.discard()
            return held
        if not isinstance(upload, FileUpload):
            raise TypeError("this store keeps what it began itself")
        signature = FileUpload(self._packets)
        try:
            signature.write(p7s)
            with _typed():
                for part, suffix in ((upload, ".p7m"), (signature, ".p7m.p7s")):
                    part.flush()
                    part.path.replace(self._packets / f"{packet_id}{suffix}")
                _sync_folder(self._packets)
                held = Held(packet_id, station_id, nonce, sign())
                self._db.execute(
                    "INSERT INTO packet VALUES (?, ?, ?, ?, ?)",
                    (packet_id, station_id, nonce, upload.size, held.receipt),
                )
        finally:
            signature.discard()
            upload.discard()
        return held


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _typed() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (ENOSPC, EDQUOT):
            raise StoreFull from error
        raise StoreFailed(os.strerror(error.errno or 0)) from error
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL:
            raise StoreFull from error
        raise StoreFailed(getattr(error, "sqlite_errorname", "database")) from error
