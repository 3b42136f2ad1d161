"""The way back: a damaged or lost database is rebuilt from the files; a backup takes the place of what is here.

Whoever calls holds the profile. Nothing is deleted: what is replaced moves to `<data>/aside/<moment>-<what>`. While it
is not finished a mark says so, and no station starts; the same command, given again, finishes it (ADR 80).
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from sqlite3 import Connection

from crypto.keys.api import SigningKey
from crypto.keys.log import load_log_keys
from crypto.keys.station import load_station_key, tls_certificate
from crypto.trust import TrustStore
from station.audit import AuditLog, verifier_of
from station.audit.former import former_database
from station.domain.clock import Clock, SystemClock
from station.domain.enrollment import EnrollmentId
from station.domain.errors import StationError
from station.domain.events import AuditEvent, EventKind
from station.formats.note import Verifier, read_verifier
from station.outbox.orphans import TakenUp
from station.outbox.quarantine import Quarantine, quarantine_beside
from station.receivers.parts import open_orphans
from station.receivers.table import receiver_of
from station.services.continuation import continue_log
from station.services.tokens import open_tokens, open_trust
from station.settings import Settings
from station.storage import backup, enrollments, feedback
from station.storage.database import connect, database_holds
from station.storage.errors import DatabaseFailed
from station.storage.files import TEMPORARY, disk_error, durable_folder, durable_remove, durable_write
from station.storage.leftovers import survey_drafts

MARK = "unfinished"
_DATABASE = ("station.db", "station.db-wal", "station.db-shm")
_REPLACED = (*_DATABASE, "drafts", "outbox")
_MERGED = ("logs", "witnesses", "quarantine", "payments")  # of which what is here is never older


class WayBackUnfinished(StationError):
    """A repair or a restoration was begun and not finished. `what`: the command that finishes it."""

    code, retryable = "STN-167", False


@dataclass(frozen=True)
class WayBack:
    """What was done. aside: where what was replaced lies; None where nothing had to be replaced. log: its new name.
    looked: files of the quarantine that were looked at again; packets: then those of them that have their place."""

    drafts: int = 0
    packets: int = 0
    aside: Path | None = None
    log: str = ""
    looked: int = 0


def demand_finished(data: Path) -> None:
    """Raises WayBackUnfinished."""
    mark = data / MARK
    if mark.exists():
        raise WayBackUnfinished(what=mark.read_text(encoding="utf-8", errors="replace").partition("\n")[0][:20])


def repair(settings: Settings, told: int | None = None, clock: Clock | None = None) -> WayBack:
    """A new database out of drafts and outbox, where the one that is there is damaged or gone; else only what lies in
    quarantine is looked at again.

    told: the last registration number, where nothing else knows it. Raises DatabaseTooNew, SequenceNeeded, and what
    keys and the disk raise; then what was there is still there.
    """
    clock = clock or SystemClock()
    if not (settings.data / MARK).exists() and _needs_nothing(settings):
        return _look_again(settings, clock)
    number = _last_number(settings, told)
    with _station(settings) as (key, trust), _unfinished(settings, "repair") as asides:
        _move(settings.data, asides[-1], _DATABASE)
        _merge(asides, settings.data, ("outbox",))  # of a restoration that did not come to its end
        with closing(connect(settings.database)) as db:
            drafts = _adopt(db, settings.drafts)
            packets = _packets(settings.outbox)
            event = AuditEvent(EventKind.DATABASE_REBUILT, details={"drafts": drafts, "packets": packets})
            log = continue_log(settings, db, key, trust, clock, event, [each / "station.db" for each in asides])
            _settle(settings, db, trust, clock)
        _go_on(settings, number)
    return WayBack(drafts, packets, asides[0], log)


def restore(settings: Settings, file: Path, told: int | None = None, clock: Clock | None = None) -> WayBack:
    """Put a backup in the place of what is here. What was sealed here since then is kept: it is taken up again.

    Raises BackupUnusable, DatabaseTooNew, SequenceNeeded, and what keys and the disk raise; before the first change all
    of it was read.
    """
    clock = clock or SystemClock()
    about = backup.check_backup(file)
    brought = _verifier(about)
    incoming = settings.data / f"{TEMPORARY}restore"
    with _station(settings) as (key, trust):
        _remove_tree(incoming)
        try:
            backup.unpack_backup(file, incoming)
            if not database_holds(incoming / backup.DATABASE):
                raise backup.BackupUnusable(member=backup.DATABASE)
            if not feedback.holds(incoming / backup.FEEDBACK):
                raise backup.BackupUnusable(member=backup.FEEDBACK)
            number = _last_number(settings, told)
        except BaseException:
            _remove_tree(incoming)
            raise
        with _unfinished(settings, "restore") as asides:
            _move(settings.data, asides[-1], _REPLACED)
            for name in _REPLACED:
                if (incoming / name).exists():
                    (incoming / name).rename(settings.data / name)
            _merge([incoming], settings.data, _MERGED)
            _bring_counts(incoming / backup.FEEDBACK, settings.feedback, asides[-1])
            _merge(asides, settings.data, ("outbox",))
            with closing(connect(settings.database)) as db:
                drafts, packets = len(survey_drafts(settings.drafts).all), _packets(settings.outbox)
                event = AuditEvent(
                    EventKind.BACKUP_RESTORED,
                    details={"of": about.at.isoformat(), "drafts": drafts, "packets": packets},
                )
                former = [each / "station.db" for each in asides if _readable(each / "station.db")]
                log = continue_log(settings, db, key, trust, clock, event, former, brought)
                _settle(settings, db, trust, clock)
            _go_on(settings, number)
        _remove_tree(incoming)
    return WayBack(drafts, packets, asides[0], log)


def _bring_counts(brought: Path, own: Path, aside: Path) -> None:
    """A file here that is not ours is put aside."""
    if not brought.exists():
        return
    if not feedback.holds(own):
        _move(own.parent, aside, (own.name,))
    feedback.bring(own, brought)


def _needs_nothing(settings: Settings) -> bool:
    """The database holds; or there never was a station here. Raises DatabaseTooNew."""
    if settings.database.exists():
        return database_holds(settings.database)
    return not survey_drafts(settings.drafts).all and not _packets(settings.outbox) and not settings.keys.is_dir()


def _look_again(settings: Settings, clock: Clock) -> WayBack:
    """A newer list may make a receipt good, the missing half of a packet may have come, the drafts may be finished."""
    looked = Quarantine(quarantine_beside(settings.outbox)).give_back(settings.outbox)
    if not looked:
        return WayBack()
    with _station(settings) as (_, trust), closing(connect(settings.database)) as db:
        return WayBack(packets=_settle(settings, db, trust, clock), looked=looked)


def _adopt(db: Connection, folder: Path) -> int:
    """Rows for the drafts that lie there; begun when the oldest of their files says."""
    found = survey_drafts(folder).all
    for enrollment_id in sorted(found):
        oldest = min(path.stat().st_mtime for path in (folder / enrollment_id).iterdir())
        enrollments.register(db, EnrollmentId(enrollment_id), "", datetime.fromtimestamp(oldest, UTC))
    return len(found)


def _packets(outbox: Path) -> int:
    return sum(1 for _ in outbox.glob("packet-*.p7m.p7s"))


def _settle(settings: Settings, db: Connection, trust: TrustStore, clock: Clock) -> int:
    """Packets and receipts that the database does not know get their rows, or go to the quarantine; how many got."""
    log = AuditLog(db, clock, load_log_keys(settings.keys, settings.machine_secret).salt_key)
    station_id = tls_certificate(settings.keys).fingerprint
    settled = open_orphans(settings, db, trust, station_id, log.append, clock).settle()
    return sum(isinstance(outcome, TakenUp) for outcome in settled)


def _last_number(settings: Settings, told: int | None) -> int | None:
    """None where the receiver's packets bear none. Raises SequenceNeeded."""
    numbers = receiver_of(settings).numbers
    return None if numbers is None else numbers.last(settings, told)


