"""Files that survive a crash: written beside, flushed, renamed, and the folder flushed too."""

import os
from errno import EDQUOT, ENOSPC
from pathlib import Path
from secrets import token_hex

from crypto.files import trouble
from station.storage.errors import DiskFailed, DiskFull

TEMPORARY = ".tmp-"  # a name that starts so was never finished


class Disk:
    """The few calls that change the disk. Tests put one in its place that fails on the n-th call."""

    def write(self, path: Path, data: bytes) -> None:
        """Create `path` (it must not exist) readable by its owner only, and flush its bytes."""
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "wb", buffering=0) as file:
            view = memoryview(data)
            while view:
                view = view[file.write(view) :]
            os.fsync(descriptor)

    def overwrite(self, path: Path) -> None:
        """Write zeros over the bytes where they lie, and flush. A disk that remaps or copies on write may keep them."""
        with path.open("r+b", buffering=0) as file:
            file.write(bytes(path.stat().st_size))
            os.fsync(file.fileno())

    def rename(self, source: Path, target: Path) -> None:
        source.replace(target)

    def sync_folder(self, folder: Path) -> None:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def remove(self, path: Path) -> None:
        """Remove a file; harmless when it is gone already."""
        path.unlink(missing_ok=True)


DISK = Disk()


def durable_write(path: Path, data: bytes, disk: Disk = DISK) -> None:
    """Write `data` to `path` so that after a crash there is either the whole file or what was there before.

    Order: temporary file, fsync, rename, fsync of the folder. Raises DiskFull or DiskFailed; then `path` is as it was,
    unless only the last step failed, in which case it may be either.
    """
    temporary = path.with_name(TEMPORARY + token_hex(8))
    try:
        disk.write(temporary, data)
        disk.rename(temporary, path)
        disk.sync_folder(path.parent)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise disk_error(error, path) from error


def durable_remove(paths: tuple[Path, ...], disk: Disk = DISK) -> None:
    """Remove files, all of one folder, so that they stay removed. Raises DiskFailed."""
    if not paths:
        return
    try:
        for path in paths:
            disk.remove(path)
        disk.sync_folder(paths[0].parent)
    except OSError as error:
        raise disk_error(error, paths[0].parent) from error


def durable_folder(folder: Path, disk: Disk = DISK) -> None:
    """Make `folder`, for its owner only, and make that last. Harmless when it exists. Raises DiskFull, DiskFailed."""
    try:
        if not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            disk.sync_folder(folder.parent)
    except OSError as error:
        raise disk_error(error, folder) from error


def disk_error(error: OSError, path: Path | None = None) -> DiskFull | DiskFailed:
    """The typed form of what the operating system said, naming the file by its place in the profile.

    path: the file that is meant, where the system does not say it.
    """
    said = trouble(error, path).params
    return DiskFull(file=said["file"]) if error.errno in (ENOSPC, EDQUOT) else DiskFailed(**said)
