"""The table of enrollments: which exist and how far each got. No personal data."""

from datetime import UTC, datetime
from sqlite3 import Connection

from station.domain.enrollment import EnrollmentId, EnrollmentState
from station.storage.database import transaction, typed_errors
from station.storage.errors import EnrollmentNotDraft


def to_text(moment: datetime) -> str:
    """UTC, microseconds always written, so that text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def register(db: Connection, enrollment_id: EnrollmentId, procedure: str, at: datetime) -> None:
    """Add a draft. Call before the vault first saves it, so that no draft lies there that nobody knows."""
    with transaction(db):
        db.execute(
            "INSERT INTO enrollment VALUES (?, ?, ?, ?, ?)",
            (enrollment_id, EnrollmentState.DRAFT, procedure, to_text(at), to_text(at)),
        )


def state_of(db: Connection, enrollment_id: EnrollmentId) -> EnrollmentState | None:
    with typed_errors():
        row = db.execute("SELECT state FROM enrollment WHERE id = ?", (enrollment_id,)).fetchone()
    return EnrollmentState(row[0]) if row else None


def ids(db: Connection, state: EnrollmentState) -> tuple[EnrollmentId, ...]:
    """Oldest first."""
    with typed_errors():
        rows = db.execute("SELECT id FROM enrollment WHERE state = ? ORDER BY started_at, id", (state,)).fetchall()
    return tuple(EnrollmentId(row[0]) for row in rows)


def discard(db: Connection, enrollment_id: EnrollmentId, at: datetime) -> None:
    """draft -> discarded. Raises EnrollmentNotDraft."""
    leave_draft(db, enrollment_id, EnrollmentState.DISCARDED, at)


def leave_draft(db: Connection, enrollment_id: EnrollmentId, state: EnrollmentState, at: datetime) -> None:
    """Move a draft on, once. Raises EnrollmentNotDraft when it is not a draft (any more)."""
    with transaction(db):
        changed = db.execute(
            "UPDATE enrollment SET state = ?, updated_at = ? WHERE id = ? AND state = ?",
            (state, to_text(at), enrollment_id, EnrollmentState.DRAFT),
        )
        if changed.rowcount != 1:
            raise EnrollmentNotDraft(state=state_of(db, enrollment_id) or "unknown")
