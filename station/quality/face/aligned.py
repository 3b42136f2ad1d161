"""The face levelled and brought to one size, so that measures do not depend on distance, tilt or camera resolution."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from station.quality.cv import cv2

IED = 113
"""Distance of the pupils in the aligned face, as in the reference implementation of ISO/IEC 29794-5 (OFIQ)."""

WIDTH, HEIGHT = 2 * IED, 400
EYE_LINE = 128

_OVAL = (  # the mesh's face contour, from the forehead clockwise
    *(10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377),
    *(152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109),
)


@dataclass(frozen=True)
class AlignedFace:
    """pixels: (400, 226, 3) uint8 R, G, B. points: (468, 2) mesh. oval: (400, 226) bool, True inside the face. matrix:
    (2, 3) from the frame to here."""

    pixels: NDArray[np.uint8]
    points: NDArray[np.float64]
    oval: NDArray[np.bool_]
    matrix: NDArray[np.float64]

    def place(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """points: (n, 2) in frame pixels."""
        return np.asarray(points @ self.matrix[:, :2].T + self.matrix[:, 2])


def align(
    pixels: NDArray[np.uint8], pupils: tuple[tuple[float, float], tuple[float, float]], points: NDArray[np.float64]
) -> AlignedFace:
    """Turn and scale so that the pupils lie level, `IED` apart. points: (468, 2 or 3) in frame pixels."""
    left, right = np.array(pupils[0]), np.array(pupils[1])
    across = right - left
    # Average before thinning out, or fine detail turns to noise.
    shrink = max(1, round(float(np.hypot(*across)) / IED))
    scale = IED / float(across @ across)
    turn = scale * np.array([[across[0], across[1]], [-across[1], across[0]]])
    shift = np.array([WIDTH / 2, EYE_LINE]) - turn @ ((left + right) / 2)
    size = (WIDTH * shrink, HEIGHT * shrink)
    matrix = np.column_stack([turn, shift]) * shrink
    warped = cv2.warpAffine(pixels, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    if shrink > 1:
        warped = cv2.resize(warped, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    placed = points[:, :2] @ turn.T + shift
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.fillPoly(mask, [np.round(placed[list(_OVAL)]).astype(np.int32)], 1)
    pixels = np.asarray(warped, dtype=np.uint8)
    return AlignedFace(pixels, placed, mask.astype(np.bool_), np.column_stack([turn, shift]))
