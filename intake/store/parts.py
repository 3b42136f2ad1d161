"""Packets of which a part is here, beside those that are held: nobody was given a receipt for one.

    parts/<station>/<packet id>/packet.p7m   what came of it
                    <packet id>.offset       how much of that counts, and how long the packet is

A part belongs to the certificate that brings it: nobody goes on with another's. What counts is on the disk. A station
has few of them, the oldest gives way; and one that nothing came to for a week goes. All together leave room on the
disk: where they would not, what is longest untouched of whoever has most gives way.
"""

import logging
import os
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import file_digest
from pathlib import Path
from re import fullmatch

from intake.errors import StoreFull
from intake.store.disk import sync, write_durably
from intake.store.faults import typed
from intake.store.layout import PACKET, TEMPORARY
from intake.store.upload import FileUpload
from station.domain.outbox import PacketId

MOST_OF_A_STATION = 4  # it sends one at a time; the others were left
MOST_TOGETHER = 16 * 1024**3  # bytes announced: 256 stations, a longest packet each
KEPT = timedelta(days=7)
_OFFSET = ".offset"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Progress:
    """Bytes that are here, of how many."""

    offset: int
    length: int


class Part:
    """One that is written to: what came counts with `settle`, and before for nothing. Raises StoreFull, StoreFailed."""

    def __init__(self, packet: Path, record: Path, progress: Progress) -> None:
        self.length, self.size = progress.length, progress.offset
        self._record = record
        with typed():
            self._file = packet.open("r+b", buffering=0)
            self._file.truncate(self.size)
            self._file.seek(self.size)

    def write(self, chunk: bytes) -> None:
        view = memoryview(chunk)
        with typed():
            while view:
                written = self._file.write(view)
                self.size += written
                view = view[written:]

    def settle(self) -> None:
        """All that came counts from now on, whatever happens; it is closed."""
        with typed(), self._file:
            os.fsync(self._file.fileno())
            _note(self._record, Progress(self.size, self.length))


class Whole(FileUpload):
    """A packet that has come whole in pieces. Where the store does not keep it, it stays a part."""

    def __init__(self, folder: Path) -> None:
        """Reads it from end to end."""
        self.folder = self._part = folder
        self.evidence = None
        with typed():
            for other in folder.iterdir():  # of a try that did not come to its end
                if other.name != PACKET:
                    shutil.rmtree(other) if other.is_dir() else other.unlink()
            self._open()
            self.size = (folder / PACKET).stat().st_size
            with (folder / PACKET).open("rb") as file:
                self._hash = file_digest(file, "sha256")

    def discard(self) -> None:
        self._file.close()
        with typed():
            if self.folder != self._part and self.folder.exists():
                self.move(self._part)


class Parts:
    """station: the fingerprint of a certificate. For one thread. Raises StoreFull, StoreFailed."""

    def __init__(self, data: Path) -> None:
        """data: the store's folder."""
        self._folder = data / "parts"
        with typed():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def create(self, station: str, packet_id: PacketId, length: int) -> None:
        """Begin at nothing, whatever was here of that packet. Raises StoreFull too where others would have to give way
        that have less."""
        self.remove(station, packet_id)
        with typed():
            own = self._folder / station
            own.mkdir(mode=0o700, exist_ok=True)
            sync(self._folder)
            for record in sorted(own.glob(f"*{_OFFSET}"), key=_touched)[: -(MOST_OF_A_STATION - 1)]:
                self.remove(station, PacketId(record.stem))
            self._make_room(station, length)
            folder = own / packet_id
            folder.mkdir(mode=0o700)
            (folder / PACKET).touch(mode=0o600)
            sync(folder)
            _note(self._record(station, packet_id), Progress(0, length))

    def _make_room(self, station: str, length: int) -> None:
        """For so much more of a station. A part counts as what was announced: it may come."""
        announced = {
            own.name: {record: _announced(record) for record in own.glob(f"*{_OFFSET}")}
            for own in self._folder.iterdir()
        }
        here = sum(packet.stat().st_size for packet in self._folder.glob(f"*/*/{PACKET}"))
        room = min(MOST_TOGETHER, (shutil.disk_usage(self._folder).free + here) // 2)

        def held_by(name: str) -> int:
            return sum(announced[name].values()) + (length if name == station else 0)

        def rank(name: str) -> tuple[int, bool, float]:
            return held_by(name), name != station, -min(map(_touched, announced[name]), default=0.0)

        while sum(map(held_by, announced)) > room:
            most = max(announced, key=rank)
            if not announced[most]:
                raise StoreFull
            oldest = min(announced[most], key=_touched)
            del announced[most][oldest]
            self.remove(most, PacketId(oldest.stem))

    def progress(self, station: str, packet_id: PacketId) -> Progress | None:
        """None: nothing is here of it."""
        with typed():
            try:
                text = self._record(station, packet_id).read_text("ascii")
                here = self._packet(station, packet_id).stat().st_size
            except FileNotFoundError:
                return None
            except UnicodeDecodeError:
                text, here = "", 0
        if fullmatch(r"[0-9]{1,12} [0-9]{1,12}", text):
            offset, length = map(int, text.split())
            if offset <= min(here, length):
                return Progress(offset, length)
        _log.warning("part of %s is damaged: it begins again", packet_id[:12])
        return None

    def open(self, station: str, packet_id: PacketId) -> Part | None:
        """To go on with it."""
        progress = self.progress(station, packet_id)
        if progress is None:
            return None
        return Part(self._packet(station, packet_id), self._record(station, packet_id), progress)

    def whole(self, station: str, packet_id: PacketId) -> Whole | None:
        """None: not all is here. Reads it from end to end."""
        progress = self.progress(station, packet_id)
        if progress is None or progress.offset < progress.length:
            return None
        return Whole(self._folder / station / packet_id)

    def remove(self, station: str, packet_id: PacketId) -> None:
        """Harmless where nothing is."""
        with typed():
            self._record(station, packet_id).unlink(missing_ok=True)
            shutil.rmtree(self._folder / station / packet_id, ignore_errors=True)

    def sweep(self, now: datetime) -> int:
        """Remove what nobody went on with, and what a crash left; so many they were."""
        removed = 0
        with typed():
            for own in self._folder.iterdir():
                for left in own.glob(f"{TEMPORARY}*"):
                    left.unlink()
                for name in {path.name.removesuffix(_OFFSET) for path in own.iterdir()}:
                    record = own / f"{name}{_OFFSET}"
                    if not record.exists() or now.timestamp() - _touched(record) > KEPT.total_seconds():
                        self.remove(own.name, PacketId(name))
                        removed += 1
                if not any(own.iterdir()):
                    own.rmdir()
        return removed

    def _record(self, station: str, packet_id: PacketId) -> Path:
        return self._folder / station / f"{packet_id}{_OFFSET}"

    def _packet(self, station: str, packet_id: PacketId) -> Path:
        return self._folder / station / packet_id / PACKET


def _note(record: Path, progress: Progress) -> None:
    write_durably(record, f"{progress.offset} {progress.length}".encode())
    sync(record.parent)


def _announced(record: Path) -> int:
    """Nothing where it is damaged: that part begins again."""
    found = fullmatch(rb"[0-9]{1,12} ([0-9]{1,12})", record.read_bytes())
    return int(found[1]) if found else 0


def _touched(record: Path) -> float:
    return record.stat().st_mtime
