"""A bug that reached the top: a number for whoever sees it, where it happened for the log, and no word of the data."""

import logging
from types import TracebackType
from uuid import uuid4

from station.domain.errors import StationError
from station.process import places

_log = logging.getLogger(__name__)


class Unforeseen(StationError):
    """Something broke in a way nobody foresaw. `incident` is the number under which the log says where."""

    code, retryable = "STN-150", True


def report(error: BaseException, trace: TracebackType | None = None) -> str:
    """Log where it happened, never what was said: messages of exceptions may hold personal data. Gives the number."""
    number = uuid4().hex[:8].upper()
    _log.error("incident %s %s", number, places(error, trace))
    return number


def unforeseen(error: Exception) -> Unforeseen:
    """The typed form of a bug, reported."""
    return Unforeseen(incident=report(error))
