"""A bug that reached the top: an incident number for the operator, a redacted report in the log, the draft kept."""

import logging
import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType
from uuid import uuid4

_log = logging.getLogger("ui.incident")


def report(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Log where it happened, never what was said: messages of exceptions may hold personal data. Gives the number."""
    number = uuid4().hex[:8].upper()
    places = " < ".join(
        f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)
    )
    _log.error("incident %s %s at %s", number, kind.__name__, places)
    return number


def install(show: Callable[[str], None], post: Callable[[Callable[[], None]], None]) -> None:
    """From now on whatever nobody handled, on any thread, is reported; `show` gets its number on the UI thread."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        show(report(kind, trace))

    def thread_hook(what: threading.ExceptHookArgs) -> None:
        number = report(what.exc_type, what.exc_traceback)
        post(lambda: show(number))

    sys.excepthook = hook
    threading.excepthook = thread_hook
