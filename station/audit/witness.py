"""Being a witness of another log, taking in what witnesses said of ours, and showing it to the centre."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection

from station.audit.errors import LogNotConsistent, LogUnknown, NotWitnessedYet, WitnessUnknown, WitnessUnusable
from station.audit.evidence import Evidence
from station.audit.export import CHECKPOINT, read_export
from station.audit.log import AuditLog, ProofUnavailable
from station.audit.signer import LogSigner
from station.domain.errors import StationError
from station.domain.outbox import OutboxRow
from station.formats.checkpoint import Checkpoint, cosign, cosigned_at, read_checkpoint
from station.formats.merkle import Node, consistency_path, consistent, tree_root
from station.formats.note import ED25519, Note, Verifier, read_note, read_verifier
from station.formats.witnessed import Witnessed, read_witnessed
from station.storage.database import transaction
from station.storage.files import disk_error

_log = logging.getLogger(__name__)


def cosign_export(db: Connection, folder: Path, logs: Sequence[Verifier], signer: LogSigner, at: datetime) -> Note:
    """Check another log's export against what it showed before, remember it, and only then put our line on it.

    Raises ExportUnreadable, LogUnknown, WitnessUnusable, LogNotConsistent.
    """
    note, checkpoint, node = read_export(folder)
    log = next((known for known in logs if known.kind == ED25519 and known.name == checkpoint.origin), None)
    if log is None:
        raise LogUnknown(log=checkpoint.origin)
    if not log.signed(note):
        raise WitnessUnusable(file=CHECKPOINT, reason="signature")
    if tree_root(checkpoint.size, node) != checkpoint.root:
        raise LogNotConsistent(log=checkpoint.origin, size=checkpoint.size)
    with transaction(db):
        seen = db.execute("SELECT note FROM audit_seen WHERE origin = ?", (checkpoint.origin,)).fetchone()
        if seen is not None:
            _require_continuation(read_checkpoint(read_note(seen[0])), checkpoint, node)
        db.execute("INSERT OR REPLACE INTO audit_seen VALUES (?, ?)", (checkpoint.origin, note.text))
    return cosign(note, signer.witness.name, signer.keys.witness, at)


def keep_cosignatures(db: Connection, item: Evidence, witnesses: Sequence[Verifier]) -> tuple[str, ...]:
    """Put the cosignatures that hold beside our own signatures of that checkpoint; later proofs carry them.

    Returns the names of the witnesses. Raises WitnessUnknown where there is none, WitnessUnusable where this log has
    not signed such a checkpoint.
    """
    good = [known for known in witnesses if cosigned_at(item.note, known) is not None]
    if not good:
        raise WitnessUnknown
    with transaction(db):
        kept = db.execute("SELECT note FROM audit_checkpoint WHERE size = ?", (item.checkpoint.size,)).fetchone()
        ours = read_note(kept[0]) if kept else None
        if ours is None or ours.body != item.note.body:
            raise WitnessUnusable(file=item.source, reason="other-log")
        for witness in good:
            line = item.note.line_of(witness.name, witness.key_id)
            ours = ours.with_line(line) if line is not None else ours
        db.execute("UPDATE audit_checkpoint SET note = ? WHERE size = ?", (ours.text, item.checkpoint.size))
    return tuple(witness.name for witness in good)


def verifier_keys(folder: Path) -> tuple[Verifier, ...]:
    """Of logs or witnesses: `*.key`, one a line. Raises WitnessUnusable for a file that holds no keys, DiskFailed."""
    found: list[Verifier] = []
    for path in sorted(folder.glob("*.key")):
        try:
            found += [read_verifier(line) for line in path.read_text(encoding="ascii").split()]
        except OSError as error:
            raise disk_error(error) from error
        except ValueError:
            raise WitnessUnusable(file=path.name, reason="form") from None
    return tuple(found)


def seen_with(log: AuditLog, row: OutboxRow, witnesses: Sequence[Verifier]) -> bytes:
    """What shows the centre that the packet was there when one of `witnesses` cosigned this log, as
    `station.formats.witnessed` has it. Raises NotWitnessedYet; ProofUnavailable where another log sealed it, or the
    event was forgotten."""
    if row.logged is None:
        raise ProofUnavailable
    opening = log.opening(row.logged.seq)
    try:
        proof = log.proof_by(
            row.logged.seq, lambda note: any(cosigned_at(note, each) is not None for each in witnesses)
        )
    except ProofUnavailable:
        raise NotWitnessedYet from None
    data = Witnessed(row.packet_id, opening.event.decode(), opening.salt, proof).encode()
    try:
        if read_witnessed(data).packet_id == row.packet_id:
            return data
    except ValueError:  # another event stands there: the packet was sealed before this log began
        pass
    raise ProofUnavailable


def sent_with(log: AuditLog, keys: Path) -> Callable[[OutboxRow], bytes]:
    """For deliveries: the same by the keys of that folder, b"" where there is nothing to show. No packet waits for it,
    and none for a file that cannot be read."""

    def find(row: OutboxRow) -> bytes:
        try:
            witnesses = verifier_keys(keys)
            return seen_with(log, row, witnesses) if witnesses else b""
        except (NotWitnessedYet, ProofUnavailable):
            return b""
        except StationError as error:
            _log.warning("what witnesses saw is not sent: %s", error)
            return b""

    return find


def _require_continuation(old: Checkpoint, new: Checkpoint, node: Node) -> None:
    holds = old.size <= new.size and consistent(
        old.size,
        new.size,
        old.root,
        new.root,
        consistency_path(old.size, new.size, node) if old.size else (),
    )
    if not holds:
        raise LogNotConsistent(log=new.origin, size=old.size)
