"""Plain impressions of all fingers of both hands, 4-4-2; missing fingers are said beforehand."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from station.domain.age import AgePolicy
from station.domain.enrollment import Enrollment
from station.domain.errors import Problem
from station.domain.lines import Prints, Shown
from station.domain.sample import Modality, Slap, SlapImpression
from station.forms import read_birth_date
from station.packet.part import Part
from station.steps.slaps import content
from station.workflow.slaps import SlapPolicy, attempts_at, best_attempt, expected_fingers, passed, scores_of


@dataclass(frozen=True)
class SlapsStep:
    """Low quality ends after the allowed attempts: then the best one counts, as the rules want it."""

    age: AgePolicy
    policy: SlapPolicy
    step_id: str = "fingerprints"
    kind: ClassVar[str] = "slaps"
    page: ClassVar[str] = "fingerprints"
    takes: ClassVar[Modality | None] = Modality.FINGERS
    signs: ClassVar[bool] = False

    def problems(self, enrollment: Enrollment, today: date) -> tuple[Problem, ...]:
        if not self._required(enrollment, today):
            return ()
        return tuple(problem for slap in self.policy.slaps for problem in self._slap(enrollment, slap))

    def part(self, enrollment: Enrollment, today: date) -> Part:
        best = self._best(enrollment, today)
        below = frozenset(impression.slap for impression in best if not passed(impression, self.policy))
        return content.part(best, enrollment.samples.exceptions, below)

    def lines(self, enrollment: Enrollment, today: date) -> tuple[Shown, ...]:
        best = self._best(enrollment, today)
        taken = {finger: score for impression in best for finger, score in scores_of(impression).items()}
        missing = {item.finger: item.reason for item in enrollment.samples.exceptions}
        return (Prints(taken, missing, self._required(enrollment, today)),)

    def _best(self, enrollment: Enrollment, today: date) -> list[SlapImpression]:
        """Prints taken before a birth date was put right do not leave the station."""
        slaps = self.policy.slaps if self._required(enrollment, today) else ()
        return [impression for slap in slaps if (impression := best_attempt(enrollment.samples, slap)) is not None]

    def _required(self, enrollment: Enrollment, today: date) -> bool:
        return self.age.fingerprints_required(read_birth_date(enrollment.fields, today), today)

    def _slap(self, enrollment: Enrollment, slap: Slap) -> tuple[Problem, ...]:
        samples = enrollment.samples
        if not expected_fingers(samples, slap):
            return ()
        best = best_attempt(samples, slap)
        if best is None:
            return (Problem("REV-SLAP", {"slap": slap.value}, field=slap.value),)
        left = self.policy.attempts - len(attempts_at(samples, slap))
        if left > 0 and not passed(best, self.policy):
            return (Problem("REV-SLAP-QUALITY", {"slap": slap.value, "left": left}, field=slap.value),)
        return ()
