"""What a crash between two steps may leave behind in the vault, and clearing it away at start."""

from pathlib import Path
from sqlite3 import Connection

from station.domain.enrollment import EnrollmentId, EnrollmentState
from station.storage.enrollments import state_of
from station.storage.files import DISK, Disk
from station.storage.vault import wipe_folder


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
