"""What the audit log and its witnesses can say no with."""

from station.domain.errors import StationError


class WitnessUnusable(StationError):
    """`file` proves nothing of this log. `reason`: form | signature | other-log."""

    code, retryable = "STN-131", False


class LogUnknown(StationError):
    """The checkpoint is of a log whose key is not among those this station cosigns for. `log` is its name."""

    code, retryable = "STN-132", False


class LogNotConsistent(StationError):
    """What the other log shows now does not continue what it showed before: it was cut or rewritten. `log`, `size`."""

    code, retryable = "STN-133", False


class ExportUnreadable(StationError):
    """The folder is not the export of a log. `file` is missing or not in its form."""

    code, retryable = "STN-134", False


class WitnessUnknown(StationError):
    """No cosignature on this checkpoint is by a witness whose key this station has."""

    code, retryable = "STN-135", False


class WitnessAhead(StationError):
    """`file` names a time that has not come yet: our clock is behind, or the witness's ahead. It says nothing against
    the log."""

    code, retryable = "STN-183", True


class WitnessNotJudged(StationError):
    """Whether who signed `file` was taken back cannot be said: a list is missing or too old. It says nothing against
    the log."""

    code, retryable = "STN-184", True


class NotWitnessedYet(StationError):
    """No witness whose key this station has cosigned a checkpoint since the packet was sealed."""

    code, retryable = "STN-185", False
