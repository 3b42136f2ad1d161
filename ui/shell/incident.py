"""A bug that reached the top of the window: `station.incident` reports it, the operator sees its number."""

import sys
import threading
from collections.abc import Callable
from types import TracebackType

from station.incident import report


def install(show: Callable[[str], None], post: Callable[[Callable[[], None]], None]) -> None:
    """From now on every exception that nobody caught, on any thread, is reported. show: gets the number of the
    incident, on the UI thread."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        show(report(error, trace))

    def thread_hook(what: threading.ExceptHookArgs) -> None:
        number = report(what.exc_value or what.exc_type(), what.exc_traceback)
        post(lambda: show(number))

    sys.excepthook = hook
    threading.excepthook = thread_hook
