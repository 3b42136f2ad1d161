"""The outbox on disk: packet files beside one SQLite table. Sealing and queueing are one step (ADR 3)."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, suppress
from datetime import datetime

from station.domain.clock import Count
from station.domain.enrollment import EnrollmentId, EnrollmentState
from station.domain.outbox import OutboxState, PacketId, Proof
from station.outbox.archive import archive_finished
from station.outbox.due import keep_due
from station.outbox.errors import PacketNotReceipted
from station.outbox.folder import OutboxFolder
from station.outbox.followers import Followers
from station.outbox.outgoing import Outgoing
from station.outbox.quarantine import Reason
from station.outbox.slip import Slip, encode_slip
from station.outbox.turn import turn
from station.storage.database import transaction
from station.storage.enrollments import known_again, leave_draft, to_text
from station.storage.files import durable_remove, durable_write


class OutboxStore(OutboxFolder):
    """For one thread: the one that made `db`. Several stores, also of several processes, may share folder and file.

    All methods raise DiskFull, DiskFailed or DatabaseFailed when the disk fails; then nothing has changed.
    """

    @property
    def followers(self) -> Followers:
        """Which enrollment follows which packet."""
        return Followers(self._db)

    # --- in -------------------------------------------------------------------------------------------------------

    def seal_case(self, case_id: EnrollmentId, packets: Sequence[Outgoing], at: datetime) -> None:
        """Freeze the packets of a case and queue them, all or none. When this returns, no crash and no power cut loses
        one.

        Files (temporary, fsync, rename, fsync of the folder; the slip before the pair) are there before the one commit
        of the case's new state and the rows. The write lock is held throughout, so that nobody takes up a file whose
        row is still to come. Raises EnrollmentNotDraft.
        """
        with transaction(self._db):
            leave_draft(self._db, case_id, EnrollmentState.SEALED, at, len(packets))
            slips = [self._slip(case_id, each, len(packets), at) for each in packets]
            for each, slip in zip(packets, slips, strict=True):
                self._insert(each.packet.name, slip, len(each.packet.p7m), to_tell=bool(each.activity))
            try:
                for each, slip in zip(packets, slips, strict=True):
                    for path, content in each.contents(self.files_of(each.packet.name), encode_slip(slip)):
                        durable_write(path, content, self._disk)
            except BaseException:  # no commit was tried yet: only so may they go, to make room at once
                with suppress(OSError):
                    for each in packets:
                        for path in self.files_of(each.packet.name).present:
                            path.unlink(missing_ok=True)
                raise

    def _slip(self, case_id: EnrollmentId, outgoing: Outgoing, packets: int, at: datetime) -> Slip:
        logged = outgoing.record() if outgoing.record is not None else None
        of_case = case_id if packets > 1 else None
        what = (outgoing.packet.packet_id, outgoing.enrollment_id, outgoing.nonce, at, logged)
        return Slip(*what, of_case, packets, outgoing.follows, outgoing.handling)

    def take_up(self, name: str, slip: Slip, at: datetime, proof: Proof) -> None:
        """Give files that no row knows their row again; the caller has looked at everything (`orphans`).

        proof: what was verified beside them; with none the packet is sent.
        """
        with transaction(self._db):
            packet = self.files_of(name).packet
            known_again(self._db, slip.case_id, EnrollmentState.SEALED, at, slip.packets)
            if slip.follows is not None:
                Followers(self._db).keep(slip.enrollment_id, slip.follows)
            size = packet.stat().st_size if packet.exists() else 0
            self._insert(name, slip, size, to_tell=self.files_of(name).activity.exists())
            if proof is not Proof.NONE:
                self.prove(slip.packet_id, proof, at, erased=not any(p.exists() for p in self.files_of(name).pair))

    def prove(self, packet_id: PacketId, proof: Proof, at: datetime, *, erased: bool = False) -> None:
        """A verified receipt, or our own statement, lies beside the packet: the row learns of it. Within a transaction
        of the caller's."""
        if not self._change(packet_id, OutboxState.RECEIPTED, receipted_at=at):
            return
        self._db.execute(
            "UPDATE outbox SET unsigned = ?, erased = ? WHERE packet_id = ?",
            (proof is Proof.STATEMENT, erased, packet_id),
        )
        if proof is Proof.RECEIPT:
            self._db.execute("INSERT OR IGNORE INTO outbox_answer (packet_id) VALUES (?)", (packet_id,))
        self._move_case(packet_id, at)

    def _insert(self, name: str, slip: Slip, size: int, *, to_tell: bool) -> None:
        logged = slip.logged
        if to_tell:
            self._db.execute("INSERT OR IGNORE INTO outbox_activity (packet_id) VALUES (?)", (slip.packet_id,))
        if slip.handling.papers_due is not None:
            keep_due(self._db, slip.packet_id, slip.handling.papers_due)
        self._db.execute(
            "INSERT INTO outbox"
            " (packet_id, case_id, enrollment_id, name, state, queued_at, nonce, size, audit_seq, checkpoint,"
            " confidential, keep_days) VALUES (?, ?, ?, ?, 'pending', ?, ?, ?, ?, ?, ?, ?)",
            (
                slip.packet_id,
                slip.case_id,
                slip.enrollment_id,
                name,
                to_text(slip.queued_at),
                slip.nonce,
                size,
                logged.seq if logged else None,
                logged.checkpoint if logged else "",
                slip.handling.confidential,
                slip.handling.keep_days,
            ),
        )

    # --- on the way -----------------------------------------------------------------------------------------------

    def turn(self) -> AbstractContextManager[bool]:
        """Whether we may send until the block ends: nobody else does then, in this program or another."""
        return turn(self._folder.with_name(f"{self._folder.name}.turn"))

    def together(self) -> AbstractContextManager[None]:
        """What changes within it is one commit, events in the log of the same connection too."""
        return transaction(self._db)

    def mark_sending(self, packet_id: PacketId) -> int | None:
        """Claim it, holding the turn: which attempt this is, 1 for the first; None when it is not to be sent now."""
        with transaction(self._db):
            claimed = self._db.execute(
                "UPDATE outbox SET state = 'sending', problem_code = '', next_try_at = NULL, attempts = attempts + 1"
                " WHERE packet_id = ? AND state IN ('pending', 'waiting') RETURNING attempts",
                (packet_id,),
            ).fetchone()
        if claimed is None:
            self._find(packet_id)
            return None
        return int(claimed[0])

    def mark_waiting(self, packet_id: PacketId, problem_code: str, next_try_at: datetime, until: Count) -> None:
        """until: when the wait is over. next_try_at: the same by the clock, to be shown."""
        self._change(packet_id, OutboxState.WAITING, problem_code, next_try_at=next_try_at, until=until)

    def mark_refused(self, packet_id: PacketId, problem_code: str) -> None:
        self._change(packet_id, OutboxState.REFUSED, problem_code)

    def mark_parked(self, packet_id: PacketId, problem_code: str, incident: str = "") -> None:
        """incident: the number under which the log says where it broke."""
        with transaction(self._db):
            if self._change(packet_id, OutboxState.PARKED, problem_code):
                self._db.execute("UPDATE outbox SET incident = ? WHERE packet_id = ?", (incident, packet_id))

    def mark_receipted(self, packet_id: PacketId, receipt: bytes, at: datetime) -> None:
        """Keep a *verified* receipt: file first, then both states in one commit. Harmless when done before."""
        with transaction(self._db):
            self._keep(self.files_of(self.name_of(packet_id)).receipt, receipt)
            self.prove(packet_id, Proof.RECEIPT, at)

    def mark_delivered(self, packet_id: PacketId, statement: bytes, at: datetime) -> None:
        """Keep our own statement that the receiver took it. The enrollment stays sealed: nobody gave a receipt."""
        with transaction(self._db):
            self._keep(self.files_of(self.name_of(packet_id)).statement, statement)
            self.prove(packet_id, Proof.STATEMENT, at)

    def told(self, packet_id: PacketId) -> None:
        """The receiver has it: nothing of it is left here."""
        with transaction(self._db):
            self._db.execute("DELETE FROM outbox_activity WHERE packet_id = ?", (packet_id,))
            durable_remove((self.files_of(self.name_of(packet_id)).activity,), self._disk)

    def unprove(self, packet_id: PacketId, problem_code: str, at: datetime) -> None:
        """What a receipted row rests on is gone or holds no longer: it is pending again, and the payload stays. A file
        that does not hold goes to quarantine."""
        with transaction(self._db):
            path = self.receipt_path(packet_id)
            if path.exists():
                self.quarantine.put((path,), Reason.RECEIPT)
            self._db.execute(
                "UPDATE outbox SET state = 'pending', problem_code = ?, next_try_at = NULL, receipted_at = NULL,"
                " kept_since = NULL, unsigned = 0 WHERE packet_id = ? AND state = 'receipted' AND erased = 0",
                (problem_code, packet_id),
            )
            self._move_case(packet_id, at)

    def retry(self, packet_id: PacketId) -> None:
        """A person wants it tried again now, whatever stopped it. Does nothing to a receipted packet."""
        self._change(packet_id, OutboxState.PENDING)

    def recover(self) -> int:
        """Holding the turn: what was being sent when somebody stopped is pending again. Returns how many."""
        with transaction(self._db):
            return self._db.execute("UPDATE outbox SET state = 'pending' WHERE state = 'sending'").rowcount

    def forget_waits(self, beyond: datetime) -> int:
        """Packets whose next try is shown to be later than any wait can last: the clock was ahead when that was
        written. They go now. Returns how many."""
        with transaction(self._db):
            return self._db.execute(
                "UPDATE outbox INDEXED BY outbox_by_next_try SET state = 'pending', next_try_at = NULL"
                " WHERE state = 'waiting' AND next_try_at > ?",
                (to_text(beyond),),
            ).rowcount

    def unpark(self, problem_code: str) -> int:
        """What was parked for that reason is pending again. Returns how many."""
        with transaction(self._db):
            return self._db.execute(
                "UPDATE outbox SET state = 'pending', problem_code = '' WHERE state = 'parked' AND problem_code = ?",
                (problem_code,),
            ).rowcount

    # --- out ------------------------------------------------------------------------------------------------------

    def start_keeping(self, least: datetime) -> None:
        """From now on count how long receipted packets are kept. least: how late it is at least."""
        with transaction(self._db):
            self._db.execute(
                "UPDATE outbox INDEXED BY outbox_kept SET kept_since = ?"
                " WHERE state = 'receipted' AND erased = 0 AND unsigned IN (0, 1) AND kept_since IS NULL",
                (to_text(least),),
            )

    def erase(self, packet_id: PacketId, at: datetime) -> None:
        """Remove the payload; receipt and row stay. Raises PacketNotReceipted: nothing leaves before its receipt."""
        if self.row(packet_id).state is not OutboxState.RECEIPTED:
            raise PacketNotReceipted
        self.forget_contact(packet_id)
        durable_remove(self.files_of(self.name_of(packet_id)).pair, self._disk)
        with transaction(self._db):
            self._db.execute("UPDATE outbox SET erased = 1 WHERE packet_id = ?", (packet_id,))
            self._move_case(packet_id, at)

    def archive(self, receipted_before: datetime) -> int:
        """Put rows of packets that were received and erased by then out of the way, some at once. Returns how many."""
        return archive_finished(self._db, to_text(receipted_before))

    # --- inside ---------------------------------------------------------------------------------------------------

    def _change(
        self,
        packet_id: PacketId,
        state: OutboxState,
        problem_code: str = "",
        *,
        next_try_at: datetime | None = None,
        until: Count | None = None,
        receipted_at: datetime | None = None,
        more_attempts: int = 0,
    ) -> bool:
        """Change a row that has no receipt yet; a receipted packet never goes back. Raises PacketUnknown."""
        with transaction(self._db):
            changed = self._db.execute(
                "UPDATE outbox SET state = ?, problem_code = ?, next_try_at = ?, wait_boot = ?, wait_until_s = ?,"
                " receipted_at = ?, attempts = attempts + ? WHERE packet_id = ? AND state <> 'receipted'",
                (
                    state,
                    problem_code,
                    to_text(next_try_at) if next_try_at else None,
                    until.boot if until else "",
                    until.passed_s if until else 0.0,
                    to_text(receipted_at) if receipted_at else None,
                    more_attempts,
                    packet_id,
                ),
            )
            if not changed.rowcount:
                self._find(packet_id)
            return changed.rowcount == 1

    def _move_case(self, packet_id: PacketId, at: datetime) -> None:
        """As far as the packet of the case that is furthest behind: an archived one is behind none."""
        self._db.execute(
            "UPDATE enrollment SET updated_at = ?, state = (SELECT CASE WHEN min(erased) THEN 'erased'"
            " WHEN min(erased OR (state = 'receipted' AND NOT unsigned)) THEN 'receipted' ELSE 'sealed' END"
            " FROM outbox WHERE case_id = enrollment.id)"
            " WHERE id = (SELECT case_id FROM outbox WHERE packet_id = ?)",
            (to_text(at), packet_id),
        )
