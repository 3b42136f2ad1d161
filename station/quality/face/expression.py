"""What the face does: 478 landmarks and the 52 movements of a face (blend shapes) that a network reads off them.

A second look at the same face, by a network of its own: it knows mouth and lids better than the mesh that is followed
from frame to frame, and where the two disagree about the lids something lies over the eyes.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from station.quality.face.closely import Movements
from station.quality.face.mesh import Region, cut
from station.quality.face.models import EXPRESSION, LANDMARKS_478, Network
from station.quality.face.smile import READ

# The landmarks that the second network reads, in its order (MediaPipe, face_blendshapes_graph.cc).
_READ = np.array(
    (
        *(0, 1, 4, 5, 6, 7, 8, 10, 13, 14, 17, 21, 33, 37, 39, 40, 46, 52, 53, 54, 55, 58, 61, 63, 65, 66, 67, 70, 78),
        *(80, 81, 82, 84, 87, 88, 91, 93, 95, 103, 105, 107, 109, 127, 132, 133, 136, 144, 145, 146, 148, 149, 150),
        *(152, 153, 154, 155, 157, 158, 159, 160, 161, 162, 163, 168, 172, 173, 176, 178, 181, 185, 191, 195, 197),
        *(234, 246, 249, 251, 263, 267, 269, 270, 276, 282, 283, 284, 285, 288, 291, 293, 295, 296, 297, 300, 308),
        *(310, 311, 312, 314, 317, 318, 321, 323, 324, 332, 334, 336, 338, 356, 361, 362, 365, 373, 374, 375, 377),
        *(378, 379, 380, 381, 382, 384, 385, 386, 387, 388, 389, 390, 397, 398, 400, 402, 405, 409, 415, 454, 466),
        *range(468, 478),
    )
)
_BROWS, _BLINK, _PRESSED, _ROLLED = (1, 2), (10, 9), (36, 37), (40, 41)


@dataclass(frozen=True)
class SecondLook:
    """points: (478, 2) in frame pixels, the last ten the irises: 468 and 473 their centres (image left, right)."""

    points: NDArray[np.float64]
    movements: Movements


class ExpressionFinder:
    """Belongs to one thread."""

    def __init__(self, folder: Path) -> None:
        """Raises ModelsMissing, ModelDamaged."""
        self._landmarks = Network(folder, LANDMARKS_478)
        self._movements = Network(folder, EXPRESSION)

    def find(self, pixels: NDArray[np.uint8], region: Region) -> SecondLook:
        """pixels: (height, width, 3) uint8 R, G, B. region: around a face that was found."""
        size = self._landmarks.size
        matrix = region.matrix(size)
        (raw,) = self._landmarks.run(cut(pixels, matrix, size), low=0.0)
        points = raw.reshape(478, 3)[:, :2].astype(np.float64) @ matrix[:, :2].T + matrix[:, 2]
        (values,) = self._movements.on(points[_READ][None].astype(np.float32))
        return SecondLook(points, _movements(values.reshape(-1)))


def _movements(values: NDArray[np.float32]) -> Movements:
    def mean(which: tuple[int, ...]) -> float:
        return float(values[list(which)].mean())

    right, left = (float(values[one]) for one in _BLINK)
    rolled = float(values[list(_ROLLED)].max())
    return Movements((right, left), mean(_BROWS), mean(_PRESSED), rolled, tuple(mean(which) for which in READ))
