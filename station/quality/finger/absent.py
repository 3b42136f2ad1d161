"""Which fingers of a hand lie on the glass when some do not: how likely each choice is, by the tips' gaps and drops.

Hands are drawn at random around a mean one; each choice of fingers gets the Gaussian of its draws. Where absent fingers
leave a gap, neighbours close part of it.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import combinations, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from station.quality.finger.found import Hand

_TIPS_MM = np.array(((-18.9, 12.4), (0.0, 0.0), (16.7, 8.7), (38.0, 35.4)))  # index to little; middle finger at zero
_USUAL_WIDTH_MM = 14.0  # of the hands that mean was taken from
_DRAWS, _SEED = 6000, 14
_TIP_SD_MM, _TURN_SD_DEG, _SCALE_SD = (2.0, 3.0), 6.0, 0.08
_GAP_MM, _CLOSED_MOST = 17.0, 0.35  # a gap one finger wide, and how far neighbours close it

Indices = tuple[int, ...]


class Choice(NamedTuple):
    """fingers: which of index 0, middle 1, ring 2, little 3 lie there."""

    hand: Hand
    fingers: Indices


def likelihoods(tips: NDArray[np.float64], width_mm: float) -> Mapping[Choice, float]:
    """How likely each choice of as many fingers of either hand is; they sum to 1.

    tips: (2 or 3, 2) straightened, left to right, millimetres, y down. width_mm: usual width of these fingers.
    """
    scale = _USUAL_WIDTH_MM / width_mm if width_mm > 0 else 1.0
    seen = np.diff(tips * scale, axis=0).ravel()
    shapes = _shapes(len(tips))
    logs = {choice: _log(seen, mean, inverse, volume) for choice, (mean, inverse, volume) in shapes.items()}
    most = max(logs.values())
    weights = {choice: float(np.exp(log - most)) for choice, log in logs.items()}
    total = sum(weights.values())
    return {choice: weight / total for choice, weight in weights.items()}


def of_hand(table: Mapping[Choice, float], hand: Hand) -> float:
    return sum(share for choice, share in table.items() if choice.hand == hand)


def within_hand(table: Mapping[Choice, float], choice: Choice) -> float:
    """How likely a choice is when the hand is known."""
    all_of_it = of_hand(table, choice.hand)
    return table[choice] / all_of_it if all_of_it > 0 else 0.0


def _log(seen: NDArray[np.float64], mean: NDArray[np.float64], inverse: NDArray[np.float64], volume: float) -> float:
    away = seen - mean
    return -0.5 * (float(away @ inverse @ away) + volume)


@lru_cache(maxsize=2)
def _shapes(count: int) -> Mapping[Choice, tuple[NDArray[np.float64], NDArray[np.float64], float]]:
    return {
        Choice(hand, fingers): _gaussian(_draws(fingers, hand))
        for hand in ("right", "left")
        for fingers in combinations(range(4), count)
    }


def _gaussian(features: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    covariance = np.cov(features.T)
    inverse = np.asarray(np.linalg.inv(covariance), dtype=np.float64)
    return features.mean(axis=0), inverse, float(np.linalg.slogdet(covariance)[1])


def _draws(fingers: Indices, hand: Hand) -> NDArray[np.float64]:
    """(draws, 2 x gaps): x and y from each tip to the next, left to right."""
    rng = np.random.default_rng(_SEED)
    tips = _TIPS_MM[list(fingers)] + rng.standard_normal((_DRAWS, len(fingers), 2)) * _TIP_SD_MM
    for place, (one, following) in enumerate(pairwise(fingers)):
        gaps = following - one - 1
        tips[:, place + 1 :, 0] -= (gaps * _GAP_MM * rng.uniform(0.0, _CLOSED_MOST, _DRAWS))[:, None]
    if hand == "left":
        tips = tips[:, ::-1] * (-1.0, 1.0)
    angle = np.deg2rad(rng.standard_normal(_DRAWS) * _TURN_SD_DEG)
    cos, sin = np.cos(angle), np.sin(angle)
    turned = np.einsum("nij,nkj->nki", np.stack([np.stack([cos, -sin], -1), np.stack([sin, cos], -1)], 1), tips)
    scaled = turned * (1.0 + _SCALE_SD * rng.standard_normal(_DRAWS))[:, None, None]
    return np.asarray(np.diff(scaled, axis=1).reshape(_DRAWS, -1))


def indices(names: Iterable[str]) -> Indices:
    """Of fingers by the end of their names, such as "index"."""
    return tuple(sorted(("index", "middle", "ring", "little").index(name) for name in names))
