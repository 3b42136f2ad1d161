"""The audit log: append-only, each event a leaf of an RFC 6962 tree, so that nothing can vanish without being shown.

A leaf's data is SHA-256(salt || event), the event in RFC 8785 form. Leaves therefore tell nothing by themselves, and an
event can be forgotten by destroying its salt without breaking the tree. A checkpoint is a C2SP signed note.
"""

from base64 import b64encode
from hashlib import sha256
from secrets import token_bytes
from sqlite3 import Connection

import rfc8785

from crypto.keys.api import SigningKey
from station.domain.clock import Clock
from station.domain.errors import StationError
from station.domain.events import AuditEvent
from station.formats.merkle import inclusion_path, leaf_hash, node_hash, tree_root
from station.formats.moment import moment_text
from station.storage.database import transaction, typed_errors

_SALT_BYTES = 16
_KEY_KIND = b"\xffx509"  # signed note: a key kind without a number of its own, and then its name


class ProofUnavailable(StationError):
    """No checkpoint covers that event yet, or there is no such event."""

    code, retryable = "STN-130", False


class AuditLog:
    """For one thread: the one that made `db`. Logs of several threads and processes may share the file."""

    def __init__(self, db: Connection, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    def append(self, event: AuditEvent) -> int:
        """Write it down for good; returns its number, 1 for the first. Raises DiskFull, DatabaseFailed.

        Inside a transaction of `db` it becomes part of that transaction.
        """
        text = rfc8785.dumps(
            {
                "kind": event.kind.value,
                "at": moment_text(self._clock.now()),
                "actor": event.actor,
                "subject": event.subject,
                "details": dict(event.details),
            }
        )
        salt = token_bytes(_SALT_BYTES)
        with transaction(self._db):
            index = self._size()
            self._db.execute("INSERT INTO audit VALUES (?, ?, ?)", (index + 1, text.decode(), salt))
            self._grow(index, leaf_hash(_leaf(salt, text)))
        return index + 1

    def checkpoint(self, key: SigningKey) -> str:
        """Sign the log as it is now and keep the note. Origin is the signer's certificate, by its fingerprint."""
        with transaction(self._db):
            size = self._size()
            origin = f"enrollment-station/{key.certificate.fingerprint}"
            body = f"{origin}\n{size}\n{b64encode(tree_root(size, self._node)).decode()}\n"
            key_id = sha256(origin.encode() + b"\n" + _KEY_KIND + key.certificate.der).digest()[:4]
            signature = b64encode(key_id + key.sign(body.encode())).decode()
            note = f"{body}\n— {origin} {signature}\n"
            self._db.execute("INSERT OR REPLACE INTO audit_checkpoint VALUES (?, ?)", (size, note))
        return note

    def proof(self, seq: int) -> bytes:
        """audit/proof.json: that event `seq` stands in the log which the newest checkpoint signs. RFC 8785.

        Raises ProofUnavailable.
        """
        with typed_errors():
            checkpoint = self._db.execute(
                "SELECT size, note FROM audit_checkpoint ORDER BY size DESC LIMIT 1"
            ).fetchone()
            event = self._db.execute("SELECT salt, event FROM audit WHERE seq = ?", (seq,)).fetchone()
            if checkpoint is None or event is None or seq > checkpoint[0]:
                raise ProofUnavailable
            size, note = checkpoint
            path = inclusion_path(seq - 1, size, self._node)
        return rfc8785.dumps(
            {
                "checkpoint": note,
                "index": seq - 1,
                "size": size,
                "leaf": b64encode(_leaf(event[0], event[1].encode())).decode(),
                "path": [b64encode(step).decode() for step in path],
            }
        )

    def _size(self) -> int:
        size: int = self._db.execute("SELECT coalesce(max(seq), 0) FROM audit").fetchone()[0]
        return size

    def _node(self, level: int, place: int) -> bytes:
        found: bytes = self._db.execute(
            "SELECT hash FROM audit_node WHERE level = ? AND place = ?", (level, place)
        ).fetchone()[0]
        return found

    def _grow(self, place: int, hash_: bytes) -> None:
        """Add a leaf and every subtree that it completes."""
        level = 0
        while True:
            self._db.execute("INSERT INTO audit_node VALUES (?, ?, ?)", (level, place, hash_))
            if not place & 1:
                return
            hash_ = node_hash(self._node(level, place - 1), hash_)
            level, place = level + 1, place >> 1


def _leaf(salt: bytes, event: bytes) -> bytes:
    return sha256(salt + event).digest()
