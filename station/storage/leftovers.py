"""What lies in the vault, seen without a key: what a crash left behind, what is no whole draft."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection

from crypto.errors import FileTrouble
from crypto.files import listed
from station.domain.enrollment import EnrollmentId, EnrollmentState
from station.domain.errors import StationError
from station.storage.enrollments import state_of
from station.storage.files import DISK, TEMPORARY, Disk
from station.storage.vault import DRAFT, OWN_KEY, SEALED, holds_something, is_id, wipe_folder

_log = logging.getLogger(__name__)
INCOMING = f"{TEMPORARY}recover"  # folder in which a recovered draft is made, beside the drafts


def sweep_drafts(
    db: Connection, folder: Path, kept: Callable[[EnrollmentId], bool], disk: Disk = DISK
) -> tuple[EnrollmentId, ...]:
    """Wipe what is left of enrollments that are no drafts any more; say which. Needs no key: call it at start.

    kept: whether the packet of a sealed one is on this disk, or its receipt. A folder the database does not know is
    left alone, and so is one whose packet is not there: it may be all that remains of somebody's visit.
    """
    wiped: list[EnrollmentId] = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        enrollment_id = EnrollmentId(path.name)
        if is_over(db, enrollment_id, kept):
            try:
                wipe_folder(path, disk)
            except StationError as error:  # the station starts all the same; the draft opens for nobody
                _log.error("draft left behind: %s", error)
            else:
                wiped.append(enrollment_id)
        elif _was_sealed(db, enrollment_id):
            _log.error("draft kept: its packet is not in the outbox")
    return tuple(wiped)


def packets_gone(db: Connection, folder: Path, kept: Callable[[EnrollmentId], bool]) -> int:
    """How many drafts lie there although they were sealed, because their packet is nowhere. kept: as above."""
    return sum(
        is_id(path.name) and _was_sealed(db, EnrollmentId(path.name)) and not kept(EnrollmentId(path.name))
        for path in (folder.iterdir() if folder.is_dir() else ())
    )


def _was_sealed(db: Connection, enrollment_id: EnrollmentId) -> bool:
    return state_of(db, enrollment_id) not in (None, EnrollmentState.DRAFT, EnrollmentState.DISCARDED)


def sweep_incoming(data: Path, disk: Disk = DISK) -> None:
    """Wipe what a recovery that was killed left beside the drafts: nothing of it was ever acknowledged."""
    folder = data / INCOMING
    try:
        for path in listed(folder, "*"):
            wipe_folder(path, disk)
        if folder.is_dir():
            folder.rmdir()
    except (StationError, FileTrouble, OSError) as error:  # the next start, or the next recovery, tries again
        _log.error("recovery left behind: %s", error)


def is_over(db: Connection, enrollment_id: EnrollmentId, kept: Callable[[EnrollmentId], bool]) -> bool:
    """Whether nothing of the draft is needed any more. kept: as above."""
    state = state_of(db, enrollment_id)
    return state is EnrollmentState.DISCARDED or (_was_sealed(db, enrollment_id) and kept(enrollment_id))


def draft_remains(folder: Path, enrollment_id: EnrollmentId) -> bool:
    """folder: the vault's. Whether an enrollment can still be taken up there."""
    return (folder / enrollment_id / f"{DRAFT}{SEALED}").is_file()


def any_draft(folder: Path) -> bool:
    return next(folder.glob(f"*/{DRAFT}{SEALED}"), None) is not None


@dataclass(frozen=True)
class DraftSurvey:
    """all: whatever lies there of somebody's visit. broken: those without their key or their draft. strange: how many
    things lie there that are not ours."""

    all: frozenset[EnrollmentId]
    broken: frozenset[EnrollmentId]
    strange: int


def survey_drafts(folder: Path) -> DraftSurvey:
    """Without a key: that a file is there does not say that it opens."""
    paths = tuple(folder.iterdir()) if folder.is_dir() else ()
    ours = tuple(path for path in paths if is_id(path.name))
    visits = tuple(path for path in ours if holds_something(path))
    needed = (f"{OWN_KEY}{SEALED}", f"{DRAFT}{SEALED}")
    broken = (path for path in visits if not all((path / name).is_file() for name in needed))
    return DraftSurvey(
        frozenset(EnrollmentId(path.name) for path in visits),
        frozenset(EnrollmentId(path.name) for path in broken),
        len(paths) - len(ours),
    )
