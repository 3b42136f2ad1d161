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

PREFIX = "ENR1:"
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
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
