"""The table of enrollments, one row a case: which exist and how far each got. No personal data."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
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
            "INSERT INTO enrollment (id, state, procedure, started_at, updated_at) VALUES (?, ?, ?, ?, ?)",
            (enrollment_id, EnrollmentState.DRAFT, procedure, to_text(at), to_text(at)),
        )


def state_of(db: Connection, enrollment_id: EnrollmentId) -> EnrollmentState | None:
    with typed_errors():
        row = db.execute("SELECT state FROM enrollment WHERE id = ?", (enrollment_id,)).fetchone()
    return EnrollmentState(row[0]) if row else None


def started(db: Connection, enrollment_id: EnrollmentId) -> datetime | None:
    """When it was begun; None where nothing is known of it."""
    with typed_errors():
        row = db.execute("SELECT started_at FROM enrollment WHERE id = ?", (enrollment_id,)).fetchone()
    return datetime.fromisoformat(row[0]) if row else None


def is_unnamed(db: Connection, enrollment_id: EnrollmentId) -> bool:
    """Whether it is not said for what somebody came: of a confidential class, or nobody knows any more."""
    with typed_errors():
        query = "SELECT 1 FROM enrollment WHERE id = ? AND procedure = ''"
        return db.execute(query, (enrollment_id,)).fetchone() is not None


def note_unopened(db: Connection, codes: Mapping[EnrollmentId, str]) -> None:
    """Remember which drafts opened for nobody when they were listed last, and why, for those who hold no key."""
    with transaction(db):
        known = dict(db.execute("SELECT id, unopened FROM enrollment WHERE unopened <> ''").fetchall())
        for enrollment_id in {*known, *codes}:
            code = codes.get(EnrollmentId(enrollment_id), "")
            if code != known.get(enrollment_id, ""):
                db.execute("UPDATE enrollment SET unopened = ? WHERE id = ?", (code, enrollment_id))


def unopened(db: Connection) -> frozenset[EnrollmentId]:
    """The drafts that did not open then."""
    with typed_errors():
        rows = db.execute("SELECT id FROM enrollment WHERE unopened <> '' AND state = 'draft'").fetchall()
    return frozenset(EnrollmentId(row[0]) for row in rows)


def note_recovered(db: Connection, enrollment_id: EnrollmentId, station: str) -> None:
    """A draft came from a copy. station: under whose name that lay."""
    with transaction(db):
        db.execute("UPDATE enrollment SET recovered_from = ? WHERE id = ?", (station, enrollment_id))


def recovered(db: Connection) -> tuple[tuple[EnrollmentId, str], ...]:
    """Those recovered here that are no drafts any more, with the station under whose name their copies lay."""
    with typed_errors():
        rows = db.execute("SELECT id, recovered_from FROM enrollment WHERE recovered_from <> '' AND state <> 'draft'")
        return tuple((EnrollmentId(row[0]), row[1]) for row in rows.fetchall())


def ids(db: Connection, state: EnrollmentState) -> tuple[EnrollmentId, ...]:
    """Oldest first."""
    with typed_errors():
        rows = db.execute("SELECT id FROM enrollment WHERE state = ? ORDER BY started_at, id", (state,)).fetchall()
    return tuple(EnrollmentId(row[0]) for row in rows)


def announce(db: Connection, enrollment_id: EnrollmentId, day: date) -> int:
    """Note that it was shown today as ending soon. Returns on how many different days it was, today among them."""
    with transaction(db):
        db.execute(
            "UPDATE enrollment SET announced_days = announced_days + 1, announced_on = ?"
            " WHERE id = ? AND announced_on <> ?",
            (day.isoformat(), enrollment_id, day.isoformat()),
        )
        row = db.execute("SELECT announced_days FROM enrollment WHERE id = ?", (enrollment_id,)).fetchone()
    return int(row[0]) if row else 0


def require_draft(db: Connection, enrollment_id: EnrollmentId) -> None:
    """One that the database does not know passes: it may be all that remains of a visit. Raises EnrollmentNotDraft."""
    state = state_of(db, enrollment_id)
    if state not in (None, EnrollmentState.DRAFT):
        raise EnrollmentNotDraft(state=state)


def discard(db: Connection, enrollment_id: EnrollmentId, at: datetime) -> None:
    """draft -> discarded. Raises EnrollmentNotDraft."""
    leave_draft(db, enrollment_id, EnrollmentState.DISCARDED, at)


def leave_draft(db: Connection, case_id: EnrollmentId, state: EnrollmentState, at: datetime, packets: int = 1) -> None:
    """Move a draft on, once. packets: how many are made of it. Raises EnrollmentNotDraft when it is not a draft (any
    more)."""
    with transaction(db):
        changed = db.execute(
            "UPDATE enrollment SET state = ?, updated_at = ?, packets = ? WHERE id = ? AND state = ?",
            (state, to_text(at), packets, case_id, EnrollmentState.DRAFT),
        )
        if changed.rowcount != 1:
            raise EnrollmentNotDraft(state=state_of(db, case_id) or "unknown")


def packets_of(db: Connection, case_id: EnrollmentId) -> int:
    """How many packets were made of it."""
    with typed_errors():
        row = db.execute("SELECT packets FROM enrollment WHERE id = ?", (case_id,)).fetchone()
    return int(row[0]) if row else 0


def known_again(db: Connection, case_id: EnrollmentId, state: EnrollmentState, at: datetime, packets: int) -> None:
    """Files say how far a case got; the database does not know it, or knows less."""
    with transaction(db):
        db.execute(
            "INSERT INTO enrollment (id, state, procedure, started_at, updated_at, packets) VALUES (?, ?, '', ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET state = excluded.state, updated_at = excluded.updated_at,"
            " packets = excluded.packets",
            (case_id, state, to_text(at), to_text(at), packets),
        )
