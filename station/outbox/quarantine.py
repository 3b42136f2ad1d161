"""What was found in the outbox and can be neither delivered nor believed: put aside, never deleted.

    <data>/quarantine/<reason>/<name of the file>

`stationctl doctor` and the first page count what lies here; docs/technician/quarantine.md says what to do.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path

from station.outbox.files import name_in
from station.storage.files import DISK, Disk, disk_error, durable_folder


class Reason(StrEnum):
    UNFINISHED = "unfinished"  # sealed but never queued: its draft is still here
    TWICE = "twice"  # the same packet, or another of the same enrollment, has its row
    DOUBTFUL = "doubtful"  # without a slip: one of the drafts that are here may be its own
    HALF = "half"  # packet, signature or slip without the rest
    FOREIGN = "foreign"  # not under a signature of this station
    UNREADABLE = "unreadable"  # no file of an outbox, or one that cannot be read
    RECEIPT = "receipt"  # a receipt that proves nothing to this station


NOTHING_TO_DO = frozenset({Reason.UNFINISHED, Reason.TWICE})
"""The same application is in the outbox or among the drafts: nobody is missing."""


def quarantine_beside(outbox: Path) -> Path:
    """Where the quarantine of an outbox lies."""
    return outbox.with_name("quarantine")


class Quarantine:
    """For any thread."""

    def __init__(self, folder: Path, disk: Disk = DISK) -> None:
        self._folder = folder
        self._disk = disk

    def put(self, paths: Sequence[Path], reason: Reason) -> None:
        """Move files of one folder here; none is ever written over. Raises DiskFull, DiskFailed."""
        target = self._folder / reason.value
        durable_folder(self._folder, self._disk)
        durable_folder(target, self._disk)
        try:
            for path in paths:
                self._disk.rename(path, _free(target / path.name))
            self._disk.sync_folder(target)
            self._disk.sync_folder(paths[0].parent)
        except OSError as error:
            raise disk_error(error) from error

    def give_back(self, outbox: Path) -> int:
        """Put all of it back into the outbox, to be looked at again (`orphans`): a newer list may make a receipt good,
        the missing half may have come. What has a taken name there stays. Returns how many files. Raises DiskFailed."""
        moved = 0
        try:
            for path in self.files():
                target = outbox / path.name
                if not target.exists() and not target.is_symlink():
                    self._disk.rename(path, target)
                    moved += 1
            if moved:
                self._disk.sync_folder(outbox)
        except OSError as error:
            raise disk_error(error) from error
        return moved

    def counts(self) -> Mapping[Reason, int]:
        """How many packets or single files lie here, by reason; nothing for a reason that has none."""
        found = {reason: _packets(self._folder / reason.value) for reason in Reason}
        return {reason: count for reason, count in found.items() if count}

    def for_a_person(self) -> int:
        """How many of them need one."""
        return sum(count for reason, count in self.counts().items() if reason not in NOTHING_TO_DO)

    def files(self) -> tuple[Path, ...]:
        """All files that lie here, to be looked at again."""
        return tuple(path for reason in Reason for path in sorted(_listed(self._folder / reason.value)))


def _packets(folder: Path) -> int:
    """Files of one packet count once."""
    return len(Counter(name_in(path) or path.name for path in _listed(folder)))


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except FileNotFoundError:
        return []
    except OSError as error:
        raise disk_error(error) from error


def _free(path: Path) -> Path:
    """`path`, or the first name after it that nothing has."""
    number = 1
    free = path
    while free.exists() or free.is_symlink():
        number += 1
        free = path.with_name(f"{path.name}.{number}")
    return free
