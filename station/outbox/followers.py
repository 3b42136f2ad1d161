"""Which enrollment follows which packet: what the centre asked for of it is given there, or it is taken back there.

Each is begun once. The row is written in the commit that begins it, and once more from the slip beside its packet where
the database was lost; of one that is a draft still, the draft itself says so.
"""

from collections.abc import Sequence
from sqlite3 import Connection

from station.domain.enrollment import EnrollmentId, EnrollmentState
from station.domain.follows import Follows
from station.domain.outbox import PacketId
from station.formats.moment import moment_text
from station.storage.database import typed_errors

STANDING = (
    "SELECT e.state FROM outbox_follower f JOIN enrollment e ON e.id = f.enrollment_id"
    " WHERE e.state <> 'discarded' AND f.packet_id = a.packet_id AND f.asked_at = "
)
"""How far the one is that follows a packet `a`; the moment comes behind. One that was given up may be begun anew."""

_COUNTING = (
    "SELECT f.packet_id, e.id, e.state FROM outbox_follower f JOIN enrollment e ON e.id = f.enrollment_id"
    " WHERE e.state <> 'discarded' AND NOT (f.asked_at = '' AND EXISTS"
    " (SELECT 1 FROM outbox_answer r WHERE r.verdict = 'rejected' AND r.packet_id IN"
    " (SELECT packet_id FROM outbox WHERE enrollment_id = f.enrollment_id"
    " UNION ALL SELECT packet_id FROM outbox_archive WHERE enrollment_id = f.enrollment_id)))"
)
"""A withdrawal that the centre refused takes nothing back: another may be begun."""
_AT_ONCE = 500  # ids in a query


class Followers:
    """For the thread that made `db`. All methods raise DatabaseFailed."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def begun(self, follows: Follows) -> tuple[EnrollmentId, EnrollmentState] | None:
        """None where there is none, it was given up, or the centre refused what takes the packet back."""
        with typed_errors():
            found = self._db.execute(
                f"{_COUNTING} AND f.packet_id = ? AND f.asked_at = ? LIMIT 1",
                (follows.packet_id, _moment(follows)),
            ).fetchone()
        return (EnrollmentId(found[1]), EnrollmentState(found[2])) if found else None

    def takes_back(self, packet_id: PacketId) -> str:
        """Which packet that one takes back; "" where it is no withdrawal."""
        with typed_errors():
            found = self._db.execute(
                "SELECT packet_id FROM outbox_follower WHERE asked_at = '' AND enrollment_id IN"
                " (SELECT enrollment_id FROM outbox WHERE packet_id = ?1"
                " UNION ALL SELECT enrollment_id FROM outbox_archive WHERE packet_id = ?1)",
                (packet_id,),
            ).fetchone()
        return str(found[0]) if found is not None else ""

    def taken_back(self, packets: Sequence[PacketId]) -> dict[PacketId, EnrollmentState]:
        """Those of them that their applicants take back, and how far that is."""
        found: dict[PacketId, EnrollmentState] = {}
        for start in range(0, len(packets), _AT_ONCE):
            ids = packets[start : start + _AT_ONCE]
            query = f"{_COUNTING} AND f.asked_at = '' AND f.packet_id IN ({', '.join('?' * len(ids))})"
            with typed_errors():
                found |= {PacketId(row[0]): EnrollmentState(row[2]) for row in self._db.execute(query, ids)}
        return found

    def keep(self, enrollment_id: EnrollmentId, follows: Follows) -> None:
        """Within a transaction of the caller's."""
        self._db.execute(
            "INSERT OR REPLACE INTO outbox_follower (enrollment_id, packet_id, asked_at) VALUES (?, ?, ?)",
            (enrollment_id, follows.packet_id, _moment(follows)),
        )


def _moment(follows: Follows) -> str:
    return moment_text(follows.asked_at) if follows.asked_at is not None else ""
