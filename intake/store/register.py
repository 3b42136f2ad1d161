"""The register: one line for each packet that was receipted: its id, its size, the SHA-256 of signature and receipt.

The files are the truth and are believed; the register notices when some of them are gone or changed. It is written on
without waiting for the disk: what a power cut took from it is written again from the files at the next start. Nothing
is ever deleted because it is not in it.
"""

import os
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from re import compile as pattern
from typing import NamedTuple

from intake.store.layout import RECEIPT, SIGNATURE
from station.domain.outbox import PacketId

_LINE = pattern(rb"([0-9a-f]{64}) ([0-9]{12}) ([0-9a-f]{64})\n")
_LINE_BYTES = 64 + 1 + 12 + 1 + 64 + 1


class Entry(NamedTuple):
    size: int
    proof: str  # see `proof_of`


def proof_of(files: Mapping[str, bytes]) -> str:
    """SHA-256 of signature and receipt of a packet, one after the other, hex. files: by name."""
    return sha256(files[SIGNATURE] + files[RECEIPT]).hexdigest()


def proof_in(folder: Path) -> str:
    """The same of what lies in a packet's folder. Raises OSError."""
    return proof_of({name: (folder / name).read_bytes() for name in (SIGNATURE, RECEIPT)})


class Register:
    """Whoever writes has the store to himself. Raises OSError."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def read(self) -> dict[PacketId, Entry]:
        """Lines that are not in their form say nothing; of two for one packet the later counts."""
        try:
            data = self._file.read_bytes()
        except FileNotFoundError:
            return {}
        return {PacketId(found[1].decode()): Entry(int(found[2]), found[3].decode()) for found in _LINE.finditer(data)}

    def add(self, packets: Iterable[tuple[PacketId, Entry]]) -> None:
        lines = b"".join(
            b"%s %012d %s\n" % (packet_id.encode(), entry.size, entry.proof.encode()) for packet_id, entry in packets
        )
        descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "ab", buffering=0) as file:
            if file.tell() % _LINE_BYTES:  # a crash came within a line
                file.write(b"\n" * (_LINE_BYTES - file.tell() % _LINE_BYTES))
            file.write(lines)
