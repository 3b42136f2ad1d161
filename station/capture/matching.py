"""Whether one finger was taken twice: every print against every other of the impression and against all taken before,
whatever finger these are said to be of. Pure; pairs out, scores in."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from station.domain.failed import FailedCheck
from station.domain.finger_checks import Finding, Limits
from station.domain.sample import Finger

REPEATED, OTHER_FINGER = "FNG-REPEATED", "FNG-OTHER-FINGER"

Minutiae = bytes


@dataclass(frozen=True)
class Print:
    """minutiae: as `Nfiq2.measure` gives them, empty where there are none."""

    finger: Finger
    minutiae: Minutiae


class Matching:
    """fresh: of the impression, left to right. known: taken before."""

    def __init__(self, fresh: Sequence[Print], known: Sequence[Print], limits: Limits) -> None:
        self._fresh, self._limits = fresh, limits
        within = ((one, other, (one, other)) for one, other in combinations(range(len(fresh)), 2))
        self._within = [each for each in within if all(fresh[place].minutiae for place in each[2])]
        self._across = [
            (place, other) for place, one in enumerate(fresh) for other in known if one.minutiae and other.minutiae
        ]

    @property
    def pairs(self) -> tuple[tuple[Minutiae, Minutiae], ...]:
        """What is to be scored, in this order."""
        within = ((self._fresh[one].minutiae, self._fresh[other].minutiae) for one, other, _ in self._within)
        across = ((self._fresh[place].minutiae, other.minutiae) for place, other in self._across)
        return (*within, *across)

    def findings(self, scores: Sequence[int]) -> tuple[Finding, ...]:
        """Prints that are of one finger and should be of two. Of each finger the worst alone."""
        within, across = scores[: len(self._within)], scores[len(self._within) :]
        found = [self._finding(score, places) for score, (*_, places) in zip(within, self._within, strict=True)]
        for score, (place, other) in zip(across, self._across, strict=True):
            if other.finger is not self._fresh[place].finger:
                found.append(self._finding(score, (place,)))
        worst: dict[tuple[int, ...], Finding] = {}
        for each in sorted(found, key=_score):
            if _score(each) >= self._limits.same_ask:
                worst[each.places] = each
        return tuple(worst.values())

    def unlike(self, scores: Sequence[int]) -> tuple[Finding, ...]:
        """Of one finger alone: it was taken before, and this print is like none of those. People look which lies there;
        a bad print of the right one is like none too, so that it never refuses."""
        same = [
            score
            for score, (place, other) in zip(scores[len(self._within) :], self._across, strict=True)
            if other.finger is self._fresh[place].finger
        ]
        if len(self._fresh) != 1 or not same or max(same) >= self._limits.same_ask:
            return ()
        check = FailedCheck(
            OTHER_FINGER, self._fresh[0].finger.name.lower(), float(max(same)), f"x >= {self._limits.same_ask:g}"
        )
        return (Finding(check, refuses=False, places=(0,)),)

    def confirmed(self, scores: Sequence[int]) -> frozenset[Finger]:
        """Fingers whose print is surely the one that was taken as the same before."""
        across = zip(scores[len(self._within) :], self._across, strict=True)
        return frozenset(
            other.finger
            for score, (place, other) in across
            if other.finger is self._fresh[place].finger and score >= self._limits.same_refuse
        )

    def _finding(self, score: int, places: tuple[int, ...]) -> Finding:
        name = self._fresh[places[0]].finger.name.lower()
        check = FailedCheck(REPEATED, name, float(score), f"x < {self._limits.same_ask:g}")
        return Finding(check, score >= self._limits.same_refuse, places)


def _score(finding: Finding) -> float:
    return finding.check.value or 0.0
