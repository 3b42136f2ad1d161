"""Of each placement how often it was taken, and why a finger was placed alone."""

from collections.abc import Iterator

from station.domain.enrollment import Enrollment
from station.domain.sample import Slap
from station.packet.placed import Placed, WhyAlone
from station.workflow.placements import Group, groups_of
from station.workflow.slaps import SlapPolicy


def placed_in(enrollment: Enrollment, policy: SlapPolicy) -> tuple[Placed, ...]:
    """Nothing where all of it was slaps of which everything counted."""
    placed = tuple(each for group in groups_of(enrollment, policy) for each in _placed(enrollment, group))
    return () if all(each.usual for each in placed) else placed


def _placed(enrollment: Enrollment, group: Group) -> Iterator[Placed]:
    samples = enrollment.samples
    for each in group.placements:
        made = tuple(item for item in samples.slaps if item.slap is each.slap)
        if made:
            yield Placed(each.slap, made, _why(group, each.slap, chosen=group.slap in samples.singly))


def _why(group: Group, slap: Slap, *, chosen: bool) -> WhyAlone | None:
    if not slap.alone:
        return None
    if group.slap.alone:
        return WhyAlone.SERVICE if slap is group.slap else WhyAlone.INSTEAD
    return WhyAlone.OPERATOR if chosen else WhyAlone.ATTEMPTS
