"""Writing the log, and proving what stands in it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from hashlib import blake2b, sha256
from secrets import token_bytes
from sqlite3 import Connection

import rfc8785

from station.audit.signer import LogSigner
from station.audit.tree import Tree
from station.domain.clock import Clock
from station.domain.errors import StationError
from station.domain.events import AuditEvent, EventKind
from station.formats.merkle import inclusion_path, tree_root
from station.formats.moment import moment_text
from station.formats.note import Note, read_note
from station.formats.proof import Proof
from station.storage.database import transaction, typed_errors

SALT_BYTES = SEED_BYTES = 16


class ProofUnavailable(StationError):
    """No checkpoint covers that event yet, there is no such event, or it was forgotten."""

    code, retryable = "STN-130", False


@dataclass(frozen=True)
class Opening:
    """What shows that a leaf stands for an event: SHA-256(salt || event) is the leaf's data. event: RFC 8785."""

    event: bytes
    salt: bytes

    @property
    def leaf(self) -> bytes:
        return leaf_data(self.salt, self.event)


def leaf_data(salt: bytes, event: bytes) -> bytes:
    return sha256(salt + event).digest()


def salt_of(salt_key: bytes, seed: bytes) -> bytes:
    """The salt of one event: keyed BLAKE2b (RFC 7693) of its own seed. Without the seed it is gone for everybody."""
    return blake2b(seed, key=salt_key, digest_size=SALT_BYTES).digest()


class AuditLog:
    """For one thread: the one that made `db`. Logs of several threads and processes may share the file."""

    def __init__(self, db: Connection, clock: Clock, salt_key: bytes) -> None:
        """salt_key: `LogKeys.salt_key` of this station."""
        self._db = db
        self._clock = clock
        self._salt_key = salt_key
        self._tree = Tree(db)
        self.node = self._tree.node

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
        seed = token_bytes(SEED_BYTES)
        leaf = leaf_data(salt_of(self._salt_key, seed), text)
        with transaction(self._db):
            index = self.size
            self._db.execute("INSERT INTO audit (seq, event, seed) VALUES (?, ?, ?)", (index + 1, text.decode(), seed))
            self._tree.append(index, leaf)
        return index + 1

    def still(self) -> AbstractContextManager[None]:
        """Within it nobody else writes, and what is written here is one commit. Raises DiskFull, DatabaseFailed."""
        return transaction(self._db)

    def checkpoint(self, signer: LogSigner) -> str:
        """Sign the log as it is now and keep the note; one of the same size and root keeps its cosignatures."""
        with transaction(self._db):
            size = self.size
            note = signer.sign(size, tree_root(size, self.node)).text
            self._db.execute("INSERT OR IGNORE INTO audit_checkpoint VALUES (?, ?)", (size, note))
            kept: str = self._db.execute("SELECT note FROM audit_checkpoint WHERE size = ?", (size,)).fetchone()[0]
        return kept

    def newest_checkpoint(self) -> str:
        """The note that was signed last. Raises ProofUnavailable where none was."""
        with typed_errors():
            found = self._db.execute("SELECT note FROM audit_checkpoint ORDER BY size DESC LIMIT 1").fetchone()
        if found is None:
            raise ProofUnavailable
        return str(found[0])

    def proof(self, seq: int) -> bytes:
        """audit/proof.json: that event `seq` stands in the log which the newest checkpoint signs. RFC 8785.

        Raises ProofUnavailable.
        """
        with typed_errors():
            newest = self._db.execute("SELECT size, note FROM audit_checkpoint ORDER BY size DESC LIMIT 1").fetchone()
        if newest is None or seq > newest[0]:
            raise ProofUnavailable
        size, note = newest
        return Proof(read_note(note), self.opening(seq).leaf, seq - 1, self.path(seq, size)).encode()

    def proof_by(self, seq: int, holds: Callable[[Note], bool]) -> Proof:
        """That event `seq` stands in the log which the earliest checkpoint over it that `holds` signs.

        Raises ProofUnavailable.
        """
        with typed_errors():
            for size, text in self._db.execute(
                "SELECT size, note FROM audit_checkpoint WHERE size >= ? ORDER BY size", (seq,)
            ):
                note = read_note(text)
                if holds(note):
                    return Proof(note, self.opening(seq).leaf, seq - 1, self.path(seq, size))
        raise ProofUnavailable

    def opening(self, seq: int) -> Opening:
        """Raises ProofUnavailable."""
        with typed_errors():
            found = self._db.execute("SELECT event, seed FROM audit WHERE seq = ? AND seed <> x''", (seq,)).fetchone()
        if found is None:
            raise ProofUnavailable
        return Opening(found[0].encode(), salt_of(self._salt_key, found[1]))

    def newest(self, most: int) -> list[tuple[int, str]]:
        """Number and text of the newest events, in their order; without those that were forgotten."""
        with typed_errors():
            found = self._db.execute(
                "SELECT seq, event FROM audit WHERE seed <> x'' ORDER BY seq DESC LIMIT ?", (most,)
            ).fetchall()
        return found[::-1]

    def entry(self, seq: int) -> bytes:
        """The leaf's data, 32 bytes, also of a forgotten event. Raises ProofUnavailable."""
        with typed_errors():
            found = self._db.execute("SELECT leaf FROM audit WHERE seq = ? AND leaf IS NOT NULL", (seq,)).fetchone()
        return bytes(found[0]) if found else self.opening(seq).leaf

    def path(self, seq: int, size: int) -> tuple[bytes, ...]:
        """Inclusion path of event `seq` in the tree of the first `size` events."""
        with typed_errors():
            return inclusion_path(seq - 1, size, self.node)

    def forget(self, seq: int, actor: str = "") -> None:
        """Destroy an event's text and the seed of its salt: the leaf stays and stands for nothing any more.

        That something was forgotten is an event itself; actor: who answers for it. Raises ProofUnavailable where there
        is nothing to forget.
        """
        with transaction(self._db):
            leaf = self.opening(seq).leaf
            self._db.execute("UPDATE audit SET event = '', seed = x'', leaf = ? WHERE seq = ?", (leaf, seq))
            self.append(AuditEvent(EventKind.EVENT_FORGOTTEN, actor, details={"seq": seq}))

    @property
    def size(self) -> int:
        size: int = self._db.execute("SELECT coalesce(max(seq), 0) FROM audit").fetchone()[0]
        return size
