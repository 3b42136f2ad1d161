"""A mailbox of one between two threads: the newest letter wins, a slow reader never holds up the writer."""

from threading import Condition
from typing import Generic, TypeVar

T = TypeVar("T")


class Mailbox(Generic[T]):
    """Thread-safe. Once closed it stays closed; what lies in it is then forgotten."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._letter: T | None = None
        self._closed = False

    def put(self, letter: T) -> None:
        """Replace what lies there. Never waits."""
        with self._changed:
            self._letter = letter
            self._changed.notify()

    def take(self, patience_s: float | None = None) -> T | None:
        """Wait for a letter and take it out; None once the mailbox is closed. Raises TimeoutError where none comes."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._closed or self._letter is not None, patience_s):
                raise TimeoutError
            letter, self._letter = self._letter, None
            return None if self._closed else letter

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()
