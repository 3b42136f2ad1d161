"""Plain impressions of all fingers: four of each hand, then both thumbs. Missing fingers are marked before capture."""

from dataclasses import dataclass, replace
from typing import ClassVar

from station.domain.enrollment import Enrollment
from station.domain.errors import Problem
from station.domain.exceptions import exception_in
from station.domain.lines import Prints, Shown
from station.domain.override import REASONS, Unfit, override_of
from station.domain.sample import Modality, Slap, SlapImpression
from station.forms import Sheet
from station.packet.part import Part
from station.steps.excepting import ExceptingStep
from station.steps.overridden import override_lines, overrides_at
from station.steps.slaps import content
from station.steps.slaps.named import named_lines
from station.workflow.slaps import attempts_at, best_attempt, expected_fingers, failed_checks, passed, scores_of


@dataclass(frozen=True)
class SlapsStep(ExceptingStep):
    """Low quality is a problem until the allowed attempts are used up. Then the best attempt counts (BSI TR-03121): by
    itself, or, where the service has it so, because people let it pass with a reason."""

    kind: ClassVar[str] = "slaps"
    page: ClassVar[str] = "fingerprints"
    takes: ClassVar[Modality | None] = Modality.FINGERS
    what: ClassVar[Modality] = Modality.FINGERS
    signs: ClassVar[bool] = False

    def unfit(self, enrollment: Enrollment) -> tuple[Unfit, ...]:
        if self.slaps.weak_counts or not enrollment.version:  # version 0.1.0 asked nobody
            return ()
        return tuple(self._unfit(enrollment, each) for each in self._best(enrollment) if not passed(each, self.slaps))

    def problems(self, enrollment: Enrollment, sheet: Sheet) -> tuple[Problem, ...]:
        slaps = (problem for slap in self.slaps.slaps for problem in self._slap(enrollment, slap))
        return (*slaps, *self.unproven(enrollment, sheet))

    def part(self, enrollment: Enrollment, sheet: Sheet) -> Part:
        best = self._best(enrollment)
        below = frozenset(impression.slap for impression in best if not passed(impression, self.slaps))
        named = self.slaps.named
        if named is not None:
            best = [replace(each, fingers=tuple(one for one in each.fingers if one.finger in named)) for each in best]
        said = self.service.profile.samples.fingers
        record = None if said is None else said.record
        fingers = content.part(best, exception_in(enrollment.items, Modality.FINGERS), below, record)
        return replace(self.with_proof(fingers, enrollment), overrides=overrides_at(self.unfit(enrollment)))

    def lines(self, enrollment: Enrollment, sheet: Sheet) -> tuple[Shown, ...]:
        taken = {finger: score for each in self._best(enrollment) for finger, score in scores_of(each).items()}
        missing = {item.finger: item.reason for item in enrollment.exceptions}
        asked = (*named_lines(self._best(enrollment)), *override_lines(self.unfit(enrollment)))
        return (Prints(taken, missing), *self.proof_lines(enrollment), *asked)

    def _best(self, enrollment: Enrollment) -> list[SlapImpression]:
        tried = (best_attempt(enrollment.samples, slap, self.slaps) for slap in self.slaps.slaps)
        return [impression for impression in tried if impression is not None]

    def _unfit(self, enrollment: Enrollment, best: SlapImpression) -> Unfit:
        left = self.slaps.attempts - len(attempts_at(enrollment.samples, best.slap))
        override = override_of(enrollment.overrides, best.slap.value)
        checks = failed_checks(best, self.slaps)
        return Unfit(best.slap.value, checks, max(0, left), REASONS[Modality.FINGERS], override)

    def _slap(self, enrollment: Enrollment, slap: Slap) -> tuple[Problem, ...]:
        samples = enrollment.samples
        if not expected_fingers(enrollment, slap):
            return ()
        best = best_attempt(samples, slap, self.slaps)
        if best is None:
            return (Problem("REV-SLAP", {"slap": slap.value}, field=slap.value),)
        left = self.slaps.attempts - len(attempts_at(samples, slap))
        if left > 0 and not passed(best, self.slaps):
            return (Problem("REV-SLAP-QUALITY", {"slap": slap.value, "left": left}, field=slap.value),)
        if any(each.sample == slap.value and each.offered for each in self.unfit(enrollment)):
            return (Problem("REV-SLAP-WEAK", {"slap": slap.value}, field=slap.value),)
        return ()
