"""The log, the outbox's rows and the files held beside each other: what one says, the others must show.

An index alone is not believed. Findings, LOG-nnn: a row without its receipt, an erasure that no receipt allowed, a
packet that the log says was sealed and that is nowhere, a witness that was here before and is gone.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from sqlite3 import Connection

from station.audit.verify import Findings
from station.domain.errors import StationError
from station.domain.events import EventKind
from station.domain.outbox import OutboxRow, OutboxState, PacketId
from station.formats.checkpoint import read_checkpoint
from station.formats.note import read_note
from station.outbox.files import name_in
from station.outbox.pages import OutboxPages
from station.outbox.proof import ReceiptCheck, is_lost, require_proof
from station.outbox.slip import decode_slip
from station.outbox.store import OutboxStore
from station.storage.database import typed_errors

_TOLD = (
    EventKind.PACKET_SEALED,
    EventKind.PACKET_RECEIPTED,
    EventKind.PACKET_DELIVERED,
    EventKind.PACKET_TAKEN_UP,
    EventKind.PAYLOAD_ERASED,
    EventKind.CHECKPOINT_WITNESSED,
)
_SHORT = 12  # digits of a packet's id in a finding


@dataclass
class _Told:
    """What the log says, by packet; and the sizes that witnesses saw."""

    sealed: set[str] = field(default_factory=set)
    received: set[str] = field(default_factory=set)
    erased: set[str] = field(default_factory=set)
    witnessed: set[int] = field(default_factory=set)


def compare(
    db: Connection, store: OutboxStore, check: ReceiptCheck, witnesses: Iterable[Path], findings: Findings
) -> None:
    """witnesses: the files kept of them. Raises DatabaseFailed, DiskFailed."""
    told, proven, here = _told(db), set[str](), set[str]()
    for row in OutboxPages(db).every(archived=True):
        state = _look(store, row, check, findings)
        proven |= {row.packet_id} if state == "proven" else set()
        here |= {row.packet_id} if state else set()
    for packet in sorted(told.erased - told.received - proven):
        findings.tell("LOG-010", packet=packet[:_SHORT])
    missing = told.sealed - here
    for packet in sorted(missing - _put_aside(store) if missing else missing):
        findings.tell("LOG-011", packet=packet[:_SHORT])
    kept = {path.name.partition("-")[0] for path in witnesses}
    for size in sorted((told.witnessed | _cosigned(db)) - {int(name) for name in kept if name.isdecimal()}):
        findings.tell("LOG-012", size=size)


def _look(store: OutboxStore, row: OutboxRow, check: ReceiptCheck, findings: Findings) -> str:
    """ "proven": its receipt is here and not refuted; "here": its files are; "": nothing of it is."""
    if row.state is OutboxState.RECEIPTED:
        try:
            require_proof(store, check, row.packet_id)
        except StationError as error:
            if is_lost(error):
                missing = not store.receipt_path(row.packet_id).exists()
                findings.tell("LOG-008" if missing else "LOG-009", packet=row.packet_id[:_SHORT])
                return "here" if _files_here(store, row.packet_id) else ""
        return "proven"
    return "here" if _files_here(store, row.packet_id) else ""


def _files_here(store: OutboxStore, packet_id: PacketId) -> bool:
    return all(path.exists() for path in store.files_of(store.name_of(packet_id)).pair)


def _put_aside(store: OutboxStore) -> set[str]:
    """Packets in quarantine, and those in the outbox that have no row yet; by what their slips or bytes say."""
    found = set[str]()
    for path in (*store.quarantine.files(), *store.strangers()):
        if (name_in(path) is not None or path.suffix == ".p7m") and path.is_file():
            found |= set(_packet_in(path))
    return found


def _packet_in(path: Path) -> Iterator[str]:
    try:
        data = path.read_bytes()
        yield decode_slip(data).packet_id if path.name.endswith(".slip.json") else sha256(data).hexdigest()
    except (OSError, ValueError):
        return


def _told(db: Connection) -> _Told:
    """Forgotten events say nothing; what is not as it was written is a finding already."""
    told = _Told()
    by_kind = {
        EventKind.PACKET_SEALED: told.sealed,
        EventKind.PACKET_RECEIPTED: told.received,
        EventKind.PACKET_DELIVERED: told.received,
        EventKind.PAYLOAD_ERASED: told.erased,
    }
    like = " OR ".join("event LIKE ?" for _ in _TOLD)
    with typed_errors():
        rows = db.execute(f"SELECT event FROM audit WHERE {like}", [f'%"kind":"{kind}"%' for kind in _TOLD])  # noqa: S608
        for (text,) in rows:
            try:
                event = json.loads(text)
                kind, subject, details = EventKind(event["kind"]), str(event["subject"]), event["details"]
                if kind is EventKind.CHECKPOINT_WITNESSED:
                    told.witnessed.add(int(details["size"]))
                elif kind is EventKind.PACKET_TAKEN_UP:
                    told.received |= {subject} if details["proof"] != "none" else set()
                elif kind in by_kind:
                    by_kind[kind].add(subject)
            except (ValueError, KeyError, TypeError):
                continue
    return told


def _cosigned(db: Connection) -> set[int]:
    """Sizes of checkpoints that carry a line of somebody else's: he gave a file for it."""
    found = set[int]()
    with typed_errors():
        for size, text in db.execute("SELECT size, note FROM audit_checkpoint"):
            try:
                note = read_note(text)
                origin = read_checkpoint(note).origin
            except ValueError:
                continue
            if any(line.name != origin for line in note.lines):
                found.add(size)
    return found
