"""What could not be decided about prints that came, one question after the other."""

from dataclasses import replace

from station.domain.capture import SlapCandidate
from station.domain.errors import Problem


class Doubt:
    """Prints with questions. No is to take them again."""

    def __init__(self, candidate: SlapCandidate) -> None:
        self.candidate = candidate
        self._answered = 0

    @property
    def question(self) -> Problem:
        check = self.candidate.questions[self._answered]
        return Problem(check.code, field=self.candidate.slap.value)

    def yes(self) -> SlapCandidate | None:
        """It is right all the same. The prints, when that was the last question."""
        self._answered += 1
        return replace(self.candidate, answered=True) if self._answered == len(self.candidate.questions) else None
