"""Files in the outbox that the database does not know, or knows less of than they say: the files are believed.

Looked at when the outbox thread starts, and by whoever rebuilds the outbox from its files. One packet at a time:

    a pair that this station sealed, no draft left     sent, as if nothing had happened
    with a receipt that holds, pair or no pair         receipted
    anything else                                      quarantine, with the reason

Nothing is deleted but our own temporary files (ADR 70).
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from sqlite3 import Connection

from crypto.errors import CryptoError
from station.domain.clock import Clock
from station.domain.errors import StationError
from station.domain.events import AuditEvent, EventKind
from station.domain.outbox import OutboxRow, OutboxState, PacketId, Proof, Unsigned
from station.outbox.files import PacketFiles, name_in
from station.outbox.proof import ReceiptCheck
from station.outbox.provenance import Provenance, slip_anew
from station.outbox.quarantine import Reason
from station.outbox.slip import Slip, decode_slip
from station.outbox.store import OutboxStore
from station.storage.database import transaction
from station.storage.leftovers import any_draft, draft_remains

_log = logging.getLogger(__name__)
_MOST_BYTES = 256 * 1024 * 1024  # nothing that a station seals is larger
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class TakenUp:
    """A packet has its row again. proof: what lay beside it and holds."""

    packet_id: PacketId
    proof: Proof


Outcome = TakenUp | Reason


class Orphans:
    """For the thread that made `db`, over which `store` and `record` work too."""

    def __init__(
        self,
        db: Connection,
        store: OutboxStore,
        provenance: Provenance,
        check_receipt: ReceiptCheck,
        drafts: Path,
        record: Callable[[AuditEvent], object],
        clock: Clock,
    ) -> None:
        """drafts: the vault's folder. record: writes into the audit log."""
        self._db = db
        self._store = store
        self._provenance = provenance
        self._check_receipt = check_receipt
        self._drafts = drafts
        self._record = record
        self._clock = clock

    def settle(self) -> Iterator[Outcome]:
        """Give everything its place, one packet a step; says what became of it: taken up, or why it was put aside.

        What the disk keeps from being done is said in the program's log, stays where it is and is found again at the
        next start: it stops nothing else. Raises DatabaseFailed or DiskFailed where not even the looking works.
        """
        if count := self._store.remove_temporary():
            self._record(AuditEvent(EventKind.ORPHAN_SWEPT, details={"files": count}))
        for work in self._work():
            try:
                yield from work
            except StationError as error:
                _log.error("outbox: a found file stays where it is: %s", error)

    def _work(self) -> Iterator[Iterator[Outcome]]:
        for packet_id in self._store.unproven():
            yield self._prove(packet_id)
        strangers = self._store.strangers()
        for path in strangers:
            if name_in(path) is None:
                yield self._put_aside((path,), Reason.UNREADABLE)
        names = {name for path in strangers if (name := name_in(path))}
        for files in sorted((self._store.files_of(name) for name in names), key=_sealed_at, reverse=True):
            yield self._settle(files)

    def _prove(self, packet_id: PacketId) -> Iterator[Outcome]:
        """The row knows nothing of a receipt that lies beside its packet: it is older than that."""
        row, files = self._store.row(packet_id), self._store.files_of(self._store.name_of(packet_id))
        proof, path = _proof_in(files)
        data = _read(path)
        if data is None or not self._holds(data, row, proof):
            yield from self._put_aside((path,), Reason.RECEIPT, of_row=True)
            return
        with transaction(self._db):
            if self._store.row(packet_id).state is OutboxState.RECEIPTED:
                return  # it came again meanwhile
            self._store.prove(packet_id, proof, self._clock.now(), erased=not _any(files.pair))
            self._note(packet_id, proof)
        yield TakenUp(packet_id, proof)

    def _settle(self, files: PacketFiles) -> Iterator[Outcome]:
        """The slow part, reading and verifying, holds no lock; what is decided by it is looked at again under one."""
        seen, slip, whole = files.present, _slip_in(files), False
        if set(files.pair) <= set(seen):
            p7m, p7s = _read(files.packet), _read(files.signature)
            if p7m is None or p7s is None or not self._provenance.sealed_here(p7m, p7s):
                yield from self._put_aside(seen, Reason.UNREADABLE if p7m is None or p7s is None else Reason.FOREIGN)
                return
            whole, packet_id = True, PacketId(sha256(p7m).hexdigest())
            if slip is None or slip.packet_id != packet_id:
                slip = slip_anew(packet_id, files.name, self._clock.now())
        proof, path = _proof_in(files)
        if proof is not Proof.NONE:
            believed = self._believe(files, slip, whole=whole)
            if believed is None:
                yield from self._put_aside((path,), Reason.RECEIPT)
                seen, proof = files.present, Proof.NONE
            slip = believed or slip
        if slip is not None and (whole or proof is not Proof.NONE):
            yield from self._take_up(files, seen, slip, proof)
        elif seen:
            yield from self._put_aside(seen, Reason.HALF)

    def _believe(self, files: PacketFiles, slip: Slip | None, *, whole: bool) -> Slip | None:
        """The receipt's packet, with all that slip and receipt tell of it; None where the receipt does not hold."""
        proof, path = _proof_in(files)
        data = _read(path) or b""
        try:
            told = self._provenance.slip_of_receipt(data, files.name, self._clock.now())
        except ValueError:
            return None
        if slip is not None and slip.packet_id == told.packet_id and not slip.made_up:
            told = slip
        elif whole and (slip is None or slip.packet_id != told.packet_id):
            return None
        return told if self._holds(data, _row(told), proof) else None

    def _take_up(self, files: PacketFiles, seen: tuple[Path, ...], slip: Slip, proof: Proof) -> Iterator[Outcome]:
        with transaction(self._db):
            if self._store.holds(name=files.name) or files.present != seen:
                return  # it was on its way into a row
            reason = self._against(slip, proof)
            if reason is None:
                self._store.take_up(files.name, slip, self._clock.now(), proof)
                self._note(slip.packet_id, proof)
        if reason is None:
            yield TakenUp(slip.packet_id, proof)
        else:
            yield from self._put_aside(seen, reason)

    def _against(self, slip: Slip, proof: Proof) -> Reason | None:
        """Why a good packet has no place in the outbox all the same; None when it has."""
        reason = never_queued(self._store, self._drafts, slip)
        if reason is None and slip.made_up and proof is Proof.NONE and any_draft(self._drafts):
            return Reason.DOUBTFUL
        return None if reason is Reason.UNFINISHED and proof is not Proof.NONE else reason

    def _put_aside(self, paths: tuple[Path, ...], reason: Reason, *, of_row: bool = False) -> Iterator[Outcome]:
        """of_row: the files lie beside a packet that has a row. Otherwise one that got its row meanwhile stays."""
        with transaction(self._db):
            there = tuple(path for path in paths if path.exists() or path.is_symlink())
            if not there or (not of_row and any(self._store.holds(name=name_in(path) or "") for path in there)):
                return
            self._store.quarantine.put(there, reason)
            details = {"reason": reason.value, "files": len(there)}
            self._record(AuditEvent(EventKind.PUT_IN_QUARANTINE, details=details))
        yield reason

    def _holds(self, receipt: bytes, row: OutboxRow, proof: Proof) -> bool:
        """Our own word never counts as a receipt."""
        try:
            unsigned = isinstance(self._check_receipt(receipt, row), Unsigned)
        except (StationError, CryptoError):
            return False
        return unsigned == (proof is Proof.STATEMENT)

    def _note(self, packet_id: PacketId, proof: Proof) -> None:
        self._record(AuditEvent(EventKind.PACKET_TAKEN_UP, subject=packet_id, details={"proof": proof.value}))


