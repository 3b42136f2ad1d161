"""audit/proof.json of a packet: that an event stands in the log whose checkpoint is signed. RFC 8785.

{"checkpoint": note, "index": n, "leaf": base64, "path": [base64, ...], "size": n}     leaf: SHA-256(salt || event)
"""

import json
from base64 import b64decode, b64encode
from binascii import Error
from dataclasses import dataclass

import rfc8785

from station.formats.checkpoint import Checkpoint, read_checkpoint
from station.formats.merkle import root_of_path
from station.formats.note import Note, read_note

_MAX_BYTES = 32 * 1024
_NAMES = {"checkpoint", "index", "leaf", "path", "size"}


@dataclass(frozen=True)
class Proof:
    """index: of the event, 0 the first. Whose signatures the note carries is for the reader to check."""

    note: Note
    leaf: bytes
    index: int
    path: tuple[bytes, ...]

    @property
    def checkpoint(self) -> Checkpoint:
        return read_checkpoint(self.note)

    def encode(self) -> bytes:
        return rfc8785.dumps(
            {
                "checkpoint": self.note.text,
                "index": self.index,
                "size": self.checkpoint.size,
                "leaf": b64encode(self.leaf).decode(),
                "path": [b64encode(step).decode() for step in self.path],
            }
        )


def read_proof(data: bytes) -> Proof:
    """A proof that leads to the root of its checkpoint. Raises ValueError for any other, and for another form."""
    if len(data) > _MAX_BYTES:
        raise ValueError("too long for a proof")
    try:
        value = json.loads(data)
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not isinstance(value, dict) or value.keys() != _NAMES or type(value["index"]) is not int:
        raise ValueError("not a proof's members")
    note, path = value["checkpoint"], value["path"]
    if not isinstance(note, str) or not isinstance(path, list):
        raise ValueError("not a proof's values")
    proof = Proof(read_note(note), _bytes(value["leaf"]), value["index"], tuple(map(_bytes, path)))
    checkpoint = proof.checkpoint
    if proof.encode() != data or len(proof.leaf) != 32 or any(len(step) != 32 for step in proof.path):
        raise ValueError("not a proof's form")
    if root_of_path(proof.leaf, proof.index, checkpoint.size, proof.path) != checkpoint.root:
        raise ValueError("leads to another root")
    return proof


def _bytes(value: object) -> bytes:
    if not isinstance(value, str):
        raise ValueError("not base64")
    try:
        return b64decode(value, validate=True)
    except Error:
        raise ValueError("not base64") from None
