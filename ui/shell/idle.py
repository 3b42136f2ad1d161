"""Locks the window when nobody has had a hand on it for a while, and says so calmly before. No Qt here."""

from collections.abc import Callable
from math import ceil

from ui.threads import After

WARNED_S = 30.0
_SAID_EVERY_S = 5.0


class Idle:
    """On the UI thread. By the computer's own count, sleep included: a lid that was closed for an hour opens on a
    locked window. It looks when something is due, and never oftener than once a second."""

    def __init__(
        self,
        monotonic_s: Callable[[], float],
        after: After,
        say: Callable[[int | None], None],
        lock: Callable[[], None],
    ) -> None:
        """say: how many seconds are left; None: somebody is here again."""
        self._monotonic_s, self._after, self._say, self._lock = monotonic_s, after, say, lock
        self._limit_s: float | None = None
        self._last_s = 0.0
        self._said = False
        self._round = 0  # of waiting; what an older one waited for is over

    def begin(self, limit_s: float) -> None:
        """Somebody signed in."""
        self._limit_s = limit_s
        self._here()

    def end(self) -> None:
        """Nobody is signed in: there is nothing to lock."""
        self._limit_s = None
        self._round += 1
        self._hush()

    def touched(self) -> None:
        """Somebody has a hand on it. Too late where the time is over: a computer that slept looks now."""
        if self._limit_s is None:
            return
        if self._left() <= 0:
            self._look(self._round)
        elif self._said:
            self._here()
        else:
            self._last_s = self._monotonic_s()  # what is waited for looks how long ago it was

    def _here(self) -> None:
        self._last_s = self._monotonic_s()
        self._hush()
        self._round += 1
        self._wait()

    def _hush(self) -> None:
        if self._said:
            self._said = False
            self._say(None)

    def _left(self) -> float:
        return 0.0 if self._limit_s is None else self._last_s + self._limit_s - self._monotonic_s()

    def _wait(self) -> None:
        left, number = self._left(), self._round
        until_next = left - WARNED_S if left > WARNED_S else min(left, left % _SAID_EVERY_S or _SAID_EVERY_S)
        self._after(max(1.0, until_next), lambda: self._look(number))

    def _look(self, number: int) -> None:
        if number != self._round or self._limit_s is None:
            return
        left = self._left()
        if left <= 0:
            self.end()
            self._lock()
            return
        if left <= WARNED_S:
            self._said = True
            self._say(ceil(left))
        self._wait()
