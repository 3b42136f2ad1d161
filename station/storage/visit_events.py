"""The table of what is counted of visits, and of those visits that are not over. Bounded in number and in age."""

from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from sqlite3 import Connection

from station.domain.visit_events import VisitEvent, VisitKind
from station.storage.database import transaction, typed_errors
from station.storage.enrollments import to_text

MOST = 500_000
OLDEST = timedelta(days=400)
_PRUNED_EVERY = 1000
_COLUMNS = "kind, visit, service, unit, partner, sex, band, about, reason, lasted_s"


@dataclass(frozen=True)
class OpenVisit:
    """A draft's visit. case_id: under which it is kept with those who came together. step_at: when its step was begun,
    later by each pause. signed_at: None before that."""

    visit: str
    case_id: str
    service: str
    begun_at: datetime
    last_at: datetime
    step: str
    step_at: datetime
    signed_at: datetime | None = None
    sex: str = ""
    band: str = ""


def open_visit(db: Connection, enrollment_id: str) -> OpenVisit | None:
    with typed_errors():
        row = db.execute(
            "SELECT visit, case_id, service, begun_at, last_at, step, step_at, signed_at, sex, band FROM visit_open"
            " WHERE enrollment_id = ?",
            (enrollment_id,),
        ).fetchone()
    if row is None:
        return None
    visit, case_id, service, begun, last, step, step_at, signed, sex, band = row
    moment = datetime.fromisoformat
    signed_at = moment(signed) if signed else None
    moments = moment(begun), moment(last)
    return OpenVisit(visit, case_id, service, *moments, step, moment(step_at), signed_at, sex, band)


def new_visit(case_id: str, service: str, at: datetime) -> OpenVisit:
    return OpenVisit(token_hex(8), case_id, service, at, at, "", at)


def together(db: Connection, which: str) -> tuple[str, ...]:
    """The open visits of those who came together. which: the case, or one of them."""
    with typed_errors():
        rows = db.execute(
            "SELECT enrollment_id FROM visit_open WHERE ? IN (case_id, enrollment_id)", (which,)
        ).fetchall()
    return tuple(row[0] for row in rows)


def keep_visit(db: Connection, enrollment_id: str, visit: OpenVisit) -> None:
    with transaction(db):
        db.execute(
            "INSERT OR REPLACE INTO visit_open"
            " (enrollment_id, case_id, visit, service, begun_at, last_at, step, step_at, signed_at, sex, band)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                enrollment_id,
                visit.case_id,
                visit.visit,
                visit.service,
                to_text(visit.begun_at),
                to_text(visit.last_at),
                visit.step,
                to_text(visit.step_at),
                to_text(visit.signed_at) if visit.signed_at is not None else "",
                visit.sex,
                visit.band,
            ),
        )


def end_visit(db: Connection, enrollment_id: str) -> None:
    """From here on nobody can say which draft that number was."""
    with transaction(db):
        db.execute("DELETE FROM visit_open WHERE enrollment_id = ?", (enrollment_id,))


def write(db: Connection, event: VisitEvent, at: datetime, least: datetime) -> None:
    """Within a transaction of `db` part of it. least: how late it is at least; by it what is too old goes."""
    with transaction(db):
        written = db.execute(
            f"INSERT INTO visit_event (at, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - our own names
            (to_text(at.replace(microsecond=0)), *astuple(event)),
        )
        if (written.lastrowid or 0) % _PRUNED_EVERY == 0:
            prune(db, least)


def prune(db: Connection, least: datetime) -> None:
    with transaction(db):
        db.execute("DELETE FROM visit_event WHERE at < ?", (to_text(least - OLDEST),))
        db.execute("DELETE FROM visit_event WHERE seq <= (SELECT max(seq) FROM visit_event) - ?", (MOST,))


def counted(db: Connection, since: datetime) -> Mapping[tuple[VisitKind, str, str], int]:
    """How often each kind was written from then on, with what it was about and why."""
    query = "SELECT kind, about, reason, count(*) FROM visit_event INDEXED BY visit_event_by_age WHERE at >= ?"
    with typed_errors():
        found = db.execute(query + " GROUP BY kind, about, reason", (to_text(since),)).fetchall()
    return {(VisitKind(kind), about, reason): count for kind, about, reason, count in found}


def read(db: Connection) -> Iterator[VisitEvent]:
    """All, the oldest first."""
    with typed_errors():
        for kind, *rest in db.execute(f"SELECT {_COLUMNS} FROM visit_event ORDER BY seq"):  # noqa: S608 - our own names
            yield VisitEvent(VisitKind(kind), *rest)
