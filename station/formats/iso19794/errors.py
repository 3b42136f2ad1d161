"""What writing and reading a record can say no with."""

from station.domain.errors import StationError


class RecordUnreadable(StationError):
    """The bytes are no whole record of that kind. `reason` is one word, for the log."""

    code, retryable = "STN-262", False


class RecordTooLarge(StationError):
    """More bytes than a record may have."""

    code, retryable = "STN-263", False
