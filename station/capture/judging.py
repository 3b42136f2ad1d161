"""Whether an impression shows the fingers that were asked for, the right way up and whole: one check after the other,
in the order in which each makes sense only when those before it hold. Pure; pictures in, findings out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from station.domain.failed import FailedCheck
from station.domain.finger_checks import CheckRules, Finding, Limits
from station.domain.sample import Finger, Slap
from station.quality.finger.absent import Choice, indices, likelihoods, of_hand, within_hand
from station.quality.finger.flow import Flow
from station.quality.finger.found import Hand, Segmentation
from station.quality.finger.light import inverted
from station.quality.finger.period import period_mm
from station.quality.finger.row import drop_mm, inner_above_mm, step_mm, straightened_mm, usual_width_mm
from station.quality.finger.segmentation import CROP_PPI
from station.quality.finger.writing import writing_mm2

INVERTED, PERIOD, EDGE, UPSIDE_DOWN = "FNG-INVERTED", "FNG-PERIOD", "FNG-EDGE", "FNG-UPSIDE-DOWN"
WRONG_HAND, ABSENT, HALF_TIP, THUMBS = "FNG-WRONG-HAND", "FNG-OTHER-ABSENT", "FNG-HALF-TIP", "FNG-THUMBS-SWAPPED"
NOT_THUMBS, SMEARED, MOVED, RESIDUE = "FNG-NOT-THUMBS", "FNG-SMEARED", "FNG-MOVED", "FNG-RESIDUE"
ONE_ALONE, PAPER, NOT_A_FINGER = "FNG-ONE-ALONE", "FNG-PAPER", "FNG-NOT-A-FINGER"

_LITTLE = (Finger.RIGHT_LITTLE, Finger.LEFT_LITTLE)


@dataclass(frozen=True)
class Seen:
    """One impression with as many fingers as were asked for, and what is known beside it.

    pixels: (height, width) uint8, as the scanner gave it. prints: upright at 500 ppi, left to right. moved_mm: since
    the last picture before it. known_width_mm: usual width of index, middle and ring fingers taken before; 0: none.
    """

    pixels: NDArray[np.uint8]
    resolution_ppi: int
    found: Segmentation
    prints: tuple[NDArray[np.uint8], ...]
    slap: Slap
    expected: tuple[Finger, ...]
    rules: CheckRules
    years: int | None = None
    moved_mm: float = 0.0
    known_width_mm: float = 0.0

    @property
    def limits(self) -> Limits:
        return self.rules.limits

    @property
    def hand(self) -> Hand | None:
        """None of two thumbs."""
        return {Slap.RIGHT_FOUR: "right", Slap.LEFT_FOUR: "left"}.get(self.slap)  # type: ignore[return-value]

    @cached_property
    def flows(self) -> tuple[Flow, ...]:
        return tuple(Flow(each, CROP_PPI) for each in self.prints)

    @cached_property
    def tips_mm(self) -> NDArray[np.float64]:
        return straightened_mm(self.found, self.resolution_ppi)


Check = Callable[[Seen], Iterator[Finding]]


def findings(seen: Seen) -> tuple[Finding, ...]:
    """Up to the first that refuses: what comes after it would be judged on wrong grounds."""
    told: list[Finding] = []
    for check in CHECKS:
        of_check = tuple(check(seen))
        told.extend(of_check)
        if any(each.refuses for each in of_check):
            break
    return tuple(told)


def of_the_glass(pixels: NDArray[np.uint8], resolution_ppi: int, residue_mm2: float, limits: Limits) -> Finding | None:
    """Why the picture is none whose fingers could be counted. residue_mm2: of ridges on the glass before anybody
    touched it."""
    if residue_mm2 > limits.residue_mm2:
        return Finding(_measured(RESIDUE, residue_mm2, f"x <= {limits.residue_mm2:g}", "mm2"), refuses=True)
    writing = writing_mm2(pixels, resolution_ppi)
    if writing > limits.writing_mm2 and np.median(pixels) > _DARK_GROUND:  # first: a card's rim may be dark
        return Finding(_measured(PAPER, writing, f"x <= {limits.writing_mm2:g}", "mm2"), refuses=True)
    return Finding(FailedCheck(INVERTED), refuses=True) if inverted(pixels) else None


_DARK_GROUND = 127  # grey level; broken ridges of an inverted dry hand look like writing, on a dark ground


def _period(seen: Seen) -> Iterator[Finding]:
    limits = seen.limits
    child = _is_child(seen)
    least = limits.child_period_least_mm if child else limits.period_least_mm
    most = limits.child_period_most_mm if child else limits.period_most_mm
    value = period_mm(seen.prints, CROP_PPI)
    if value is None or least <= value <= most:
        return
    drowned = value > most and all(_darkness(each) > _WET for each in seen.prints)
    if drowned and usual_width_mm([each.width_mm for each in seen.found.fingers]) <= limits.widest_mm:
        return  # what is left of drowned ridges lies too far apart, on fingers of a usual size
    yield Finding(_measured(PERIOD, value, f"{least:g} <= x <= {most:g}", "mm"), refuses=not drowned)


def _is_child(seen: Seen) -> bool:
    return seen.years is not None and seen.years < seen.limits.child_until_years


_CHILD = 0.75  # of a grown hand
_WET = 0.5


def _darkness(pixels: NDArray[np.uint8]) -> float:
    """Share of the middle half of a print that is darker than half-way from the lightest to the darkest."""
    height, width = pixels.shape
    middle = pixels[height // 4 : -height // 4, width // 4 : -width // 4]
    light, dark = np.percentile(pixels, (98.0, 2.0))
    return float((middle < (light + dark) / 2).mean())


def _ridges(seen: Seen) -> Iterator[Finding]:
    least = seen.limits.coherence
    wrong = {place: flow.coherence for place, flow in enumerate(seen.flows) if flow.coherence < least}
    if wrong:
        yield Finding(_measured(NOT_A_FINGER, min(wrong.values()), f"x >= {least:g}"), True, tuple(wrong))


def _edge(seen: Seen) -> Iterator[Finding]:
    reach = seen.found.edge_mm
    if reach >= seen.limits.edge_ask_mm:
        places = tuple(place for place, each in enumerate(seen.found.fingers) if _at(each.corners, seen.found.edge))
        check = _measured(EDGE, reach, f"x < {seen.limits.edge_ask_mm:g}", "mm")
        yield Finding(check, reach >= seen.limits.edge_refuse_mm, places)


def _at(corners: Sequence[tuple[float, float]], edge: Sequence[tuple[float, float]]) -> bool:
    """Whether a finger's box and the place at the edge meet."""
    (left, top), (right, bottom) = edge
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs) <= right and max(xs) >= left and min(ys) <= bottom and max(ys) >= top


