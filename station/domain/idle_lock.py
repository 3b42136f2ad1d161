"""After how long without a hand on it the window locks by itself."""

from dataclasses import dataclass

from station.domain.operator import Operator


@dataclass(frozen=True)
class IdleLock:
    """Minutes. volunteer: where somebody is signed in who is a volunteer and nothing else."""

    minutes: int = 5
    volunteer: int = 2

    def seconds(self, who: Operator) -> float:
        return 60.0 * (self.volunteer if who.volunteers else self.minutes)
