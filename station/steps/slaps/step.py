"""Plain impressions of all fingers: four of each hand, then both thumbs. Missing fingers are marked before capture."""

from dataclasses import dataclass, replace
from typing import ClassVar

from station.domain.enrollment import Enrollment
from station.domain.errors import Problem
from station.domain.exceptions import exception_in
from station.domain.lines import Prints, Shown
from station.domain.override import REASONS, Unfit, override_of
from station.domain.sample import Modality
from station.forms import Sheet
from station.packet.part import Part
from station.steps.excepting import ExceptingStep
from station.steps.overridden import override_lines, overrides_at
from station.steps.slaps import content
from station.steps.slaps.named import named_lines, taken_lines
from station.steps.slaps.placed import placed_in
from station.workflow.placements import Group, Placement, counting, groups_of
from station.workflow.slaps import passed, scores_of


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
        if not enrollment.version:  # version 0.1.0 asked nobody
            return ()
        return tuple(self._unfit(enrollment, each) for each in self._groups(enrollment) if self._asks(each))

    def problems(self, enrollment: Enrollment, sheet: Sheet) -> tuple[Problem, ...]:
        slaps = (problem for group in self._groups(enrollment) for problem in self._group(enrollment, group))
        return (*slaps, *self.unproven(enrollment, sheet))

    def part(self, enrollment: Enrollment, sheet: Sheet) -> Part:
        best = list(counting(enrollment, self.slaps))
        below = frozenset(impression.slap for impression in best if not passed(impression, self.slaps))
        named = self.slaps.named
        if named is not None:
            best = [replace(each, fingers=tuple(one for one in each.fingers if one.finger in named)) for each in best]
        said = self.service.profile.samples.fingers
        record = None if said is None else said.record
        fingers = content.part(best, exception_in(enrollment.items, Modality.FINGERS), below, record)
        fingers = replace(fingers, placed=placed_in(enrollment, self.slaps))
        return replace(self.with_proof(fingers, enrollment), overrides=overrides_at(self.unfit(enrollment)))

    def lines(self, enrollment: Enrollment, sheet: Sheet) -> tuple[Shown, ...]:
        best = counting(enrollment, self.slaps)
        taken = {finger: score for each in best for finger, score in scores_of(each).items()}
        missing = {item.finger: item.reason for item in enrollment.exceptions}
        asked = (*named_lines(best), *taken_lines(enrollment.samples, best), *override_lines(self.unfit(enrollment)))
        return (Prints(taken, missing), *self.proof_lines(enrollment), *asked)

    def _groups(self, enrollment: Enrollment) -> tuple[Group, ...]:
        return groups_of(enrollment, self.slaps)

    def _asks(self, group: Group) -> bool:
        """Whether people may say something to what does not pass. What counts by itself once all attempts are made
        needs no word of theirs but before."""
        if not group.whole or group.passed:
            return False
        return not self.slaps.weak_counts or group.overridden or (self.slaps.force and group.left > 0)

    def _unfit(self, enrollment: Enrollment, group: Group) -> Unfit:
        left = 0 if self.slaps.force else group.left
        override = override_of(enrollment.overrides, group.slap.value)
        return Unfit(group.slap.value, group.failed, left, REASONS[Modality.FINGERS], override)

    def _group(self, enrollment: Enrollment, group: Group) -> tuple[Problem, ...]:
        still = group.open
        if still:
            return tuple(_open(each) for each in still)
        if any(each.sample == group.slap.value and each.offered for each in self.unfit(enrollment)):
            return (Problem("REV-SLAP-WEAK", {"slap": group.slap.value}, field=group.slap.value),)
        return ()


def _open(each: Placement) -> Problem:
    name = each.slap.value
    if each.best is None:
        return Problem("REV-SLAP", {"slap": name}, field=name)
    if each.more:
        return Problem("REV-SLAP-MORE", {"slap": name, "made": len(each.tried), "wanted": each.wanted}, field=name)
    return Problem("REV-SLAP-QUALITY", {"slap": name, "left": each.left}, field=name)
