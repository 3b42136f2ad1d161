"""Many files onto the disk at once: a file system writes its journal once for all that wait for it together."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

_AT_ONCE = 64  # a packet has a dozen


class Flushes:
    """From any thread."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_AT_ONCE, "flush")

    def all(self, calls: Iterable[Callable[[], None]]) -> None:
        """Returns, or raises what the first of them raised, once all have come to their end."""
        *others, own = calls
        flushing = [self._threads.submit(call) for call in others]
        try:
            own()
        finally:
            failed = [each.exception() for each in flushing]
        for error in filter(None, failed):
            raise error

    def close(self) -> None:
        self._threads.shutdown()