def _upside_down(seen: Seen) -> Iterator[Finding]:
    if len(seen.prints) == 4:
        above = inner_above_mm(seen.tips_mm)
        if above < seen.limits.inner_above_mm:
            yield Finding(_measured(UPSIDE_DOWN, above, f"x >= {seen.limits.inner_above_mm:g}", "mm"), refuses=True)
            return
    arch = float(np.mean([each.arch for each in seen.flows]))
    if arch < seen.limits.arch_ask:
        yield Finding(_measured(UPSIDE_DOWN, arch, f"x >= {seen.limits.arch_ask:g}"), arch < seen.limits.arch_refuse)


def _hand_of_four(seen: Seen) -> Iterator[Finding]:
    if seen.hand is None or len(seen.prints) != 4 or seen.rules.hand == "off":
        return
    drop = drop_mm(seen.tips_mm, right=seen.hand == "right")
    if drop < seen.limits.drop_ask_mm:
        check = _measured(WRONG_HAND, drop, f"x >= {seen.limits.drop_ask_mm:g}", "mm")
        yield Finding(check, drop < seen.limits.drop_refuse_mm)


def _absent(seen: Seen) -> Iterator[Finding]:
    """Of two or three: is it this hand, and are it these fingers of it."""
    if seen.hand is None or not 1 < len(seen.prints) < 4:
        return
    width_mm = usual_width_mm([each.width_mm for each in seen.found.fingers])
    table = likelihoods(seen.tips_mm, width_mm)
    limits = seen.limits
    other = of_hand(table, "left" if seen.hand == "right" else "right")
    if other > limits.other_hand_accept and seen.rules.hand != "off":
        check = _measured(WRONG_HAND, other, f"x <= {limits.other_hand_accept:g}")
        yield Finding(check, other > limits.other_hand_refuse)
    choice = Choice(seen.hand, indices(each.name.split("_")[1].lower() for each in seen.expected))
    share = within_hand(table, choice)
    if share < limits.absent_accept:
        yield Finding(_measured(ABSENT, share, f"x >= {limits.absent_accept:g}"), share < limits.absent_refuse)


