"""What the disk, the database and the vault can say no with."""

from station.domain.errors import StationError


class DiskFull(StationError):
    """No room for the bytes of `file`. Nothing was changed; free some room and do it again."""

    code, retryable = "STN-101", True


class DiskFailed(StationError):
    """The disk refused to write, flush or rename. `file`: which; `reason`: the operating system's word."""

    code, retryable = "STN-102", True


class DatabaseFailed(StationError):
    """SQLite could not do its work: damaged file, or locked for too long."""

    code, retryable = "STN-103", True


class DatabaseTooNew(StationError):
    """A newer version of the station wrote this database. `found` and `known` are schema versions."""

    code, retryable = "STN-104", False


class DatabaseMissing(StationError):
    """There is no database to look into: the station never ran here, or the file was lost."""

    code, retryable = "STN-162", False


class DatabaseOlder(StationError):
    """An older version of the station wrote this database; a start of the station brings it up to date. found, known:
    schema versions."""

    code, retryable = "STN-163", True


class DraftMissing(StationError):
    """No draft of that id is in the vault."""

    code, retryable = "STN-110", False


class BlobMissing(StationError):
    """The draft names a sample that is not in the vault."""

    code, retryable = "STN-111", False


class DraftDamaged(StationError):
    """A sealed file was altered or cut, or another key sealed it."""

    code, retryable = "STN-112", False


class DraftTooNew(StationError):
    """A newer version wrote this draft, or it holds fields this one does not know. found, known: formats."""

    code, retryable = "STN-164", False


class UpgradeFailed(StationError):
    """The database of an older version could not be brought up to date; it is as it was. version: the step that
    failed. reason: SQLite's word, or what did not hold afterwards."""

    code, retryable = "STN-165", False


class EnrollmentNotDraft(StationError):
    """The enrollment is sealed, discarded or unknown. `state` says which."""

    code, retryable = "STN-120", False
