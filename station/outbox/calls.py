"""Packets for which somebody is to be called back, what came of it, and what the outbox knows of a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection

from station.domain.contact import CallOutcome
from station.domain.outbox import OutboxRow, PacketId
from station.outbox.errors import PayloadDamaged
from station.outbox.pages import ON_THE_WAY, PAGE
from station.outbox.rows import SELECT, row_of
from station.storage.database import typed_errors
from station.storage.enrollments import to_text

_TO_CALL = (
    " WHERE confidential <= ? AND (state = 'refused' OR (state = 'parked' AND problem_code = ?)"
    " OR packet_id IN"
    " (SELECT packet_id FROM outbox_answer INDEXED BY outbox_answer_no WHERE verdict IN ('rejected', 'again')))"
    " AND packet_id NOT IN (SELECT packet_id FROM outbox_call WHERE outcome = 'done' AND at < ?)"
    " ORDER BY queued_at DESC, packet_id DESC LIMIT ?"
)


@dataclass(frozen=True)
class Call:
    """The last one about a packet."""

    outcome: CallOutcome
    at: datetime


class OutboxCalls:
    """For the thread that made `db`. All methods raise DatabaseFailed. confidential: with packets of such classes."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def open(self, since: datetime, *, confidential: bool) -> tuple[OutboxRow, ...]:
        """The newest first, a page at most: refused, rejected, more is asked, or damaged on this disk, so that the
        applicant comes once more; without those that were done before `since`."""
        with typed_errors():
            found = self._db.execute(
                SELECT + _TO_CALL, (confidential, PayloadDamaged.code, to_text(since), PAGE)
            ).fetchall()
        return tuple(map(row_of, found))

    def of(self, packets: Sequence[PacketId]) -> Mapping[PacketId, Call]:
        query = f"SELECT * FROM outbox_call WHERE packet_id IN ({', '.join('?' * len(packets))})"  # noqa: S608 - ours
        with typed_errors():
            found = self._db.execute(query, packets).fetchall()
        return {PacketId(which): Call(CallOutcome(said), datetime.fromisoformat(at)) for which, said, at in found}

    def keep(self, packet_id: PacketId, call: Call) -> None:
        """In the place of the one before. Within a transaction of the caller's."""
        row = (packet_id, call.outcome, to_text(call.at))
        self._db.execute("INSERT OR REPLACE INTO outbox_call VALUES (?, ?, ?)", row)

    def sealed(self, since: datetime, *, confidential: bool) -> int:
        """How many packets were."""
        counts = (
            f"(SELECT count(*) FROM {table} WHERE queued_at >= ?1 AND confidential <= ?2)"  # noqa: S608 - two words of ours
            for table in ("outbox", "outbox_archive")
        )
        with typed_errors():
            (found,) = self._db.execute(f"SELECT {' + '.join(counts)}", (to_text(since), confidential)).fetchone()
        return int(found)

    def oldest_on_the_way(self, *, confidential: bool) -> datetime | None:
        """Since when the one waits that waits longest."""
        query = f"SELECT min(queued_at) FROM outbox WHERE confidential <= ? AND state IN ({', '.join('?' * len(ON_THE_WAY))})"  # noqa: S608, E501 - ours
        with typed_errors():
            (found,) = self._db.execute(query, (confidential, *ON_THE_WAY)).fetchone()
        return None if found is None else datetime.fromisoformat(found)
