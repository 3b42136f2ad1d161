"""Whether prints are of the fingers that were asked for: the limits of each check, and what it found.

Every limit has its figure from real slaps (docs/standards.md#finger-names); a service's profile may set its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from station.domain.failed import FailedCheck
from station.domain.sample import Finger, Slap

Counts: TypeAlias = Literal["on", "off", "evaluation"]
"""Of a check: in evaluation it is measured and written down, and hinders nobody."""


@dataclass(frozen=True)
class Limits:
    """Between `ask` and `refuse` people are asked. Lengths in millimetres on the glass; shares of 1."""

    period_least_mm: float = 0.29
    period_most_mm: float = 0.58
    child_period_least_mm: float = 0.22
    child_period_most_mm: float = 0.50
    child_until_years: float = 12.0
    edge_ask_mm: float = 1.0
    edge_refuse_mm: float = 4.0
    arch_ask: float = 0.05
    arch_refuse: float = -0.05
    inner_above_mm: float = 3.0
    drop_ask_mm: float = 8.0
    drop_refuse_mm: float = -8.0
    absent_accept: float = 0.5
    absent_refuse: float = 0.02
    other_hand_accept: float = 0.05
    other_hand_refuse: float = 0.98
    slant_accept: float = 0.1
    slant_refuse: float = -0.1
    thumb_width: float = 1.10
    thumb_least_mm: float = 17.0
    thumb_step_ask_mm: float = 5.0
    thumb_step_refuse_mm: float = 6.0
    tip_ask: float = 1.25
    tip_refuse: float = 1.1
    tip_whole: float = 1.36
    blunt: float = 0.62
    widest_mm: float = 20.0
    little_length: float = 0.85
    smear: float = 0.50
    moved_mm: float = 1.0
    residue_mm2: float = 40.0
    writing_mm2: float = 10.0
    coherence: float = 0.12
    same_ask: float = 30.0
    same_refuse: float = 40.0

    def but(self, changed: Mapping[str, float]) -> "Limits":
        return replace(self, **changed)


LIMITS = tuple(each.name for each in fields(Limits))


@dataclass(frozen=True)
class CheckRules:
    """limits: of all checks. hand: whether the check of hands counts; cross: that of fingers taken twice."""

    limits: Limits = field(default_factory=Limits)
    hand: Counts = "on"
    cross: Counts = "on"


@dataclass(frozen=True)
class Finding:
    """What a check says against a slap. refuses: it must not be used; else people are asked. places: which of the
    fingers found, counted from the left; empty where it is about all of them."""

    check: FailedCheck
    refuses: bool
    places: tuple[int, ...] = ()


@dataclass(frozen=True)
class KnownPrint:
    """A print taken before of the same person. pixels: (height, width) uint8, upright, 500 ppi."""

    slap: Slap
    finger: Finger
    pixels: NDArray[np.uint8]


@dataclass(frozen=True)
class Before:
    """What a capture of fingers is to know of the person. years: old; None where nobody knows."""

    prints: tuple[KnownPrint, ...] = ()
    rules: CheckRules = field(default_factory=CheckRules)
    years: int | None = None
