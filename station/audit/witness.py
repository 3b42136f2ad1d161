"""Being a witness of another log, and taking in what witnesses said of ours."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection

from station.audit.errors import LogNotConsistent, LogUnknown, WitnessUnknown, WitnessUnusable
from station.audit.evidence import Evidence
from station.audit.export import CHECKPOINT, read_export
from station.audit.signer import LogSigner
from station.formats.checkpoint import Checkpoint, cosign, cosigned_at, read_checkpoint
from station.formats.merkle import Node, consistency_path, consistent, tree_root
from station.formats.note import ED25519, Note, Verifier, read_note
from station.storage.database import transaction


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
