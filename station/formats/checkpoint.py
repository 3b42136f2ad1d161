"""Checkpoints (C2SP tlog-checkpoint): a log's name, size and root as a signed note's text; cosignatures on them."""

from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from re import fullmatch

from crypto import ed25519
from station.formats.note import COSIGNATURE, Line, Note, Verifier

_TIME_BYTES = 8
_LATEST = 253402300799  # the last second of the year 9999: what a datetime holds


@dataclass(frozen=True)
class Checkpoint:
    """The first `size` events of the log `origin` have this root."""

    origin: str
    size: int
    root: bytes

    @property
    def body(self) -> str:
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


def read_checkpoint(note: Note) -> Checkpoint:
    """What the note's text says; nothing is verified. Raises ValueError. Extension lines are not of this profile."""
    found = fullmatch(r"([^\s+]+)\n(0|[1-9][0-9]{0,17})\n([A-Za-z0-9+/]{43}=)\n", note.body)
    if found is None:
        raise ValueError("not a checkpoint")
    checkpoint = Checkpoint(found[1], int(found[2]), b64decode(found[3], validate=True))
    if checkpoint.body != note.body:
        raise ValueError("not a checkpoint's form")
    return checkpoint


def cosign(note: Note, name: str, key: ed25519.Ed25519Key, at: datetime) -> Note:
    """The note with a line that says: at this moment this was the longest consistent history that I saw."""
    seconds = int(at.timestamp())
    verifier = Verifier(name, COSIGNATURE, key.public)
    signature = seconds.to_bytes(_TIME_BYTES, "big") + key.sign(_cosigned(note, seconds))
    return note.with_line(Line(name, verifier.key_id, signature))


def cosigned_at(note: Note, witness: Verifier) -> datetime | None:
    """When this witness cosigned; None where it did not, or its signature does not hold. For kind COSIGNATURE."""
    line = note.line_of(witness.name, witness.key_id)
    if line is None or len(line.signature) != _TIME_BYTES + ed25519.SIGNATURE_BYTES:
        return None
    seconds = int.from_bytes(line.signature[:_TIME_BYTES], "big")
    if seconds > _LATEST or not ed25519.verifies(
        witness.public, line.signature[_TIME_BYTES:], _cosigned(note, seconds)
    ):
        return None
    return datetime.fromtimestamp(seconds, UTC)


def _cosigned(note: Note, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{note.body}".encode()
