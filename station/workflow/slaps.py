"""Attempts at a slap: what is expected, which attempt counts, whether it is good enough (BSI TR-03121-3.2 v6.0)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from station.domain.enrollment import Enrollment
from station.domain.finger_checks import CheckRules
from station.domain.override import FINGER_QUALITY, FailedCheck
from station.domain.sample import Finger, FingerImage, Samples, Slap, SlapImpression, hand_of

# Best capture is decided finger by finger in this order; of two thumbs the right one first.
_PRIORITY = (
    Finger.RIGHT_INDEX, Finger.LEFT_INDEX,
    Finger.RIGHT_MIDDLE, Finger.LEFT_MIDDLE,
    Finger.RIGHT_RING, Finger.LEFT_RING,
    Finger.RIGHT_LITTLE, Finger.LEFT_LITTLE,
    Finger.RIGHT_THUMB, Finger.LEFT_THUMB,
)  # fmt: skip


_KINDS = ("INDEX", "MIDDLE", "RING", "LITTLE", "THUMB")
"""In which order fingers are placed alone where the service says none."""


@dataclass(frozen=True)
class SlapPolicy:
    """thresholds: least NFIQ 2 score of each finger. attempts: how often one slap may be tried. named: the fingers
    alone that are asked for, where somebody named them; of the others on the same impression nothing is cut out.
    weak_counts: whether the best of all attempts counts by itself where it does not reach the thresholds; else people
    let it pass, with a reason. average: whether the fingers of a slap must reach
    their thresholds on average only, and the best average makes the best attempt. checks: how it is judged which
    fingers were taken. best_of: how often a placement is taken though it is good enough before. fallback: in which
    order fingers are placed alone after a slap failed, or take the place of one that did; none: no one does by itself.
    force: whether people may let prints pass before all attempts are made."""

    thresholds: Mapping[Finger, int]
    attempts: int = 3
    slaps: tuple[Slap, ...] = (Slap.RIGHT_FOUR, Slap.LEFT_FOUR, Slap.THUMBS)
    named: frozenset[Finger] | None = None
    weak_counts: bool = True
    average: bool = False
    checks: CheckRules = field(default_factory=CheckRules)
    best_of: int = 1
    fallback: tuple[str, ...] = ()
    force: bool = False

    def order_of(self, slap: Slap) -> tuple[Finger, ...]:
        """In which its fingers are placed alone; of a single finger what may stand for it too, itself first."""
        kinds = self.fallback or _KINDS
        if not slap.alone:
            return tuple(sorted(slap.fingers, key=lambda each: _place(each, kinds)))
        own = slap.fingers[0]
        hand = hand_of(own).upper()
        return tuple(dict.fromkeys((own, *(Finger[f"{hand}_{kind}"] for kind in self.fallback))))


@dataclass(frozen=True)
class FingerRules:
    """What signed policy orders for fingers, over what the profile says. thresholds: least NFIQ 2 score of each finger
    for which policy has one. attempts: at one slap; None where the profile's number holds."""

    thresholds: Mapping[Finger, int]
    attempts: int | None = None


def expected_fingers(enrollment: Enrollment, slap: Slap) -> tuple[Finger, ...]:
    """Fingers to be presented, left to right, without those marked missing."""
    missing = {item.finger for item in enrollment.exceptions}
    return tuple(finger for finger in slap.fingers if finger not in missing)


def attempts_at(samples: Samples, slap: Slap) -> tuple[SlapImpression, ...]:
    """Those that count: what an operator did not let count was no attempt."""
    return tuple(item for item in samples.slaps if item.slap is slap and item.veto is None)


def vetoes_at(samples: Samples, slap: Slap) -> int:
    return sum(item.slap is slap and item.veto is not None for item in samples.slaps)


def in_order(slap: Slap, fingers: Iterable[FingerImage]) -> tuple[FingerImage, ...]:
    """Left to right as they lie on the platen."""
    places = {finger: place for place, finger in enumerate(slap.fingers)}
    return tuple(sorted(fingers, key=lambda item: places.get(item.finger, 0)))


def best_attempt(samples: Samples, slap: Slap, policy: SlapPolicy) -> SlapImpression | None:
    """The attempt that counts: index before middle before ring before little, thumbs right first; ties go to the last.
    Where the average counts, that of the highest.

    A score that could not be computed is worse than any score.
    """
    tried = attempts_at(samples, slap)
    ranked = _average if policy.average else _ranking
    return max(tried, key=lambda item: (ranked(item), item.attempt), default=None)


def scores_of(impression: SlapImpression) -> Mapping[Finger, int | None]:
    return {item.finger: item.quality.score for item in impression.fingers}


def failed_checks(impression: SlapImpression, policy: SlapPolicy) -> tuple[FailedCheck, ...]:
    """The fingers that do not reach their threshold, left to right; none where the average counts and suffices."""
    if policy.average and _average(impression)[0] >= _wanted(impression, policy):
        return ()
    return tuple(
        FailedCheck(
            FINGER_QUALITY, item.finger.name.lower(), item.quality.score, f"x >= {policy.thresholds[item.finger]}"
        )
        for item in impression.fingers
        if item.quality.score is None or item.quality.score < policy.thresholds[item.finger]
    )


def passed(impression: SlapImpression, policy: SlapPolicy) -> bool:
    """Whether each finger of the impression reaches its threshold."""
    return not failed_checks(impression, policy)


def _place(finger: Finger, kinds: Sequence[str]) -> int:
    """Of kinds that are not named, last."""
    kind = finger.name.partition("_")[2]
    return kinds.index(kind) if kind in kinds else len(kinds)


def _average(impression: SlapImpression) -> tuple[float, ...]:
    """A score that could not be computed counts as none at all: 0."""
    scores = [score or 0 for score in scores_of(impression).values()]
    return (sum(scores) / len(scores) if scores else 0.0,)


def _wanted(impression: SlapImpression, policy: SlapPolicy) -> float:
    wanted = [policy.thresholds[item.finger] for item in impression.fingers]
    return sum(wanted) / len(wanted) if wanted else 0.0


def _ranking(impression: SlapImpression) -> tuple[float, ...]:
    scores = scores_of(impression)
    return tuple(-1 if scores[finger] is None else scores[finger] or 0 for finger in _PRIORITY if finger in scores)
