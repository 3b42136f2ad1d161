"""The outbox on disk: packet files beside one SQLite table. Sealing and queueing are one step (ADR 3)."""

from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from sqlite3 import Connection, Error
from typing import Any

from station.domain.enrollment import EnrollmentId, EnrollmentState
from station.domain.outbox import Logged, OutboxRow, OutboxState, PacketId, SealedPacket
from station.outbox.errors import PacketNotReceipted, PacketUnknown, PayloadDamaged
from station.storage.database import transaction, typed_errors
from station.storage.enrollments import leave_draft, to_text
from station.storage.files import DISK, Disk, disk_error, durable_folder, durable_remove, durable_write

_SELECT = (
    "SELECT packet_id, enrollment_id, state, queued_at, attempts, next_try_at, nonce, size, problem_code, erased,"
    " audit_seq, checkpoint, unsigned, name"
    " FROM outbox"
)
_OLDEST_FIRST = " ORDER BY queued_at, packet_id"


class OutboxStore:
    """For one thread: the one that made `db`. Several stores, also of several processes, may share folder and file.

    All methods raise DiskFull, DiskFailed or DatabaseFailed when the disk fails; then nothing has changed.
    """

    def __init__(self, db: Connection, folder: Path, disk: Disk = DISK) -> None:
        durable_folder(folder, disk)
        self._db = db
        self._folder = folder
        self._disk = disk

    # --- in -------------------------------------------------------------------------------------------------------

    def seal_and_queue(
        self,
        enrollment_id: EnrollmentId,
        packet: SealedPacket,
        nonce: str,
        at: datetime,
        record: Callable[[], Logged] | None = None,
    ) -> PacketId:
        """Freeze the packet and queue it. When this returns, no crash and no power cut loses it.

        record: writes the sealing into the audit log; part of the same commit, so that neither is without the other.

        Files first (temporary, fsync, rename, fsync of the folder), then the enrollment's new state and the row in one
        commit. The write lock is held throughout, so that a sweep never meets a file whose row is still to come.
        Raises EnrollmentNotDraft.
        """
        written = (self._packet_path(packet.name), self._signature_path(packet.name))
        try:
            with transaction(self._db):
                leave_draft(self._db, enrollment_id, EnrollmentState.SEALED, at)
                durable_write(written[0], packet.p7m, self._disk)
                durable_write(written[1], packet.p7s, self._disk)
                logged = record() if record is not None else None
                seq, checkpoint = (logged.seq, logged.checkpoint) if logged else (None, "")
                self._db.execute(
                    "INSERT INTO outbox"
                    " (packet_id, enrollment_id, name, state, queued_at, nonce, size, audit_seq, checkpoint)"
                    " VALUES (?, ?, ?, 'pending', ?, ?, ?, ?, ?)",
                    (
                        packet.packet_id,
                        enrollment_id,
                        packet.name,
                        to_text(at),
                        nonce,
                        len(packet.p7m),
                        seq,
                        checkpoint,
                    ),
                )
        except BaseException:
            if not self._knows(packet.name):  # make room at once; what can't be removed, the next sweep takes
                for path in written:
                    path.unlink(missing_ok=True)
            raise
        return packet.packet_id

    # --- look -----------------------------------------------------------------------------------------------------

    def rows(self) -> tuple[OutboxRow, ...]:
        """All packets, oldest first."""
        with typed_errors():
            found = self._db.execute(_SELECT + _OLDEST_FIRST).fetchall()
        return tuple(_row(item) for item in found)

    def row(self, packet_id: PacketId) -> OutboxRow:
        """Raises PacketUnknown."""
        return _row(self._find(packet_id))

    def next_due(self, now: datetime) -> OutboxRow | None:
        """The oldest packet to be sent now."""
        with typed_errors():
            found = self._db.execute(
                _SELECT
                + " WHERE state = 'pending' OR (state = 'waiting' AND next_try_at <= ?)"
                + _OLDEST_FIRST
                + " LIMIT 1",
                (to_text(now),),
            ).fetchone()
        return _row(found) if found else None

    def next_try_at(self) -> datetime | None:
        """When the first waiting packet falls due; None when none waits."""
        with typed_errors():
            found = self._db.execute("SELECT min(next_try_at) FROM outbox WHERE state = 'waiting'").fetchone()
        return datetime.fromisoformat(found[0]) if found[0] else None

    def payload(self, packet_id: PacketId) -> tuple[bytes, bytes]:
        """(p7m, p7s), checked against the packet's id. Raises PacketUnknown, PayloadDamaged."""
        name = self._find(packet_id)[-1]
        try:
            p7m, p7s = self._packet_path(name).read_bytes(), self._signature_path(name).read_bytes()
        except FileNotFoundError as error:
            raise PayloadDamaged from error
        except OSError as error:
            raise disk_error(error) from error
        if sha256(p7m).hexdigest() != packet_id:
            raise PayloadDamaged
        return p7m, p7s

    def packet_path(self, packet_id: PacketId) -> Path:
        """Where the packet lies, or lay before it was erased; its signature has the same name and `.p7s`."""
        return self._packet_path(self._find(packet_id)[-1])

    def receipt_path(self, packet_id: PacketId) -> Path:
        """Where its receipt lies once there is one: CMS SignedData, DER; or our statement, JSON, that none is given."""
        unsigned, name = self._find(packet_id)[-2:]
        return self._statement_path(name) if unsigned else self._receipt_path(name)

    # --- on the way -----------------------------------------------------------------------------------------------

    def mark_sending(self, packet_id: PacketId) -> int:
        """Say that it is being sent; returns which attempt this is, 1 for the first."""
        self._change(packet_id, OutboxState.SENDING, more_attempts=1)
        return self.row(packet_id).attempts

    def mark_waiting(self, packet_id: PacketId, problem_code: str, next_try_at: datetime) -> None:
        self._change(packet_id, OutboxState.WAITING, problem_code, next_try_at=next_try_at)

    def mark_refused(self, packet_id: PacketId, problem_code: str) -> None:
        self._change(packet_id, OutboxState.REFUSED, problem_code)

    def mark_parked(self, packet_id: PacketId, problem_code: str) -> None:
        self._change(packet_id, OutboxState.PARKED, problem_code)

    def mark_receipted(self, packet_id: PacketId, receipt: bytes, at: datetime) -> None:
        """Keep a *verified* receipt: file first, then both states in one commit. Harmless when done before."""
        with transaction(self._db):
            durable_write(self._receipt_path(self._find(packet_id)[-1]), receipt, self._disk)
            if self._change(packet_id, OutboxState.RECEIPTED, receipted_at=at):
                self._move_enrollment(packet_id, EnrollmentState.RECEIPTED, at)

    def mark_delivered(self, packet_id: PacketId, statement: bytes, at: datetime) -> None:
        """Keep our own statement that the receiver took it. The enrollment stays sealed: nobody gave a receipt."""
        with transaction(self._db):
            durable_write(self._statement_path(self._find(packet_id)[-1]), statement, self._disk)
            if self._change(packet_id, OutboxState.RECEIPTED, receipted_at=at):
                self._db.execute("UPDATE outbox SET unsigned = 1 WHERE packet_id = ?", (packet_id,))

    def retry(self, packet_id: PacketId) -> None:
        """A person wants it tried again now, whatever stopped it. Does nothing to a receipted packet."""
        self._change(packet_id, OutboxState.PENDING)

    def recover(self) -> int:
        """At start: what was being sent when the station stopped is pending again. Returns how many."""
        with transaction(self._db):
            return self._db.execute("UPDATE outbox SET state = 'pending' WHERE state = 'sending'").rowcount

    # --- out ------------------------------------------------------------------------------------------------------

    def due_for_erasure(self, receipted_before: datetime, *, unsigned: bool = False) -> tuple[PacketId, ...]:
        """Packets receipted at or before that moment whose payload is still here; or those delivered unsigned."""
        with typed_errors():
            found = self._db.execute(
                "SELECT packet_id FROM outbox WHERE state = 'receipted' AND erased = 0 AND unsigned = ?"
                " AND receipted_at <= ? ORDER BY receipted_at",
                (unsigned, to_text(receipted_before)),
            ).fetchall()
        return tuple(PacketId(item[0]) for item in found)

    def oldest_receipt_at(self, *, unsigned: bool = False) -> datetime | None:
        """When the oldest packet not yet erased was receipted, or delivered unsigned; None when all are erased."""
        with typed_errors():
            found = self._db.execute(
                "SELECT min(receipted_at) FROM outbox WHERE state = 'receipted' AND erased = 0 AND unsigned = ?",
                (unsigned,),
            ).fetchone()
        return datetime.fromisoformat(found[0]) if found[0] else None

    def erase(self, packet_id: PacketId, at: datetime) -> None:
        """Remove the payload; receipt and row stay. Raises PacketNotReceipted: nothing leaves before its receipt."""
        row = self._find(packet_id)
        if row[2] != OutboxState.RECEIPTED:
            raise PacketNotReceipted
        durable_remove((self._packet_path(row[-1]), self._signature_path(row[-1])), self._disk)
        with transaction(self._db):
            self._db.execute("UPDATE outbox SET erased = 1 WHERE packet_id = ?", (packet_id,))
            self._move_enrollment(packet_id, EnrollmentState.ERASED, at)

    def sweep_orphans(self) -> int:
        """At start: remove files that no row knows, left by a crash before the commit. Returns how many."""
        with transaction(self._db):
            names = {item[0] for item in self._db.execute("SELECT name FROM outbox").fetchall()}
            known = {path for name in names for path in self._paths(name)}
            orphans = tuple(path for path in self._folder.iterdir() if path.is_file() and path not in known)
            durable_remove(orphans, self._disk)
        return len(orphans)

    # --- inside ---------------------------------------------------------------------------------------------------

    def _find(self, packet_id: PacketId) -> tuple[Any, ...]:
        with typed_errors():
            found = self._db.execute(_SELECT + " WHERE packet_id = ?", (packet_id,)).fetchone()
        if found is None:
            raise PacketUnknown
        return tuple(found)

    def _knows(self, name: str) -> bool:
        """Whether a row holds files of that name; True when the database can't say."""
        try:
            return self._db.execute("SELECT 1 FROM outbox WHERE name = ?", (name,)).fetchone() is not None
        except Error:
            return True

    def _change(
        self,
        packet_id: PacketId,
        state: OutboxState,
        problem_code: str = "",
        *,
        next_try_at: datetime | None = None,
        receipted_at: datetime | None = None,
        more_attempts: int = 0,
    ) -> bool:
        """Change a row that has no receipt yet; a receipted packet never goes back. Raises PacketUnknown."""
        with transaction(self._db):
            changed = self._db.execute(
                "UPDATE outbox SET state = ?, problem_code = ?, next_try_at = ?, receipted_at = ?,"
                " attempts = attempts + ? WHERE packet_id = ? AND state <> 'receipted'",
                (
                    state,
                    problem_code,
                    to_text(next_try_at) if next_try_at else None,
                    to_text(receipted_at) if receipted_at else None,
                    more_attempts,
                    packet_id,
                ),
            )
            if not changed.rowcount:
                self._find(packet_id)
            return changed.rowcount == 1

    def _move_enrollment(self, packet_id: PacketId, state: EnrollmentState, at: datetime) -> None:
        self._db.execute(
            "UPDATE enrollment SET state = ?, updated_at = ?"
            " WHERE id = (SELECT enrollment_id FROM outbox WHERE packet_id = ?)",
            (state, to_text(at), packet_id),
        )

    def _paths(self, name: str) -> tuple[Path, ...]:
        return self._packet_path(name), self._signature_path(name), self._receipt_path(name), self._statement_path(name)

    def _packet_path(self, name: str) -> Path:
        return self._folder / f"packet-{name}.p7m"

    def _signature_path(self, name: str) -> Path:
        return self._folder / f"packet-{name}.p7m.p7s"

    def _receipt_path(self, name: str) -> Path:
        return self._folder / f"packet-{name}.receipt.p7m"

    def _statement_path(self, name: str) -> Path:
        return self._folder / f"packet-{name}.delivered.json"


def _row(item: Sequence[Any]) -> OutboxRow:
    packet_id, enrollment_id, state, queued_at, attempts, next_try_at, nonce, size, code, erased, *rest = item
    seq, note, unsigned, _ = rest
    return OutboxRow(
        PacketId(packet_id),
        EnrollmentId(enrollment_id),
        OutboxState(state),
        datetime.fromisoformat(queued_at),
        attempts,
        datetime.fromisoformat(next_try_at) if next_try_at else None,
        nonce,
        size,
        code,
        bool(erased),
        Logged(seq, note) if seq is not None else None,
        bool(unsigned),
    )
