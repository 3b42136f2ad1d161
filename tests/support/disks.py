"""A disk that fails when the test says so."""

import os
from errno import ENOSPC
from pathlib import Path
from sqlite3 import Connection

from station.storage.files import Disk


class FailingDisk(Disk):
    """Counts the calls that change the disk; the `fail_at`-th (1 is the first) and all after it raise `error`.

    With `torn`, a failing write leaves half its bytes behind, as a full disk does.
    """

    def __init__(self, fail_at: int = 0, error: int = ENOSPC, *, torn: bool = True) -> None:
        self.calls = 0
        self.fail_at = fail_at
        self._error = error
        self._torn = torn

    def write(self, path: Path, data: bytes) -> None:
        if self._fails():
            if self._torn:
                path.write_bytes(data[: len(data) // 2])
            raise OSError(self._error, os.strerror(self._error))
        super().write(path, data)

    def overwrite(self, path: Path) -> None:
        self._count()
        super().overwrite(path)

    def rename(self, source: Path, target: Path) -> None:
        self._count()
        super().rename(source, target)

    def sync_folder(self, folder: Path) -> None:
        self._count()
        super().sync_folder(folder)

    def remove(self, path: Path) -> None:
        self._count()
        super().remove(path)

    def _count(self) -> None:
        if self._fails():
            raise OSError(self._error, os.strerror(self._error))

    def _fails(self) -> bool:
        self.calls += 1
        return 0 < self.fail_at <= self.calls


def refuse_commits(db: Connection) -> None:
    """From now on events can be written, and not committed."""
    db.execute("CREATE TABLE never (id INTEGER REFERENCES nobody (id) DEFERRABLE INITIALLY DEFERRED)")
    db.execute("CREATE TABLE nobody (id INTEGER PRIMARY KEY)")
    db.execute("CREATE TEMP TRIGGER late AFTER INSERT ON main.audit BEGIN INSERT INTO never VALUES (1); END")


def allow_commits(db: Connection) -> None:
    db.execute("DROP TRIGGER late")
