"""Irises and lids: the refined eye contour (71 points) and 5 iris points of each eye."""

from dataclasses import dataclass
from math import atan2
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from station.quality.face.mesh import Mesh, Region, cut
from station.quality.face.models import IRIS, Network

_CORNERS = ((33, 133), (362, 263))  # mesh points of the eye corners: image-left eye, image-right eye, left to right
_MARGIN = 2.3  # side of the crop over the distance of the corners
_LOWER_LID = slice(1, 8)  # contour points 0..8 run outer corner - lower lid - inner corner
_UPPER_LID = slice(9, 16)  # and 9..15 along the upper lid, each above its lower partner


@dataclass(frozen=True)
class Eye:
    """contour: (71, 2), iris: (5, 2) with the centre first; pixels of the frame."""

    contour: NDArray[np.float64]
    iris: NDArray[np.float64]

    @property
    def pupil(self) -> tuple[float, float]:
        return float(self.iris[0, 0]), float(self.iris[0, 1])

    @property
    def outer(self) -> NDArray[np.float64]:
        """(2,) outer eye corner."""
        return np.asarray(self.contour[0])

    @property
    def inner(self) -> NDArray[np.float64]:
        """(2,) inner eye corner."""
        return np.asarray(self.contour[8])

    @property
    def opening(self) -> float:
        """Largest distance between the lids in pixels (ISO/IEC 29794-5 7.4.3, before division by T)."""
        return float(np.linalg.norm(self.contour[_UPPER_LID] - self.contour[_LOWER_LID], axis=1).max())


class IrisFinder:
    """Belongs to one thread."""

    def __init__(self, folder: Path) -> None:
        """Raises ModelsMissing, ModelDamaged."""
        self._network = Network(folder, IRIS)

    def find(self, pixels: NDArray[np.uint8], mesh: Mesh) -> tuple[Eye, Eye]:
        """The image-left eye (the person's right) and the image-right eye."""
        return self._eye(pixels, mesh, 0), self._eye(pixels, mesh, 1)

    def _eye(self, pixels: NDArray[np.uint8], mesh: Mesh, which: int) -> Eye:
        left, right = mesh.points[_CORNERS[which][0], :2], mesh.points[_CORNERS[which][1], :2]
        centre, across = (left + right) / 2, right - left
        angle = atan2(float(across[1]), float(across[0]))
        region = Region(float(centre[0]), float(centre[1]), float(np.hypot(*across)) * _MARGIN, angle)
        # The network knows the image-left eye only: the other one it is shown in a mirror.
        matrix = region.matrix(self._network.size, mirrored=which == 1)
        outputs = self._network.run(cut(pixels, matrix, self._network.size), low=0.0)
        contour, iris = (raw.reshape(-1, 3)[:, :2] @ matrix[:, :2].T + matrix[:, 2] for raw in outputs)
        return Eye(contour, iris)