def _go_on(settings: Settings, number: int | None) -> None:
    numbers = receiver_of(settings).numbers
    if number is not None and numbers is not None:
        numbers.go_on(settings, number)


def _readable(database: Path) -> bool:
    try:
        with former_database(database) as db:
            return db.execute("SELECT 1 FROM audit LIMIT 1").fetchone() is not None
    except DatabaseFailed:
        return False


def _verifier(about: backup.About) -> Verifier | None:
    """Whose log it holds. Its name, of which a folder is made, must be its key's."""
    try:
        found = read_verifier(about.log_key) if about.log_key else None
    except ValueError:
        raise backup.BackupUnusable(member=backup.ABOUT) from None
    if found is not None and found != verifier_of(found.public):
        raise backup.BackupUnusable(member=backup.ABOUT)
    return found


@contextmanager
def _station(settings: Settings) -> Iterator[tuple[SigningKey, TrustStore]]:
    trust = open_trust(settings, SystemClock())
    with ExitStack() as running:
        token = open_tokens(settings, trust, running).station
        yield load_station_key(settings.keys, settings.machine_secret, token), trust


@contextmanager
def _unfinished(settings: Settings, what: str) -> Iterator[tuple[Path, ...]]:
    """The folders for what is replaced: of each try that did not come to its end, in the first of them what was here
    before; then of this one. The mark, which names them, goes when all is done."""
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    aside = settings.aside / f"{moment}-{what}"
    durable_folder(settings.aside)
    durable_folder(aside)
    mark = settings.data / MARK
    names = mark.read_text(encoding="utf-8", errors="replace").split("\n")[1:] if mark.exists() else []
    asides = [*(settings.aside / name for name in names), aside]
    durable_write(mark, "\n".join((what, *(each.name for each in asides))).encode())
    try:
        yield tuple(asides)
    except OSError as error:
        raise disk_error(error) from error
    durable_remove((mark,))


def _move(data: Path, aside: Path, names: tuple[str, ...]) -> None:
    for name in names:
        if (data / name).exists():
            (data / name).rename(aside / name)


def _merge(sources: Sequence[Path], target: Path, folders: tuple[str, ...]) -> None:
    """Copy what is not there yet; nothing is written over."""
    for source, folder in product(sources, folders):
        for path in sorted((source / folder).rglob("*")):
            to = target / path.relative_to(source)
            if path.is_file() and not to.exists():
                durable_folder(to.parent)
                durable_write(to, path.read_bytes())


def _remove_tree(folder: Path) -> None:
    """Our own temporary copy of a backup that is whole elsewhere."""
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    if folder.exists():
        folder.rmdir()
