"""The outbox's table as it is read: one row a packet, in use or archived. Files and changes: `station.outbox.store`."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from sqlite3 import Connection
from typing import Any

from station.domain.clock import Count
from station.domain.enrollment import EnrollmentId
from station.domain.outbox import Logged, OutboxRow, OutboxState, PacketId
from station.outbox.archive import ARCHIVED
from station.outbox.due import due_of
from station.outbox.errors import PacketUnknown
from station.storage.database import typed_errors
from station.storage.enrollments import to_text

SELECT = (
    "SELECT packet_id, enrollment_id, state, queued_at, attempts, next_try_at, nonce, size, problem_code, erased,"
    " audit_seq, checkpoint, incident, unsigned, confidential, name"
    " FROM outbox"
)
_OLDEST_FIRST = " ORDER BY queued_at, packet_id"
_FEWEST_TRIES_FIRST = " ORDER BY attempts, queued_at, packet_id"
"""One that never gets through does not stand before those that would."""


class OutboxRows:
    """For the thread that made `db`. All methods raise DatabaseFailed."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def rows(self) -> tuple[OutboxRow, ...]:
        """All packets, oldest first."""
        with typed_errors():
            found = self._db.execute(SELECT + _OLDEST_FIRST).fetchall()
        return tuple(row_of(item) for item in found)

    def row(self, packet_id: PacketId) -> OutboxRow:
        """Raises PacketUnknown."""
        return row_of(self._find(packet_id))

    def next_due(self, at: Count) -> OutboxRow | None:
        """The packet to be sent now: of those tried least often the oldest. A wait from before the computer was started
        anew is over."""
        asked: list[tuple[str, tuple[str | float, ...]]] = [(" WHERE state = 'pending'", ())]
        if self.next_wait_s(at) == 0:  # else thousands that wait would be read to find none
            waits = " WHERE state = 'waiting' AND (wait_boot <> ? OR wait_until_s <= ?)"
            asked.append((waits, (at.boot, at.passed_s)))
        with typed_errors():
            found = [
                row_of(item)
                for where, values in asked
                for item in self._db.execute(SELECT + where + _FEWEST_TRIES_FIRST + " LIMIT 1", values)
            ]
        return min(found, key=lambda row: (row.attempts, row.queued_at, row.packet_id), default=None)

    def next_wait_s(self, at: Count) -> float | None:
        """Seconds until the first waiting packet falls due; None when none waits."""
        with typed_errors():
            other = "SELECT 1 FROM outbox INDEXED BY outbox_by_wait WHERE state = 'waiting' AND wait_boot {} ? LIMIT 1"
            if any(self._db.execute(other.format(side), (at.boot,)).fetchone() for side in "<>"):
                return 0.0
            query = (
                "SELECT wait_until_s FROM outbox INDEXED BY outbox_by_wait WHERE state = 'waiting' AND wait_boot = ?"
            )
            found = self._db.execute(query + " ORDER BY wait_until_s LIMIT 1", (at.boot,)).fetchone()
        return max(0.0, found[0] - at.passed_s) if found else None

    def name_of(self, packet_id: PacketId) -> str:
        """The blank name of its files. Raises PacketUnknown."""
        name: str = self._find(packet_id)[-1]
        return name

    def papers_due(self, packet_id: PacketId) -> date | None:
        """As `due_of`."""
        return due_of(self._db, packet_id)

    def keepings(self) -> Iterator[int]:
        """For how many days services let packets that are not erased yet stay: each number once."""
        query = (
            "SELECT min(keep_days) FROM outbox INDEXED BY outbox_by_keeping"
            " WHERE state = 'receipted' AND erased = 0 AND keep_days > ?"
        )
        days = -1
        while True:
            with typed_errors():
                (found,) = self._db.execute(query, (days,)).fetchone()
            if found is None:
                return
            yield (days := found)

    def due_by_keeping(self, keep_days: int, kept_since: datetime, most: int = 1) -> tuple[PacketId, ...]:
        """Those of them kept since that moment or longer, oldest first."""
        query = (
            "SELECT packet_id FROM outbox INDEXED BY outbox_by_keeping WHERE state = 'receipted' AND erased = 0"
            " AND unsigned = 0 AND keep_days = ? AND kept_since <= ? ORDER BY kept_since LIMIT ?"
        )
        with typed_errors():
            found = self._db.execute(query, (keep_days, to_text(kept_since), most)).fetchall()
        return tuple(PacketId(item[0]) for item in found)

    def due_for_erasure(
        self, kept_since: datetime | None, *, unsigned: bool = False, most: int = 1
    ) -> tuple[PacketId, ...]:
        """Packets with a receipt whose payload is still here, or delivered unsigned; oldest first, `most` of them.
        kept_since: only those kept since that moment or longer."""
        query = "SELECT packet_id FROM outbox WHERE state = 'receipted' AND erased = 0 AND unsigned = ?"
        with typed_errors():
            if kept_since is None:
                found = self._db.execute(query + " ORDER BY receipted_at LIMIT ?", (unsigned, most)).fetchall()
            else:
                values = (unsigned, to_text(kept_since), most)
                found = self._db.execute(query + " AND kept_since <= ? ORDER BY kept_since LIMIT ?", values).fetchall()
        return tuple(PacketId(item[0]) for item in found)

    def longest_kept(self, *, unsigned: bool = False, keep_days: int | None = None) -> datetime | None:
        """Since when the first packet not yet erased is kept, receipted or delivered unsigned; None when none is.
        keep_days: of those that may stay so long."""
        query = (
            "SELECT kept_since FROM outbox INDEXED BY {} WHERE state = 'receipted' AND erased = 0 AND unsigned = ?{}"
            " AND kept_since IS NOT NULL ORDER BY kept_since LIMIT 1"
        )
        with typed_errors():
            if keep_days is None:
                found = self._db.execute(query.format("outbox_kept", ""), (unsigned,)).fetchone()
            else:
                query = query.format("outbox_by_keeping", " AND keep_days = ?")
                found = self._db.execute(query, (unsigned, keep_days)).fetchone()
        return datetime.fromisoformat(found[0]) if found else None

    def holds(self, name: str = "", packet_id: str = "", enrollment_id: str = "") -> bool:
        """Whether a row has that name, that packet or that enrollment."""
        with typed_errors():
            return any(
                self._db.execute(f"SELECT 1 FROM {table} WHERE {column} = ?", (value,)).fetchone()  # noqa: S608 - ours
                for table in ("outbox", "outbox_archive")
                for column, value in (("name", name), ("packet_id", packet_id), ("enrollment_id", enrollment_id))
            )

    def _names(self, query: str) -> set[str]:
        with typed_errors():
            return {item[0] for item in self._db.execute(query)}

    def _find(self, packet_id: PacketId) -> tuple[Any, ...]:
        with typed_errors():
            found = self._db.execute(SELECT + " WHERE packet_id = ?", (packet_id,)).fetchone()
            found = found or self._db.execute(ARCHIVED + " WHERE packet_id = ?", (packet_id,)).fetchone()
        if found is None:
            raise PacketUnknown
        return tuple(found)


def row_of(item: Sequence[Any]) -> OutboxRow:
    """What `SELECT` gave."""
    packet_id, enrollment_id, state, queued_at, attempts, next_try_at, nonce, size, code, erased, *rest = item
    seq, note, incident, unsigned, confidential, _ = rest
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
        incident,
        bool(confidential),
    )
