"""Copies of drafts, put together: who may open them, where they go, the thread that makes them."""

from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from sqlite3 import Connection

from station.bootstrap.identity import Identity
from station.copies.copied import behind, read_copied
from station.copies.copier import Copier, CopiesState
from station.copies.errors import PlaceNotSet
from station.copies.escrow import Escrow
from station.copies.mirror import Mirror
from station.copies.place import Place, station_name
from station.domain.clock import Clock
from station.domain.enrollment import EnrollmentId
from station.domain.errors import StationError
from station.outbox.store import OutboxStore
from station.policy import Recovery
from station.services.copies import NOT_ASKED, Copies, lines_of, view_of
from station.services.policy import PolicyService
from station.services.views import CopiesView, DoctorLine
from station.settings import Settings
from station.storage.database import reading
from station.storage.enrollments import recovered
from station.storage.leftovers import is_over


def copies_service(
    settings: Settings,
    clock: Clock,
    identity: Identity,
    named: Callable[[], Recovery | None],
    running: ExitStack,
) -> tuple[Copies, Escrow | None]:
    """The service, not started yet, and what follows the vault. named: whom policy names.

    Raises DiskFull, DiskFailed.
    """

    def wanted() -> bool:
        return named() is not None

    if not settings.copies:
        return Copies(wanted, None, None), None
    mirror = Mirror(place_of(settings), station_name(settings.copies_id), settings.drafts, settings.copied, clock)
    ended = partial(ended_in, settings.outbox)
    copier = Copier(mirror, partial(reading, settings.database), ended, recovered, wanted, clock)
    running.callback(copier.close)
    escrow = Escrow(settings.drafts, settings.trust, identity.trust, identity.key, clock, named, copier.wake)
    return Copies(wanted, copier, escrow), escrow


def copies_as_kept(settings: Settings, policy: PolicyService) -> tuple[DoctorLine, ...]:
    """What the doctor says beside a station that runs: nothing is copied."""
    if policy.recovery() is None:
        return NOT_ASKED
    if not settings.copies:
        return lines_of(CopiesView(PlaceNotSet().problem()))
    problem, late, copied = None, 0, read_copied(settings.copied)
    try:
        with reading(settings.database) as db:
            late = behind(settings.drafts, copied, partial(ended_in, settings.outbox, db))
        place_of(settings).require()
    except StationError as error:
        problem = error.problem()
    return lines_of(view_of(CopiesState(problem, late, copied.newest)))


def place_of(settings: Settings) -> Place:
    """In production on another disk than the drafts; a demonstration may use any folder."""
    apart_from = settings.data if settings.mode == "production" else None
    return Place(Path(settings.copies), apart_from=apart_from)


def ended_in(outbox: Path, db: Connection, enrollment_id: EnrollmentId) -> bool:
    return is_over(db, enrollment_id, OutboxStore(db, outbox).keeps)
