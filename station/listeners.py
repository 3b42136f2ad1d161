"""Whoever wants to hear that something changed."""

from collections.abc import Callable
from threading import Lock

from station.incident import report


class Listeners:
    """From any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: list[Callable[[], None]] = []

    def __bool__(self) -> bool:
        """Whether anybody wants to hear."""
        with self._lock:
            return bool(self._known)

    def add(self, on_change: Callable[[], None]) -> Callable[[], None]:
        """Returns what takes it out again, once or twice."""
        with self._lock:
            self._known.append(on_change)

        def unsubscribe() -> None:
            with self._lock:
                if on_change in self._known:
                    self._known.remove(on_change)

        return unsubscribe

    def tell(self) -> None:
        """On the calling thread, without the lock: who hears may take itself out."""
        with self._lock:
            known = tuple(self._known)
        for listener in known:
            try:
                listener()
            except Exception as error:  # noqa: BLE001 - a bug: reported with a number, and the others hear too
                report(error)
