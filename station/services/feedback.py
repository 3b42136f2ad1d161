"""How it was, in one touch: counted by the day, of nobody."""

from collections.abc import Callable
from pathlib import Path

from station.domain.clock import Clock
from station.services.door import answering
from station.storage import feedback


class Feedback:
    """For the work thread."""

    def __init__(self, file: Path, clock: Clock, practises: Callable[[], bool]) -> None:
        """file: of the counts. practises: nothing counts then."""
        self._file, self._clock, self._practises = file, clock, practises

    @answering
    def rate(self, mark: int) -> None:
        """mark: 1 for very bad, 5 for very good."""
        if not self._practises():
            feedback.count(self._file, mark, self._clock.now().astimezone().date())
