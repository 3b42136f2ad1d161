"""A log of three events, one of them a sealing, and a witness's cosignature on it."""

from datetime import datetime
from hashlib import sha256

import rfc8785

from crypto.ed25519 import Ed25519Key
from station.domain.outbox import SealedPacket
from station.formats.checkpoint import Checkpoint, cosign
from station.formats.merkle import inclusion_path, leaf_hash, node_hash, tree_root
from station.formats.note import Line, Note
from station.formats.proof import Proof
from station.formats.witnessed import Witnessed

SALT = bytes(range(16))


def witnessed(packet: SealedPacket, witness: Ed25519Key, at: datetime, kind: str = "packet_sealed") -> Witnessed:
    """kind: of the event that stands for the packet."""
    event = rfc8785.dumps(
        {"actor": "", "at": "then", "details": {"size": len(packet.p7m)}, "kind": kind, "subject": packet.packet_id}
    )
    leaves = [b"\1" * 32, sha256(SALT + event).digest(), b"\2" * 32]

    def node(level: int, place: int) -> bytes:
        if level:
            return node_hash(node(level - 1, 2 * place), node(level - 1, 2 * place + 1))
        return leaf_hash(leaves[place])

    note = Note(Checkpoint("desk-a", 3, tree_root(3, node)).body, (Line("desk-a", b"1234", b"s"),))
    seen = cosign(note, "desk-b/witness", witness, at)
    return Witnessed(packet.packet_id, event.decode(), SALT, Proof(seen, leaves[1], 1, inclusion_path(1, 3, node)))
