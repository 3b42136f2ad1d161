"""What the code on a citizen's receipt holds: that a packet stands in a log whose checkpoint is signed. One QR code.

"ENR1:" and base45 (RFC 9285, the alphabet QR codes are made for) of, numbers big-endian:

    32  SHA-256 of the packet            5  place of the event in the log, 0 the first
    16  salt of the event                5  size of the log that is signed
     6  when, ms since 1970, UTC         1  number of hashes in the path
     4  size of the packet, bytes       32  each hash of the path, nearest first
     4  id of the log's key             64  its Ed25519 signature
     ?  name of the log, ASCII, to the end

The root is left out: who checks computes it from the event and the path, writes the checkpoint, and tests the
signature. The event's text follows from the values, so the code holds nothing about a person. docs/receipt.md.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import rfc8785

from station.formats.checkpoint import Checkpoint
from station.formats.merkle import root_of_path
from station.formats.moment import moment_text
from station.formats.note import Line, Note

PREFIX = "ENR1:"
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_MAX_LETTERS = 4296  # of the largest symbol
_HEAD_BYTES = 69  # up to the number of hashes
_SIGNED_BYTES = 4 + 64
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class CitizenReceipt:
    """hashes and salt as bytes; index counts from 0; key_id and signature of the log's own line in the checkpoint."""

    packet_hash: bytes
    packet_size: int
    sealed_at: datetime
    salt: bytes
    index: int
    log_size: int
    path: tuple[bytes, ...]
    origin: str
    key_id: bytes
    signature: bytes

    @property
    def text(self) -> str:
        """For the QR code, alphanumeric mode."""
        values = (
            self.packet_hash,
            self.salt,
            ((self.sealed_at - _EPOCH) // timedelta(milliseconds=1)).to_bytes(6, "big"),
            self.packet_size.to_bytes(4, "big"),
            self.index.to_bytes(5, "big"),
            self.log_size.to_bytes(5, "big"),
            len(self.path).to_bytes(1, "big"),
            *self.path,
            self.key_id,
            self.signature,
            self.origin.encode("ascii"),
        )
        return PREFIX + base45(b"".join(values))

    @property
    def note(self) -> Note:
        """The signed checkpoint that this code stands for, with the log's own line. Raises ValueError for no proof."""
        event = rfc8785.dumps(
            {
                "actor": "",
                "at": moment_text(self.sealed_at),
                "details": {"size": self.packet_size},
                "kind": "packet_sealed",
                "subject": self.packet_hash.hex(),
            }
        )
        leaf = sha256(self.salt + event).digest()
        root = root_of_path(leaf, self.index, self.log_size, self.path)
        return Note(
            Checkpoint(self.origin, self.log_size, root).body, (Line(self.origin, self.key_id, self.signature),)
        )


def read_citizen_receipt(text: str) -> CitizenReceipt:
    """What a QR reader shows. Raises ValueError for any other form; nothing is verified."""
    if not text.startswith(PREFIX) or len(text) > _MAX_LETTERS:
        raise ValueError("not a receipt's code")
    data = _from_base45(text.removeprefix(PREFIX))
    head, rest = data[:_HEAD_BYTES], data[_HEAD_BYTES:]
    steps = 32 * (head[-1] if len(head) == _HEAD_BYTES else 0)
    path, rest = rest[:steps], rest[steps:]
    if len(rest) <= _SIGNED_BYTES:
        raise ValueError("the code is cut")
    try:
        sealed_at = _EPOCH + timedelta(milliseconds=int.from_bytes(head[48:54], "big"))
    except OverflowError:
        raise ValueError("no moment") from None
    return CitizenReceipt(
        packet_hash=head[:32],
        packet_size=int.from_bytes(head[54:58], "big"),
        sealed_at=sealed_at,
        salt=head[32:48],
        index=int.from_bytes(head[58:63], "big"),
        log_size=int.from_bytes(head[63:68], "big"),
        path=tuple(path[at : at + 32] for at in range(0, steps, 32)),
        origin=rest[_SIGNED_BYTES:].decode("ascii"),
        key_id=rest[:4],
        signature=rest[4:_SIGNED_BYTES],
    )


def _from_base45(text: str) -> bytes:
    data = bytearray()
    for at in range(0, len(text), 3):
        letters = text[at : at + 3]
        value = sum(_ALPHABET.index(letter) * 45**place for place, letter in enumerate(letters))
        if len(letters) == 1 or value >= 256 ** (len(letters) - 1):
            raise ValueError("not base45")
        data += value.to_bytes(len(letters) - 1, "big")
    return bytes(data)


def base45(data: bytes) -> str:
    """RFC 9285."""
    digits: list[str] = []
    for at in range(0, len(data), 2):
        pair = data[at : at + 2]
        value = int.from_bytes(pair, "big")
        for _ in range(len(pair) + 1):
            value, digit = divmod(value, 45)
            digits.append(_ALPHABET[digit])
    return "".join(digits)
