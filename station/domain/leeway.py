"""What a portrait is not judged by, or judged by less strictly, for the person before the camera: an eye that is not
open, and the age of a small child. Everything else is judged as of anybody."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from station.domain.sample import Eye

INFANT_BELOW, CHILD_BELOW = 1, 6
"""Years (docs/standards.md#face-limits)."""


class Young(StrEnum):
    INFANT = "infant"
    CHILD = "child"


@dataclass(frozen=True)
class Leeway:
    """eyes: of which nothing is judged. young: None of anybody who is no small child, or of whom that is not sure.
    limits: which the service sets, by name (station.domain.face_measures)."""

    eyes: frozenset[Eye] = frozenset()
    young: Young | None = None
    limits: tuple[tuple[str, float], ...] = ()


EVERYTHING = Leeway()
"""Is judged."""


def young_at(years: int | None) -> Young | None:
    """years: at most so old; None where nobody knows."""
    if years is None or years >= CHILD_BELOW:
        return None
    return Young.INFANT if years < INFANT_BELOW else Young.CHILD


def leeway(eyes: Collection[Eye], years: int | None) -> Leeway:
    return Leeway(frozenset(eyes), young_at(years))
