"""Where the portrait lies in the frame: ICAO geometry from the pupils and the chin. Pure arithmetic.

Source: ICAO TR Portrait Quality v1.0 and ISO/IEC 39794-5 Annex D.1 (standards.md#face-geometry). The crown is not seen
(hair), so the head is taken as twice T, the distance from the middle of the eyes to the chin.
"""

from dataclasses import dataclass, replace
from math import hypot
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from station.domain.face_facts import Adjustment
from station.domain.framing import ORIGINAL, moved

Point: TypeAlias = tuple[float, float]

WIDTH, HEIGHT = 413, 531
"""35 x 45 mm at 300 pixels an inch."""

HEAD_SHARE = 0.745  # head length over portrait height: 70-80 % for 35 x 45 mm
HEAD_IN_T = 2.0
EYE_LINE = 0.45  # from the top: 30-50 %


@dataclass(frozen=True)
class PortraitGeometry:
    """to_frame: (2, 3) map from portrait pixels to frame pixels. scale: frame pixels to one portrait pixel. size: width
    and height of the portrait in its own pixels.

    scale < 1 means that the portrait holds fewer true pixels than it shows (upscaled).
    """

    to_frame: NDArray[np.float64]
    scale: float
    size: tuple[int, int] = (WIDTH, HEIGHT)

    @property
    def height(self) -> float:
        """Height of the portrait's rectangle in frame pixels."""
        return self.size[1] * self.scale

    @property
    def width(self) -> float:
        return self.size[0] * self.scale

    def corners(self) -> NDArray[np.float64]:
        """(4, 2) outer corners in frame pixels: top left, top right, bottom right, bottom left."""
        low, right, bottom = -0.5, self.size[0] - 0.5, self.size[1] - 0.5
        outer = np.array([[low, low], [right, low], [right, bottom], [low, bottom]])
        return np.asarray(outer @ self.to_frame[:, :2].T + self.to_frame[:, 2])

    def room(self, frame_size: tuple[int, int]) -> tuple[float, float, float, float]:
        """Space between the rectangle and the left, top, right and bottom edge of the frame in frame pixels.

        Negative where the rectangle leaves the frame. frame_size: width, height.
        """
        corners = self.corners()
        left, top = (float(value) for value in corners.min(axis=0) + 0.5)
        right, bottom = (float(value) for value in np.array(frame_size) - 0.5 - corners.max(axis=0))
        return left, top, right, bottom

    def fits(self, frame_size: tuple[int, int]) -> bool:
        return min(self.room(frame_size)) >= 0.0

    def original(self) -> "PortraitGeometry":
        """The same portrait as it is kept beside this one: as high a stretch of the frame and the same middle, so that
        eyes and chin lie at the same shares of the height. Of 1200 x 1600 pixels, or as many as the frame has there:
        never one more."""
        width, height = ORIGINAL
        if self.height < height:
            height = int(self.height)
            width = round(height * ORIGINAL[0] / ORIGINAL[1])
        finer = self.size[1] / height
        inward = np.array([(self.size[0] - width * finer) / 2 + (finer - 1) / 2, (finer - 1) / 2])
        turn = self.to_frame[:, :2]
        to_frame = np.column_stack([turn * finer, self.to_frame[:, 2] + turn @ inward])
        return PortraitGeometry(to_frame, self.scale * finer, (width, height))

    def adjusted(self, by: Adjustment) -> "PortraitGeometry":
        """The same portrait with its rectangle moved, made larger or smaller, and turned about its middle."""
        to_frame = moved(self.to_frame, self.size, by)
        return replace(self, to_frame=to_frame, scale=self.scale * by.size)

    def in_portrait(self, point: Point) -> Point:
        """Of a point of the frame, in portrait pixels."""
        x, y = np.linalg.solve(self.to_frame[:, :2], np.array(point) - self.to_frame[:, 2])
        return float(x), float(y)


def portrait_geometry(pupils: tuple[Point, Point], chin: Point) -> PortraitGeometry:
    """pupils: image-left, image-right; chin: its lowest point; frame pixels. Levels the pupils."""
    (left_x, left_y), (right_x, right_y) = pupils
    apart = hypot(right_x - left_x, right_y - left_y)
    across = (right_x - left_x) / apart, (right_y - left_y) / apart
    middle = (left_x + right_x) / 2, (left_y + right_y) / 2
    eyes_to_chin = hypot(chin[0] - middle[0], chin[1] - middle[1])
    scale = eyes_to_chin * HEAD_IN_T / (HEAD_SHARE * HEIGHT)
    turn = scale * np.array([[across[0], -across[1]], [across[1], across[0]]])
    eyes_at = np.array([(WIDTH - 1) / 2, EYE_LINE * HEIGHT - 0.5])
    return PortraitGeometry(np.column_stack([turn, np.array(middle) - turn @ eyes_at]), scale)


def largest_height(frame_size: tuple[int, int]) -> float:
    """Height in frame pixels of the largest upright portrait the frame can hold. frame_size: width, height."""
    return min(float(frame_size[1]), frame_size[0] * HEIGHT / WIDTH)
