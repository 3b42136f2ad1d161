"""468 face landmarks, from a detection or by tracking from the landmarks of the frame before."""

from dataclasses import dataclass
from math import atan2, cos, sin
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from station.quality.cv import cv2
from station.quality.face.detector import Detection
from station.quality.face.models import MESH, Network

MIN_PRESENCE = 0.5
"""Below it the crop shows no face, or one that is mostly covered."""

_LEFT_CORNER, _RIGHT_CORNER = 33, 263  # outer eye corners, image left and image right
_MARGIN = 1.5  # side of the crop over the longer side of the face


@dataclass(frozen=True)
class Region:
    """A square turned in the image: what a network is shown. angle: radians, image x towards image y."""

    x: float
    y: float
    side: float
    angle: float

    def matrix(self, size: int, *, mirrored: bool = False) -> NDArray[np.float64]:
        """(2, 3) affine map from network pixels (`size` a side) to frame pixels, left and right exchanged on demand."""
        step = self.side / size
        down = -step * sin(self.angle), step * cos(self.angle)
        sign = -1.0 if mirrored else 1.0
        across = sign * down[1], -sign * down[0]
        half = (size - 1) / 2
        return np.array(
            [
                [across[0], down[0], self.x - half * (across[0] + down[0])],
                [across[1], down[1], self.y - half * (across[1] + down[1])],
            ]
        )


@dataclass(frozen=True)
class Mesh:
    """points: (468, 3) float64, x and y in frame pixels, z in the same unit, smaller towards the camera."""

    points: NDArray[np.float64]
    presence: float

    def region(self) -> Region:
        """Where the face will be looked for in the next frame."""
        low, high = self.points[:, :2].min(axis=0), self.points[:, :2].max(axis=0)
        centre = (low + high) / 2
        across = self.points[_RIGHT_CORNER, :2] - self.points[_LEFT_CORNER, :2]
        angle = atan2(float(across[1]), float(across[0]))
        return Region(float(centre[0]), float(centre[1]), float(max(high - low)) * _MARGIN, angle)


class MeshFinder:
    """Belongs to one thread."""

    def __init__(self, folder: Path) -> None:
        """Raises ModelsMissing, ModelDamaged."""
        self._network = Network(folder, MESH)

    def find(self, pixels: NDArray[np.uint8], region: Region) -> Mesh | None:
        """pixels: (height, width, 3) uint8 R, G, B. None when the region shows no face."""
        size = self._network.size
        matrix = region.matrix(size)
        logit, raw = self._network.run(cut(pixels, matrix, size), low=0.0)
        presence = float(1.0 / (1.0 + np.exp(-np.clip(float(logit.reshape(-1)[0]), -80, 80))))
        if presence < MIN_PRESENCE:
            return None
        points = raw.reshape(468, 3).astype(np.float64)
        placed = np.column_stack([points[:, :2] @ matrix[:, :2].T + matrix[:, 2], points[:, 2] * region.side / size])
        return Mesh(placed, presence)


def region_of(detection: Detection) -> Region:
    """The region the mesh network expects for a detected face."""
    x, y, width, height = detection.box
    (left_x, left_y), (right_x, right_y) = detection.eyes
    return Region(
        x + width / 2, y + height / 2, max(width, height) * _MARGIN, atan2(right_y - left_y, right_x - left_x)
    )


def cut(pixels: NDArray[np.uint8], matrix: NDArray[np.float64], size: int) -> NDArray[np.uint8]:
    """(size, size, 3): the pixels under `matrix` (network to frame); black where it leaves the frame."""
    taken = cv2.warpAffine(pixels, matrix, (size, size), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    return np.asarray(taken, dtype=np.uint8)
