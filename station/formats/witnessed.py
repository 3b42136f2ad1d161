"""What shows the centre that a packet was there when a witness saw the log: a file beside the packet. RFC 8785.

{"event": ..., "proof": {...}, "salt": hex}     event: of the sealing, as the log has it; proof: as in audit/proof.json

The event names the packet; SHA-256(salt || event) is the leaf that the proof leads from; and on the checkpoint it leads
to witnesses have put their cosignatures with a time (C2SP tlog-cosignature). No personal data.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from re import fullmatch

import rfc8785

from station.domain.outbox import PacketId
from station.formats.checkpoint import cosigned_at
from station.formats.note import Verifier
from station.formats.proof import Proof, read_proof

MAX_BYTES = 64 * 1024
KIND = "packet_sealed"
_NAMES = {"event", "proof", "salt"}


@dataclass(frozen=True)
class Witnessed:
    """packet_id: of the packet that the event says was sealed. Whose cosignatures stand there is for the reader."""

    packet_id: PacketId
    event: str
    salt: bytes
    proof: Proof

    def seen_by(self, witnesses: Sequence[Verifier]) -> tuple[datetime, ...]:
        """When each of `witnesses` that cosigned saw it, the earliest first."""
        return tuple(sorted(at for each in witnesses if (at := cosigned_at(self.proof.note, each)) is not None))

    def encode(self) -> bytes:
        proof = json.loads(self.proof.encode())
        return rfc8785.dumps({"event": self.event, "proof": proof, "salt": self.salt.hex()})


def read_witnessed(data: bytes) -> Witnessed:
    """One whose event leads to the root of its checkpoint. Raises ValueError for any other, and for another form."""
    if len(data) > MAX_BYTES:
        raise ValueError("too long for what a witness saw")
    try:
        value = json.loads(data)
        if not isinstance(value, dict) or value.keys() != _NAMES:
            raise ValueError("not its members")
        event, salt = value["event"], value["salt"]
        if not isinstance(event, str) or not isinstance(salt, str) or not fullmatch(r"[0-9a-f]{32}", salt):
            raise ValueError("not its values")
        said = json.loads(event)
        proof = read_proof(rfc8785.dumps(value["proof"]))
    except (RecursionError, rfc8785.CanonicalizationError) as error:
        raise ValueError("not canonical") from error
    if not isinstance(said, dict) or said.get("kind") != KIND:
        raise ValueError("not the event of a sealing")
    packet_id = said.get("subject")
    if not isinstance(packet_id, str) or not fullmatch(r"[0-9a-f]{64}", packet_id):
        raise ValueError("not a packet")
    if sha256(bytes.fromhex(salt) + event.encode()).digest() != proof.leaf:
        raise ValueError("another event")
    witnessed = Witnessed(PacketId(packet_id), event, bytes.fromhex(salt), proof)
    if witnessed.encode() != data:
        raise ValueError("not as it was written")
    return witnessed
