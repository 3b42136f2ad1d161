"""The longest state of this log that left the station, kept apart from the data: the end of the log cannot be cut off
together with everything in the data folder that tells of it.

    <config>/log.seen     the signed note of that checkpoint
"""

from pathlib import Path

from station.formats.checkpoint import Checkpoint, read_checkpoint
from station.formats.note import MAX_NOTE_BYTES, read_note
from station.storage.files import DISK, Disk, disk_error, durable_write


class SeenLog:
    """For any thread; the last one to write wins, and what is shorter than what stands there is not written."""

    def __init__(self, file: Path, disk: Disk = DISK) -> None:
        self.file = file
        self._disk = disk

    def keep(self, note: str) -> None:
        """A checkpoint of ours that others have seen, or that was committed; "" for none. Of another log than the one
        kept it is not taken: that is for `replace`. Raises DiskFull, DiskFailed."""
        new, old = _checkpoint(note), self._kept()
        if new is not None and (old is None or (old.origin == new.origin and old.size < new.size)):
            durable_write(self.file, note.encode(), self._disk)

    def replace(self, note: str) -> None:
        """The log began anew, knowingly. Raises DiskFull, DiskFailed."""
        durable_write(self.file, note.encode(), self._disk)

    def _kept(self) -> Checkpoint | None:
        """None where there is nothing; also where it cannot be read as a note, which verifying says."""
        try:
            with self.file.open("rb") as opened:
                return _checkpoint(opened.read(MAX_NOTE_BYTES + 1).decode())
        except FileNotFoundError:
            return None
        except UnicodeDecodeError:
            return None
        except OSError as error:
            raise disk_error(error) from error


def _checkpoint(note: str) -> Checkpoint | None:
    try:
        return read_checkpoint(read_note(note))
    except ValueError:
        return None
