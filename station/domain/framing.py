"""How a head may stand in its portrait, whoever placed it there: the table of ICAO for the crop, as plain arithmetic.

The rule cuts every portrait alike (`station.quality.face.geometry`); people may move what it cuts within this table,
and nothing outside it is kept. Source: ICAO TR Portrait Quality v1.0, ISO/IEC 39794-5 Annex D.1
(standards.md#face-geometry).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import atan2, cos, degrees, dist, inf, radians, sin
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from station.domain.face_facts import Adjustment

Point: TypeAlias = tuple[float, float]


ORIGINAL = 1200, 1600
"""Pixels of the crop that is kept beside the document's (ICAO TR Portrait Quality): the same stretch of height,
narrower by a 27th."""


def moved(to_frame: NDArray[np.float64], size: tuple[int, int], by: Adjustment) -> NDArray[np.float64]:
    """(2, 3) map from the adjusted portrait's pixels to the frame's. to_frame: of the portrait as the rule cuts it;
    size: its width and height."""
    across, along = cos(radians(by.turn)) * by.size, sin(radians(by.turn)) * by.size
    turn = to_frame[:, :2] @ np.array([[across, -along], [along, across]])
    middle = (np.array(size) - 1) / 2
    to = middle + np.array([by.across * size[0], by.down * size[1]])
    return np.column_stack([turn, to_frame[:, :2] @ to + to_frame[:, 2] - turn @ middle])


class Measure(StrEnum):
    HEAD = "head"  # from crown to chin over the portrait's height; the crown is not seen: twice eyes to chin
    EYES = "eyes"  # the middle of the eyes from the top, over the height
    MIDDLE = "middle"  # of the eyes from the left, over the width
    WIDTH = "width"  # of the face over the portrait's
    TURN = "turn"  # of the line between the pupils, degrees
    APART = "apart"  # pupils, pixels of the portrait
    DETAIL = "detail"  # true pixels to one of the portrait: below 1 some are made up
    FRAME = "frame"  # least room to the edge of the picture, over the height: below 0 there is nothing to cut


@dataclass(frozen=True)
class Band:
    low: float
    high: float

    def holds(self, value: float) -> bool:
        return self.low - _ROUNDING <= value <= self.high + _ROUNDING


_ROUNDING = 1e-6
TABLE: Mapping[Measure, Band] = {
    Measure.HEAD: Band(0.60, 0.90),
    Measure.EYES: Band(0.30, 0.50),
    Measure.MIDDLE: Band(0.45, 0.55),
    Measure.WIDTH: Band(0.50, 0.75),
    Measure.TURN: Band(-8.0, 8.0),
    Measure.APART: Band(90.0, inf),
    Measure.DETAIL: Band(1.0, inf),
    Measure.FRAME: Band(0.0, inf),
}


@dataclass(frozen=True)
class Head:
    """Of a portrait as the rule cuts it, in its pixels. size: width, height. eyes: image-left, image-right. width: of
    the face without hair. corners: of the frame that it was cut from. detail: frame pixels to one of the portrait."""

    size: tuple[int, int]
    eyes: tuple[Point, Point]
    chin: Point
    width: float
    corners: tuple[Point, Point, Point, Point]
    detail: float

    def measured(self, by: Adjustment) -> Mapping[Measure, float]:
        """What the table asks about, of the portrait that this adjustment cuts."""
        width, height = self.size
        left, right = (self._moved(eye, by) for eye in self.eyes)
        chin = self._moved(self.chin, by)
        middle = (left[0] + right[0]) / 2, (left[1] + right[1]) / 2
        return {
            Measure.HEAD: 2 * dist(middle, chin) / height,
            Measure.EYES: (middle[1] + 0.5) / height,
            Measure.MIDDLE: (middle[0] + 0.5) / width,
            Measure.WIDTH: self.width / by.size / width,
            Measure.TURN: degrees(atan2(right[1] - left[1], right[0] - left[0])),
            Measure.APART: dist(left, right),
            Measure.DETAIL: self.detail * by.size,
            Measure.FRAME: self._room(by) / height,
        }

    def broken(self, by: Adjustment) -> tuple[Measure, ...]:
        """What of the table would not hold. Where the rule itself cannot keep to it, for an unusual face or a camera
        with few pixels, nobody is asked for more than the rule gives; but for no less."""
        ruled, found = self.measured(Adjustment()), self.measured(by)
        return tuple(
            each
            for each, band in TABLE.items()
            if not Band(min(band.low, ruled[each]), max(band.high, ruled[each])).holds(found[each])
        )

    def _moved(self, point: Point, by: Adjustment) -> Point:
        """Where a point of the portrait of the rule lies in the adjusted one (`PortraitGeometry.adjusted`, inverse)."""
        width, height = self.size
        x = point[0] - (width - 1) / 2 - by.across * width
        y = point[1] - (height - 1) / 2 - by.down * height
        turn_x, turn_y = cos(radians(by.turn)) / by.size, sin(radians(by.turn)) / by.size
        return x * turn_x + y * turn_y + (width - 1) / 2, y * turn_x - x * turn_y + (height - 1) / 2

    def _room(self, by: Adjustment) -> float:
        """From the portrait's nearest corner to the nearest edge of the frame, in its pixels, < 0 outside."""
        width, height = self.size
        frame = [self._moved(corner, by) for corner in self.corners]
        mine = ((-0.5, -0.5), (width - 0.5, -0.5), (width - 0.5, height - 0.5), (-0.5, height - 0.5))
        return min(_beyond(corner, edge, frame[(place + 1) % 4]) for corner in mine for place, edge in enumerate(frame))


def _beyond(point: Point, one: Point, other: Point) -> float:
    """Distance of a point from an edge, > 0 on the right of its way, where the inside of a frame is told clockwise."""
    along_x, along_y = other[0] - one[0], other[1] - one[1]
    return (along_x * (point[1] - one[1]) - along_y * (point[0] - one[0])) / dist(one, other)
