"""Which packets were judged here, so that the same container or enrollment is noticed when it comes again.

One line a packet: its id, the SHA-256 of its container, its enrollment's id. No personal data. Kept where the key is
that opens: `centre/opened`; who judges on two computers compares on each for itself.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from re import compile as pattern

from intake.store.disk import alone
from station.domain.outbox import PacketId

OPENED = "opened"  # in the centre's folder
_LINE = pattern(rb"([0-9a-f]{64}) ([0-9a-f]{64}) ([0-9a-f-]{36})\n")


@dataclass(frozen=True)
class Entry:
    packet_id: PacketId
    container: str
    enrollment_id: str

    @classmethod
    def of(cls, packet_id: PacketId, container: bytes, enrollment_id: str) -> "Entry":
        return cls(packet_id, sha256(container).hexdigest(), enrollment_id)


class Remembered:
    """Raises OSError."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def before(self, entry: Entry) -> tuple[Entry, ...]:
        """Those of the same container or of the same enrollment that were judged before it, oldest first."""
        found = []
        for other in self._entries():
            if other.packet_id == entry.packet_id:
                break
            if entry.container == other.container or entry.enrollment_id == other.enrollment_id:
                found.append(other)
        return tuple(found)

    def add(self, entry: Entry) -> None:
        """On the disk when this returns. A packet that is judged again has its line already."""
        if any(entry.packet_id == other.packet_id for other in self._entries()):
            return
        data = self._read()
        cut = b"\n" if data and not data.endswith(b"\n") else b""  # a crash came within a line
        line = f"{entry.packet_id} {entry.container} {entry.enrollment_id}\n".encode()
        descriptor = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "ab", buffering=0) as file:
            file.write(cut + line)
            os.fsync(file.fileno())

    @contextmanager
    def alone(self) -> Iterator[None]:
        """From the look to the line nobody else judges: of two packets of one container one is the second."""
        lock = os.open(self._file.with_name(f".{OPENED}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            with alone(lock):
                yield
        finally:
            os.close(lock)

    def _entries(self) -> Iterator[Entry]:
        for line in _LINE.finditer(self._read()):
            yield Entry(PacketId(line[1].decode()), line[2].decode(), line[3].decode())

    def _read(self) -> bytes:
        try:
            return self._file.read_bytes()
        except FileNotFoundError:
            return b""
