"""Another log after the database was rebuilt or restored: new keys, and a first event that says where the old one was.

The old log is never written on: a database brought back from yesterday would give today's numbers to other events, and
every witness would rightly say that the log was rewritten.
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from sqlite3 import Connection
from sqlite3 import connect as sqlite_connect

from crypto.errors import CryptoError
from crypto.keys.api import SigningKey
from crypto.keys.log import create_log_keys, load_log_keys, retire_log_keys
from crypto.trust import TrustStore
from station.audit import AuditLog, LogSigner, log_verifier
from station.audit.errors import WitnessUnusable
from station.audit.evidence import Evidence, read_evidence
from station.audit.former import DATABASE, KEY, LAST, digits_of, former_database
from station.audit.seen import SeenLog
from station.domain.clock import Clock
from station.domain.events import AuditEvent, EventKind
from station.formats.note import Verifier
from station.settings import Settings
from station.storage.database import transaction
from station.storage.errors import DatabaseFailed
from station.storage.files import durable_folder, durable_write

_MOST_BYTES = 64 * 1024
_TABLES = ("audit", "audit_node", "audit_checkpoint")


def continue_log(
    settings: Settings,
    db: Connection,
    station: SigningKey,
    trust: TrustStore,
    clock: Clock,
    event: AuditEvent,
    former: Sequence[Path] = (),
    brought: Verifier | None = None,
) -> str:
    """Put the log away and begin another; returns its name. event: why, the last of its first events.

    former: databases of which one holds the old log, the oldest first; else it is `db` itself. brought: whose log `db`
    holds, where that came from elsewhere, perhaps of a machine with other keys: then both are put away. Raises KeyGone
    without the machine's secret, and what the disk and the database raise.
    """
    own = _verifier(settings)
    continued: list[AuditEvent] = []
    if own is not None:
        its_own = db if brought in (None, own) else None
        continued.append(_put_away(settings, own, its_own, _holding(own, former), trust, clock))
        retire_log_keys(settings.keys, digits_of(own))
    if brought is not None and brought != own:
        continued.append(_put_away(settings, brought, db, None, trust, clock))
    signer = LogSigner(create_log_keys(settings.keys, settings.machine_secret), station)
    log = AuditLog(db, clock, signer.keys.salt_key)
    with transaction(db):
        for table in _TABLES:
            db.execute(f"DELETE FROM {table}")  # noqa: S608 (names of our own)
        for each in (*continued, event):
            log.append(each)
        newest = log.checkpoint(signer)
    SeenLog(settings.log_seen).replace(newest)
    return signer.origin


def _put_away(
    settings: Settings, verifier: Verifier, db: Connection | None, former: Path | None, trust: TrustStore, clock: Clock
) -> AuditEvent:
    """Keep one log's key, database and last checkpoint (station.audit.former); what the next log says of it.

    db: holds this log too, for where `former` does not; None: it holds another.
    """
    folder = settings.logs / digits_of(verifier)
    durable_folder(folder)
    _keep(db, former, folder / DATABASE)
    last, witnessed = _last_seen(settings, verifier, folder / DATABASE, trust, clock)
    if last is not None:
        durable_write(folder / LAST, last.note.text.encode())
    durable_write(folder / KEY, f"{verifier.text}\n".encode())
    return _continued(verifier, last, witnessed)


def _holding(log: Verifier, databases: Sequence[Path]) -> Path | None:
    """The one with that log's checkpoints; where none can be read, the first: it is kept as it is."""
    own = (each for each in databases if any(note.startswith(f"{log.name}\n") for note in _notes(each)))
    return next(own, databases[0] if databases else None)


def _verifier(settings: Settings) -> Verifier | None:
    try:
        return log_verifier(load_log_keys(settings.keys, settings.machine_secret))
    except CryptoError:
        return None


def _continued(verifier: Verifier, last: Evidence | None, witnessed: bool) -> AuditEvent:
    details: dict[str, str | int] = {"size": 0, "root": "", "witnessed": int(witnessed)}
    if last is not None:
        details |= {"size": last.checkpoint.size, "root": last.checkpoint.root.hex()}
    return AuditEvent(EventKind.LOG_CONTINUED, subject=verifier.name, details=details)


def _keep(db: Connection | None, former: Path | None, to: Path) -> None:
    """The old log's events stay readable: its database beside its key. A damaged one as it is."""
    if to.exists():
        return
    if former is None:
        if db is not None:
            with closing(sqlite_connect(to)) as copy:
                db.backup(copy)
    elif former.exists():
        shutil.copyfile(former, to)
        wal = former.with_name(f"{former.name}-wal")
        if wal.exists():
            shutil.copyfile(wal, to.with_name(f"{to.name}-wal"))


def _last_seen(
    settings: Settings, verifier: Verifier, database: Path, trust: TrustStore, clock: Clock
) -> tuple[Evidence | None, bool]:
    """The largest checkpoint that others vouch for, else the largest that the log signed; and whether others do."""
    seen = [
        item for source, data in _kept(settings) if (item := _read(data, source, verifier, trust, clock)) is not None
    ]
    if seen:
        return max(seen, key=lambda item: item.checkpoint.size), True
    own = [
        item
        for note in (*_notes(database), *_seen(settings.log_seen))
        if (item := _read(note.encode(), DATABASE, verifier, trust, clock)) is not None
    ]
    return max(own, key=lambda item: item.checkpoint.size, default=None), False


def _kept(settings: Settings) -> Iterator[tuple[str, bytes]]:
    """What others gave us, wherever it lies by now."""
    receipts = (path for path in settings.data.rglob("*.receipt.p7m") if settings.intake_home not in path.parents)
    for path in (*receipts, *(settings.data / "witnesses").glob("*")):
        try:
            yield path.name, path.read_bytes()[: _MOST_BYTES + 1]
        except OSError:
            continue  # what can't be read vouches for nothing; `log verify` names it


def _read(data: bytes, source: str, log: Verifier, trust: TrustStore, clock: Clock) -> Evidence | None:
    try:
        return read_evidence(data, source, (log,), trust, clock.now())
    except WitnessUnusable:
        return None


def _seen(file: Path) -> tuple[str, ...]:
    """The longest state that left the station, as it kept it apart from the data."""
    try:
        return (file.read_text(encoding="utf-8"),)
    except (OSError, UnicodeDecodeError):
        return ()


def _notes(database: Path) -> tuple[str, ...]:
    """Checkpoints in what is left of the old database, the newest first; few are enough."""
    if not database.exists():
        return ()
    try:
        with former_database(database) as db:
            return tuple(row[0] for row in db.execute("SELECT note FROM audit_checkpoint ORDER BY size DESC LIMIT 20"))
    except DatabaseFailed:
        return ()