def never_queued(store: OutboxStore, drafts: Path, slip: Slip) -> Reason | None:
    """Of a slip beside files that have no row: how it is known that its sealing was rolled back (the draft is
    still there, or was sealed again); None where nothing says so. drafts: the vault's folder."""
    if store.holds(packet_id=slip.packet_id, enrollment_id=slip.enrollment_id):
        return Reason.TWICE
    return Reason.UNFINISHED if not slip.made_up and draft_remains(drafts, slip.case_id) else None


def _proof_in(files: PacketFiles) -> tuple[Proof, Path]:
    if files.receipt.exists():
        return Proof.RECEIPT, files.receipt
    return (Proof.STATEMENT if files.statement.exists() else Proof.NONE), files.statement


def _any(paths: tuple[Path, ...]) -> bool:
    return any(path.exists() for path in paths)


def _slip_in(files: PacketFiles) -> Slip | None:
    try:
        return decode_slip(_read(files.slip) or b"")
    except ValueError:
        return None


def _sealed_at(files: PacketFiles) -> datetime:
    """Of two packets of one draft only the later one can have been queued: it comes first."""
    slip = _slip_in(files)
    return slip.queued_at if slip else _LONG_AGO


def _row(slip: Slip) -> OutboxRow:
    """As a check of receipts wants to see it."""
    return OutboxRow(
        packet_id=slip.packet_id,
        enrollment_id=slip.enrollment_id,
        state=OutboxState.PENDING,
        queued_at=slip.queued_at,
        attempts=0,
        next_try_at=None,
        nonce=slip.nonce,
        size=0,
        logged=slip.logged,
    )


def _read(path: Path) -> bytes | None:
    """None for what is no file, cannot be read, or is longer than anything that belongs here."""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError:
        return None
    return data if len(data) <= _MOST_BYTES else None
