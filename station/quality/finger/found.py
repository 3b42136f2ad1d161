"""What is found in a slap, as values; light to import."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from station.domain.errors import StationError

Hand: TypeAlias = Literal["right", "left"]


class SlapImageUnusable(StationError):
    """The image is not one grey platen of a size and resolution a scanner delivers."""

    code = "STN-520"


@dataclass(frozen=True)
class FoundFinger:
    """One end phalanx. corners: top left, top right, bottom right, bottom left of the upright finger, each (x, y) in
    pixels of the image. turn_deg: clockwise from upright. tip: middle of the upper edge, (x, y). width_mm, length_mm:
    of the skin that touches, without the margin around it; bluntness: its width a little
    under the top, in its usual width. 0 where nobody measured."""

    corners: tuple[tuple[float, float], ...]
    turn_deg: float
    width_mm: float = 0.0
    length_mm: float = 0.0
    bluntness: float = 0.0

    @property
    def tip(self) -> tuple[float, float]:
        (left, top), (right, up) = self.corners[:2]
        return (left + right) / 2, (top + up) / 2


@dataclass(frozen=True)
class Segmentation:
    """fingers: left to right as they lie on the platen. hand: as far as the tips' heights tell, else None.

    turn_deg: clockwise turn of the whole hand. edge_mm: how much of the left, right and upper border skin reaches over;
    edge: where, as (x, y) in pixels of the image, left top and right bottom.
    """

    fingers: tuple[FoundFinger, ...]
    hand: Hand | None
    turn_deg: float
    edge_mm: float = 0.0
    edge: tuple[tuple[float, float], ...] = ()
