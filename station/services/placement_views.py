"""Each placement of fingers as front ends are shown it."""

from collections.abc import Sequence

from station.domain.enrollment import Enrollment
from station.domain.override import Unfit, unfit_in
from station.services.views import SlapView
from station.workflow.placements import Group, Placement, groups_of
from station.workflow.slaps import SlapPolicy, scores_of


def placement_views(enrollment: Enrollment, policy: SlapPolicy, unfit: Sequence[Unfit]) -> tuple[SlapView, ...]:
    """What is to be placed, in order: each slap or finger of the service, and behind it what stands for parts of it."""
    groups = groups_of(enrollment, policy)
    return tuple(
        _placement(group, each, unfit_in(unfit, group.slap.value)) for group in groups for each in group.placements
    )


def _placement(group: Group, placed: Placement, unfit: Unfit | None) -> SlapView:
    """Of a slap whose fingers came one by one too, what counts of all of them."""
    slap, best = placed.slap, placed.best
    own = slap is group.slap
    scores = dict(scores_of(best)) if best is not None else {}
    if own and not slap.alone:
        scores = {finger: score for each in group.counts for finger, score in scores_of(each).items()}
    return SlapView(
        slap=slap,
        expected=placed.expected,
        attempts=len(placed.tried),
        attempts_left=placed.left,
        best_attempt=best.attempt if best else None,
        scores=scores,
        thresholds={finger: group.policy.thresholds[finger] for finger in placed.expected},
        passed=group.passed if own and not slap.alone else placed.passed,
        needs_reason=_holds(group, placed) and unfit is not None and unfit.offered and not group.left,
        more=placed.more,
        wanted=placed.wanted,
        skipped=placed.skipped,
        part_of=None if own else group.slap,
        may_veto=placed.may_veto and best is not None,
        may_singly=own and not slap.alone and not group.passed and bool(placed.expected) and not placed.skipped,
    )


def _holds(group: Group, placed: Placement) -> bool:
    """Whether a question about the group is asked at this placement: at a slap, or at the last of single fingers."""
    return placed is (group.placements[-1] if group.slap.alone else group.placements[0])
