"""What a live check of the portrait is: limits of what was measured, each with the advice for whoever is beyond it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from station.capture.bands import Band
from station.quality.face.analysis import FaceAnalysis

Box: TypeAlias = tuple[float, float, float, float]
"""x, y, width, height."""


@dataclass(frozen=True)
class Limit:
    """value: None when it cannot be judged, which passes. advice: what to do when the band is left. name: by which a
    profile may set it otherwise; "" where it may not."""

    value: Callable[[FaceAnalysis], float | None]
    band: Callable[[FaceAnalysis], Band]
    advice: Callable[[FaceAnalysis], str]
    unit: str = ""
    name: str = ""


@dataclass(frozen=True)
class Rule:
    """One line of the check list. The first limit that is broken speaks for it. asks: nothing can decide it but people:
    where it is broken the portrait is not taken by itself, but at once when it is asked for.
    place: of what it is about, in frame pixels; None where it is about all of the picture."""

    code: str
    limits: tuple[Limit, ...]
    asks: bool = False
    place: Callable[[FaceAnalysis], Box] | None = None


def limit(
    value: Callable[[FaceAnalysis], float | None],
    band: Band,
    advice: str | Callable[[FaceAnalysis], str],
    unit: str = "",
    name: str = "",
) -> Limit:
    return Limit(value, lambda _: band, advice if callable(advice) else lambda _: advice, unit, name)
