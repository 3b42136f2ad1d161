"""What is placed on the glass and what of it goes on: slaps as the service asks for them, and fingers one by one.

Of a *slap* fingers are placed alone where an operator chose it, or, where the service says in which order, after the
slap failed: then of each finger the better print counts. Where the service asks for one *finger*, another one of that
hand takes its place when it is missing or failed, in the service's order (BSI TR-03121-3.2 v6.0, fallback).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from station.domain.enrollment import Enrollment
from station.domain.failed import FailedCheck
from station.domain.override import override_of
from station.domain.sample import Finger, FingerImage, Slap, SlapImpression, alone
from station.workflow.slaps import (
    SlapPolicy,
    attempts_at,
    best_attempt,
    expected_fingers,
    failed_checks,
    in_order,
    passed,
    vetoes_at,
)


@dataclass(frozen=True)
class Placement:
    """One placement as it stands. expected: its fingers without the missing ones. tried: what counts as an attempt.
    best: of them; left: how often it may still be tried. skipped: its fingers are taken one by one."""

    slap: Slap
    expected: tuple[Finger, ...]
    tried: tuple[SlapImpression, ...]
    best: SlapImpression | None
    left: int
    passed: bool
    wanted: int
    may_veto: bool
    skipped: bool = False

    @property
    def more(self) -> bool:
        """Good enough, and wanted more often all the same: the best of several counts."""
        return self.passed and len(self.tried) < self.wanted

    @property
    def over(self) -> bool:
        """Nothing more comes of it by itself."""
        used = self.left == 0 and self.best is not None
        return not self.expected or self.skipped or used or (self.passed and not self.more)


@dataclass(frozen=True)
class Group:
    """What comes of one slap, or of one finger, that the service asks for. placements: in their order; what goes on of
    them `counts`, each impression with no more than the fingers that come from it."""

    slap: Slap
    placements: tuple[Placement, ...]
    counts: tuple[SlapImpression, ...]
    policy: SlapPolicy
    overridden: bool

    @property
    def whole(self) -> bool:
        """Whether of every finger that is asked for something is there."""
        if self.slap.alone:
            return bool(self.counts)
        there = {item.finger for each in self.counts for item in each.fingers}
        return bool(self.counts) and there >= {*self.placements[0].expected}

    @cached_property
    def failed(self) -> tuple[FailedCheck, ...]:
        """What does not reach its threshold, of what counts."""
        if not self.counts:
            return ()
        fingers = in_order(self.slap, [item for each in self.counts for item in each.fingers])
        return failed_checks(replace(self.counts[0], fingers=fingers), self.policy)

    @property
    def passed(self) -> bool:
        return self.whole and not self.failed

    @property
    def left(self) -> int:
        """Tries to be made before anything else is done about it."""
        return sum(each.left for each in self.placements if not each.over)

    @property
    def open(self) -> tuple[Placement, ...]:
        """At which something is still to be taken."""
        settled = self.overridden and self.whole
        return () if settled else tuple(each for each in self.placements if not each.over)


def groups_of(enrollment: Enrollment, policy: SlapPolicy) -> tuple[Group, ...]:
    made = _of_a_finger, _of_a_slap
    return tuple((made[0] if slap.alone else made[1])(enrollment, slap, policy) for slap in policy.slaps)


def counting(enrollment: Enrollment, policy: SlapPolicy) -> tuple[SlapImpression, ...]:
    """All that goes on, in order of capture."""
    return tuple(each for group in groups_of(enrollment, policy) for each in group.counts)


def placement(enrollment: Enrollment, slap: Slap, policy: SlapPolicy) -> Placement:
    samples = enrollment.samples
    tried, best = attempts_at(samples, slap), best_attempt(samples, slap, policy)
    return Placement(
        slap,
        expected_fingers(enrollment, slap),
        tried,
        best,
        max(0, policy.attempts - len(tried)),
        best is not None and passed(best, policy),
        min(policy.best_of, policy.attempts),
        bool(tried) and vetoes_at(samples, slap) < policy.attempts,
    )


def _of_a_slap(enrollment: Enrollment, slap: Slap, policy: SlapPolicy) -> Group:
    whole = placement(enrollment, slap, policy)
    failed = whole.best is not None and whole.left == 0 and not whole.passed
    overridden = _overridden(enrollment, slap)
    single: tuple[Placement, ...] = ()
    if slap in enrollment.samples.singly or (failed and policy.fallback):
        weak = _weak(whole, policy)
        each_alone = [placement(enrollment, alone(each), policy) for each in policy.order_of(slap) if each in weak]
        single = tuple(each for each in each_alone if each.tried or not overridden)
        whole = replace(whole, skipped=bool(single))
    prints = [each.best for each in (whole, *single) if each.best is not None]
    return Group(slap, (whole, *single), _merged(prints), policy, overridden)


def _weak(whole: Placement, policy: SlapPolicy) -> frozenset[Finger]:
    """Fingers of which the slap gave nothing good enough; of those alone that are asked for."""
    held = {} if whole.best is None else {item.finger: item.quality.score for item in whole.best.fingers}
    asked = frozenset(whole.expected) if policy.named is None else policy.named.intersection(whole.expected)
    return frozenset(each for each in asked if (held.get(each) or 0) < policy.thresholds[each] or each not in held)


def _merged(impressions: Sequence[SlapImpression]) -> tuple[SlapImpression, ...]:
    """Each finger once, from the impression with its highest score; of two alike from the later one."""
    chosen: dict[Finger, tuple[int, int]] = {}
    for place, impression in enumerate(impressions):
        for item in impression.fingers:
            found = (_score(item), place)
            chosen[item.finger] = max(chosen.get(item.finger, found), found)
    cut = (_with_only(each, place, chosen) for place, each in enumerate(impressions))
    return tuple(each for each in cut if each.fingers)


def _with_only(impression: SlapImpression, place: int, chosen: dict[Finger, tuple[int, int]]) -> SlapImpression:
    return replace(impression, fingers=tuple(each for each in impression.fingers if chosen[each.finger][1] == place))


def _of_a_finger(enrollment: Enrollment, slap: Slap, policy: SlapPolicy) -> Group:
    """Until one passes: those before it were tried as often as they may be."""
    missing = {item.finger for item in enrollment.exceptions}
    order = [each for each in policy.order_of(slap) if policy.named is None or each in policy.named]
    overridden = _overridden(enrollment, slap)
    made: list[Placement] = []
    for finger in order:
        if finger in missing:
            continue
        made.append(placement(enrollment, alone(finger), policy))
        if overridden or made[-1].passed or made[-1].left:
            break
    if not made:
        return Group(slap, (placement(enrollment, slap, policy),), (), policy, overridden)
    good = next((each.best for each in made if each.passed and each.best is not None), None)
    return Group(slap, tuple(made), (good,) if good is not None else _highest(made), policy, overridden)


def _highest(made: Sequence[Placement]) -> tuple[SlapImpression, ...]:
    """Where none passes the highest score counts; of two alike that of the finger that is asked for first."""
    tried = [each.best for each in made if each.best is not None]
    if not tried:
        return ()
    return (max(tried, key=lambda each: _score(each.fingers[0])),)


def _score(item: FingerImage) -> int:
    """One that could not be computed is worse than any."""
    return -1 if item.quality.score is None else item.quality.score


def _overridden(enrollment: Enrollment, slap: Slap) -> bool:
    return override_of(enrollment.overrides, slap.value) is not None
