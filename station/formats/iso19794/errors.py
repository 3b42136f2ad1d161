"""What writing and reading a record can say no with."""

from station.domain.errors import StationError


class RecordUnreadable(StationError):
    """The bytes are no whole record of that kind. `reason` is one word, for the log."""

    code, retryable = "STN-262", False


class RecordTooLarge(StationError):
    """More bytes than a record may have."""

    code, retryable = "STN-263", False


class RecordUnwritable(StationError):
    """What is to be written has no place in a record of that kind. `reason` is one word, for the log."""

    code, retryable = "STN-730", False
