"""Uploads begun before anybody sends one, while nothing comes: whom we believe lies in their folders already, and is on
the disk."""

import logging
from collections import deque
from collections.abc import Callable
from threading import Condition, Thread
from time import monotonic

from intake.errors import IntakeError
from intake.store.upload import FileUpload

_QUIET_S = 0.02  # so long nothing is begun or kept: what comes one upon another needs the processor itself
_log = logging.getLogger(__name__)


class Ahead:
    """From any thread."""

    def __init__(self, most: int, begin: Callable[[], FileUpload]) -> None:
        """most: so many are kept ready; 0: none ever, and no thread runs. begin: makes one."""
        self._most, self._begin = most, begin
        self._ready: deque[FileUpload] = deque()
        self._changed = Condition()
        self._busy_at = monotonic()
        self._closed = False
        self._thread = Thread(target=self._work, name="ahead", daemon=True) if most else None
        if self._thread is not None:
            self._thread.start()

    def take(self) -> FileUpload | None:
        """None where none is ready."""
        with self._changed:
            self._busy_at = monotonic()
            self._changed.notify()
            return self._ready.popleft() if self._ready else None

    def note_kept(self) -> None:
        """A packet was kept: what belongs to it has been done."""
        with self._changed:
            self._busy_at = monotonic()

    def close(self) -> None:
        """Those that nobody took go."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()
        while self._ready:
            self._ready.popleft().discard()

    def _work(self) -> None:
        while self._wanted():
            try:
                made = self._begin()
            except IntakeError as error:  # whoever delivers is told then; here the next one who takes tries again
                _log.warning("no folder is made ahead: %s", error)
                with self._changed:
                    if not self._closed:
                        self._changed.wait()
                continue
            with self._changed:
                self._ready.append(made)

    def _wanted(self) -> bool:
        """Returns when one is to be made; False once it is closed."""
        with self._changed:
            while not self._closed:
                quiet_in = self._busy_at + _QUIET_S - monotonic()
                if len(self._ready) < self._most and quiet_in <= 0:
                    return True
                self._changed.wait(quiet_in if len(self._ready) < self._most else None)
            return False
