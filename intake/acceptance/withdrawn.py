"""Which packets their applicants took back, as this centre found in packets that say so and that it accepted.

One line a decision: the id of the packet taken back, the id of the packet that says so, and whether that one counts; of
one that is decided anew the last line does. No personal data. Kept where the key is that opens: `centre/withdrawn`.
"""

import os
from pathlib import Path
from re import compile as pattern

WITHDRAWN = "withdrawn"  # in the centre's folder
_LINE = pattern(rb"([0-9a-f]{64}) ([0-9a-f]{64}) (yes|no)\n")


class WithdrawnHere:
    """Raises OSError. Whoever adds has `Remembered.alone`."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def by(self, packet_id: str) -> str:
        """The id of the packet that takes that one back; "" where none does."""
        counts = {line[2].decode(): line[3] == b"yes" for line in self._lines() if line[1].decode() == packet_id}
        return next((by for by, yes in counts.items() if yes), "")

    def add(self, packet_id: str, by: str, *, counts: bool) -> None:
        """On the disk when this returns."""
        if counts == (self.by(packet_id) == by):
            return
        data = self._read()
        cut = b"\n" if data and not data.endswith(b"\n") else b""  # a crash came within a line
        descriptor = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "ab", buffering=0) as file:
            file.write(cut + f"{packet_id} {by} {'yes' if counts else 'no'}\n".encode())
            os.fsync(file.fileno())

    def _lines(self) -> list[tuple[bytes, ...]]:
        return [(line[0], line[1], line[2], line[3]) for line in _LINE.finditer(self._read())]

    def _read(self) -> bytes:
        try:
            return self._file.read_bytes()
        except FileNotFoundError:
            return b""
