"""Exit statuses of `stationctl`."""

from enum import IntEnum


class Exit(IntEnum):
    DONE = 0
    FAILED = 1  # the station did not start, or an error stopped the work
    USAGE = 2  # the command line or the script is wrong (argparse uses 2 too)
    CAPTURE = 3  # a sample could not be taken
    INCOMPLETE = 4  # the data have problems, or a person may not do this
    NO_RECEIPT = 5  # the packet is safe in the outbox, but no receipt came in time
    LOG_BROKEN = 6  # the audit log is not what it was
    INTERRUPTED = 130  # Ctrl+C; what shells use for it