def _one_alone(seen: Seen) -> Iterator[Finding]:
    if len(seen.prints) == 1:
        yield Finding(FailedCheck(ONE_ALONE), refuses=False)


def _half_tip(seen: Seen) -> Iterator[Finding]:
    """A tip that is cut off is as wide at its top as below. What is short with a round tip misses only its lower part:
    of a little finger that is enough."""
    limits = seen.limits
    for place, (finger, name) in enumerate(zip(seen.found.fingers, seen.expected, strict=True)):
        if not finger.width_mm:
            continue
        share = finger.length_mm / finger.width_mm
        if finger.bluntness > limits.blunt:
            check = _measured(HALF_TIP, finger.bluntness, f"x <= {limits.blunt:g}", name=name)
            yield Finding(check, share < limits.tip_whole, (place,))  # longer: a lower phalanx may fill it up
        elif name in _LITTLE:
            if share < limits.little_length:
                yield Finding(_measured(HALF_TIP, share, f"x >= {limits.little_length:g}", name=name), False, (place,))
        elif share < limits.tip_ask:
            dry = _darkness(seen.prints[place]) < _DRY
            refuses = share < limits.tip_refuse and not dry
            yield Finding(_measured(HALF_TIP, share, f"x >= {limits.tip_ask:g}", name=name), refuses, (place,))


_DRY = 0.2


def _thumbs(seen: Seen) -> Iterator[Finding]:
    """Two neighbours of a hand stand in steps, thumbs laid down together do not: that is seen of the thumbs alone, also
    where they come first. How wide they are is held against the other fingers, or, where none is known, told in
    millimetres."""
    if not set(seen.expected) <= {*Slap.THUMBS.fingers}:
        return
    limits, width = seen.limits, float(np.mean([each.width_mm for each in seen.found.fingers]))
    least = limits.thumb_least_mm * (_CHILD if _is_child(seen) else 1.0)
    if seen.known_width_mm and width / seen.known_width_mm < limits.thumb_width:
        check = _measured(NOT_THUMBS, width / seen.known_width_mm, f"x >= {limits.thumb_width:g}")
        yield Finding(check, refuses=False)
    elif not seen.known_width_mm and width < least:
        yield Finding(_measured(NOT_THUMBS, width, f"x >= {least:g}", "mm"), refuses=False)
    if len(seen.flows) == 2:
        step = step_mm(seen.found, seen.resolution_ppi)
        if step >= limits.thumb_step_ask_mm:
            check = _measured(NOT_THUMBS, step, f"x < {limits.thumb_step_ask_mm:g}", "mm")
            yield Finding(check, step >= limits.thumb_step_refuse_mm)
        yield from _exchanged(seen.flows[0].slant, seen.flows[1].slant, limits)


def _exchanged(left: float, right: float, limits: Limits) -> Iterator[Finding]:
    """A few people have one thumb whose loop opens to the other side. So one thumb alone makes people ask, however
    much it slants; only two that both run as the other's would refuse."""
    slant = left - right
    if slant <= limits.slant_accept:
        check = _measured(THUMBS, slant, f"x > {limits.slant_accept:g}")
        yield Finding(check, slant < limits.slant_refuse and left < 0.0 < right)


def _motion(seen: Seen) -> Iterator[Finding]:
    if seen.moved_mm > seen.limits.moved_mm:
        yield Finding(_measured(MOVED, seen.moved_mm, f"x <= {seen.limits.moved_mm:g}", "mm"), refuses=False)
    roundness = float(np.mean([each.roundness for each in seen.flows]))
    if roundness < seen.limits.smear:
        yield Finding(_measured(SMEARED, roundness, f"x >= {seen.limits.smear:g}"), refuses=False)


def _measured(code: str, value: float, limit: str, unit: str = "", name: Finger | None = None) -> FailedCheck:
    return FailedCheck(code, "" if name is None else name.name.lower(), round(value, 3), limit, unit)


CHECKS: tuple[Check, ...] = (
    _ridges, _period, _edge, _upside_down, _hand_of_four, _absent, _one_alone, _half_tip, _thumbs, _motion,
)  # fmt: skip
"""In their order. Glass (`of_the_glass`) and number of fingers (`placement`) come before, matching (`matching`)
after."""
