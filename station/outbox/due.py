"""Until when papers are to be brought of what was sealed as INCOMPLETE: for the citizen's receipt."""

from datetime import date
from sqlite3 import Connection

from station.domain.outbox import PacketId
from station.storage.database import typed_errors


def keep_due(db: Connection, packet_id: PacketId, due: date) -> None:
    """Within a transaction of the caller's."""
    db.execute("INSERT OR REPLACE INTO outbox_due VALUES (?, ?)", (packet_id, due.isoformat()))


def due_of(db: Connection, packet_id: PacketId) -> date | None:
    """None where nothing is to be brought, or where nobody knows any more: the packet itself says it. Raises
    DatabaseFailed."""
    with typed_errors():
        found = db.execute("SELECT due FROM outbox_due WHERE packet_id = ?", (packet_id,)).fetchone()
    return date.fromisoformat(found[0]) if found else None
