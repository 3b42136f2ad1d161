"""Where a camera's zero of pitch lies: people who look straight into it seem to look up or down, as it hangs. Learnt
from portraits that were taken and approved, as a median that a few odd ones do not move (ADR 182). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from statistics import median

from station.domain.face_facts import MOST_DEGREES

LEAST = 10
"""Portraits before anything is applied: of ten the median is wrong by 2.6 degrees in one case of twenty."""

KEPT = 100
"""Portraits of a camera that count, the newest: one that was moved is known again."""

_SURE = 0.95


@dataclass(frozen=True)
class PitchZero:
    """Degrees, > 0 looking down. count: portraits it rests on. middle: their median. low, high: what does not
    contradict them, at 95 %; None of fewer than six."""

    count: int
    middle: float
    low: float | None
    high: float | None

    @property
    def offset(self) -> float:
        """What is applied: nothing of too few, nothing that may as well be none, and never more than a camera may hang
        off."""
        if self.count < LEAST or self.low is None or self.high is None or self.low <= 0.0 <= self.high:
            return 0.0
        return max(-MOST_DEGREES, min(MOST_DEGREES, self.middle))

    @property
    def beyond(self) -> bool:
        """Whether the camera hangs so far off that it is to be moved."""
        return self.count >= LEAST and abs(self.middle) > MOST_DEGREES

    def __str__(self) -> str:
        """Its numbers, which need no language."""
        between = "" if self.low is None or self.high is None else f", {self.low:+.1f} … {self.high:+.1f}"
        return f"{self.middle:+.1f}° (n = {self.count}{between})"


def learnt(measured: Sequence[float]) -> PitchZero | None:
    """measured: of the portraits of one camera, as the program's own zero has them. None of none."""
    if not measured:
        return None
    ordered, inward = sorted(measured), _inward(len(measured))
    low, high = (None, None) if inward is None else (ordered[inward], ordered[-1 - inward])
    return PitchZero(len(ordered), median(ordered), low, high)


def _inward(count: int) -> int | None:
    """How many of either end lie outside the median's interval (order statistics, exact); None where all of them are
    too few."""
    outside, found = 0.0, None
    for place in range(count // 2):
        outside += comb(count, place) / 2**count
        if 2 * outside > 1 - _SURE:
            break
        found = place
    return found
