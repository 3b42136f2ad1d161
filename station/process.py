"""What each process of ours does first, so that a crash leaves nobody's data behind.

No core dump is written, and what reaches the log or standard error of an exception is its type and where it was raised,
never its message: a message may quote what was typed. Own codes and counts are logged by those who raise them.
"""

import logging
import sys
import threading
import traceback
from io import TextIOWrapper
from types import TracebackType

from workers.limits import no_core_dumps

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

_log = logging.getLogger(__name__)


def begin(log_format: str, level: int = logging.WARNING) -> None:
    """Switch core dumps off, print on any terminal, log to standard error without exceptions' messages, and report
    what nobody handled so."""
    no_core_dumps()
    _write_on_any_terminal()
    handler = logging.StreamHandler()
    handler.setFormatter(_Discreet(log_format))
    logging.basicConfig(level=level, handlers=[handler])
    sys.excepthook = _unhandled
    threading.excepthook = lambda what: _unhandled(what.exc_type, what.exc_value, what.exc_traceback)
    sys.unraisablehook = lambda what: _unhandled(what.exc_type, what.exc_value, what.exc_traceback)


def _write_on_any_terminal() -> None:
    """A terminal in KOI8-R or Latin-1 has no Armenian letters: they are written as \\u0531, and nothing is raised."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # neither without a terminal (None) nor in another's hands
            stream.reconfigure(errors="backslashreplace")


def places(error: BaseException | None, trace: TracebackType | None = None) -> str:
    """Types and places of an exception and of what it came from, on one line."""
    parts = []
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        frames = traceback.extract_tb(trace or error.__traceback__)
        at = " < ".join(
            f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in reversed(frames)
        )
        parts.append(f"{type(error).__name__} at {at or 'unknown'}")
        error, trace = error.__cause__ or error.__context__, None
    return "; from ".join(parts)


class _Discreet(logging.Formatter):
    def formatException(self, ei: ExceptionInfo) -> str:
        return places(ei[1], ei[2])


def _unhandled(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt | SystemExit):
        return  # meant: the exit status says it
    _log.critical("stopped by %s", places(error, trace) or kind.__name__)
