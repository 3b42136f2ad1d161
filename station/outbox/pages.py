"""What is asked of the outbox at each change: counts and pages, never all rows. The cost does not grow with them."""

from collections.abc import Iterator
from sqlite3 import Connection

from station.domain.enrollment import EnrollmentId
from station.domain.outbox import OutboxCounts, OutboxRow, OutboxState, PacketId
from station.outbox.archive import ARCHIVED
from station.outbox.rows import SELECT, row_of
from station.storage.database import typed_errors
from station.storage.enrollments import to_text

PAGE = 100
STUCK = (OutboxState.REFUSED, OutboxState.PARKED)
ON_THE_WAY = (OutboxState.PENDING, OutboxState.SENDING, OutboxState.WAITING)
_NEWEST_FIRST = " ORDER BY queued_at DESC, packet_id DESC LIMIT ?"
_ID_DIGITS = 64
_SHOWN = " WHERE confidential <= ?"
_ANSWERED = (
    " AND packet_id IN (SELECT a.packet_id FROM outbox_answer a CROSS JOIN outbox o"
    " ON o.packet_id = a.packet_id WHERE unseen = 1 AND confidential <= ? ORDER BY answered_at DESC LIMIT ?)"
)
"""The centre says no, or asks for something, and nobody has looked; the last of them."""


class OutboxPages:
    """For one thread: the one that made `db`. All methods raise DatabaseFailed."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def counts(self, *, confidential: bool) -> OutboxCounts:
        """Kept by the database itself as rows come, move and go. confidential: with those."""
        with typed_errors():
            query = "SELECT state, packets FROM outbox_count WHERE confidential <= ?"
            found = self._db.execute(query, (confidential,)).fetchall()
        return OutboxCounts(
            total=sum(packets for _, packets in found),
            on_the_way=sum(packets for state, packets in found if state in ON_THE_WAY),
            stuck=sum(packets for state, packets in found if state in STUCK),
        )

    def newest(self, limit: int = PAGE, *, confidential: bool) -> tuple[OutboxRow, ...]:
        """Those that need a person first, however old they are, then the newest; `limit` of each. confidential: with
        those."""
        of_state, newest = _SHOWN + " AND state = ?" + _NEWEST_FIRST, _SHOWN + _NEWEST_FIRST
        stuck = [row for state in STUCK for row in self._rows(of_state, confidential, state, limit)]
        stuck += self._rows(_SHOWN + _ANSWERED, confidential, confidential, limit)
        ids = {row.packet_id for row in stuck}
        stuck.sort(key=lambda row: (row.queued_at, row.packet_id), reverse=True)
        return (*stuck, *(row for row in self._rows(newest, confidential, limit) if row.packet_id not in ids))

    def of_enrollment(self, enrollment_id: EnrollmentId) -> OutboxRow | None:
        return next(iter(self._rows(" WHERE enrollment_id = ?", enrollment_id)), None)

    def beginning_with(self, digits: str) -> tuple[PacketId, ...]:
        """At most two packets whose id begins so: two are as good as many."""
        found = []
        for table in ("outbox", "outbox_archive"):
            query = f"SELECT packet_id FROM {table} WHERE packet_id BETWEEN ? AND ? LIMIT 2"  # noqa: S608 - two words of ours
            with typed_errors():
                found += self._db.execute(query, (digits, digits.ljust(_ID_DIGITS, "g"))).fetchall()
        return tuple(PacketId(item[0]) for item in found[:2])

    def every(self, *, archived: bool = False) -> Iterator[OutboxRow]:
        """All rows, oldest first, a page at a time; for what reads everything and shows nothing. archived: those too,
        after the others."""
        yield from self._every(SELECT)
        if archived:
            yield from self._every(ARCHIVED)

    def _every(self, select: str) -> Iterator[OutboxRow]:
        after = ("", "")
        query = select + " WHERE (queued_at, packet_id) > (?, ?) ORDER BY queued_at, packet_id LIMIT ?"
        while page := self._asked(query, *after, PAGE):
            yield from page
            after = to_text(page[-1].queued_at), page[-1].packet_id

    def _rows(self, where: str, *values: str | int) -> tuple[OutboxRow, ...]:
        return self._asked(SELECT + where, *values)

    def _asked(self, query: str, *values: str | int) -> tuple[OutboxRow, ...]:
        with typed_errors():
            return tuple(row_of(item) for item in self._db.execute(query, values).fetchall())
