"""Log lines that an attacker could multiply, summed up: the first of a kind at once, then a count a minute."""

import logging
from collections.abc import Callable

EVERY_S = 60.0
_MOST_KINDS = 200
_log = logging.getLogger(__name__)


class Tally:
    """For one thread. clock: seconds, monotonic."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._more: dict[str, int] = {}  # since the last line
        self._said: dict[str, float] = {}

    def note(self, what: str) -> None:
        """what: without anything that strangers choose, and few different ones."""
        if what not in self._said and len(self._said) >= _MOST_KINDS:
            what = "and others"
        if what in self._said:
            self._more[what] = self._more.get(what, 0) + 1
        else:
            self._said[what] = self._clock()
            _log.warning("%s", what)

    def sum_up(self, *, all_of_it: bool = False) -> None:
        """Say what has waited for a minute, or at the end everything that waits."""
        now = self._clock()
        for what, said in list(self._said.items()):
            if all_of_it or now - said >= EVERY_S:
                more = self._more.pop(what, 0)
                if more:
                    self._said[what] = now
                    _log.warning("%s (%d more)", what, more)
                else:
                    del self._said[what]

    def filter(self, record: logging.LogRecord) -> bool:
        """As a filter of a library's logger: what it warns of is counted, what it reports as an error is said."""
        if record.levelno != logging.WARNING:
            return True
        self.note(record.getMessage())
        return False
