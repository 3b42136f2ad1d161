"""What lies in the vault, seen without a key: what a crash left behind, what is no whole draft."""

from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection

from station.domain.enrollment import EnrollmentId, EnrollmentState
from station.storage.enrollments import state_of
from station.storage.files import DISK, Disk
from station.storage.vault import DRAFT, OWN_KEY, SEALED, holds_something, is_id, wipe_folder


def sweep_drafts(db: Connection, folder: Path, disk: Disk = DISK) -> tuple[EnrollmentId, ...]:
    """Wipe what is left of enrollments that are no drafts any more; say which. Needs no key: call it at start.

    A folder the database does not know is left alone: it may be all that remains of somebody's visit.
    """
    left: list[EnrollmentId] = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        enrollment_id = EnrollmentId(path.name)
        if state_of(db, enrollment_id) not in (None, EnrollmentState.DRAFT):
            wipe_folder(path, disk)
            left.append(enrollment_id)
    return tuple(left)


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
