"""The skin of this face, with which what lies on it is compared: its own lightness and colour are never judged."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from station.quality.cv import cv2
from station.quality.face.aligned import EYE_LINE, HEIGHT, IED, WIDTH, AlignedFace

_FOREHEAD, _CHEEKS = 9, (50, 280)  # mesh points: between the brows, and the middle of each cheek
_HALF = round(0.11 * IED)


@dataclass(frozen=True)
class SkinTone:
    """lab: (400, 226, 3) float32 CIELAB of the aligned face. tone: L*, a*, b* of its skin, the median of both cheeks
    and the forehead: where one of them is covered or in shade, two remain."""

    lab: NDArray[np.float32]
    tone: NDArray[np.float64]

    @property
    def lightness(self) -> float:
        """L*, at least 1: things are divided by it."""
        return max(float(self.tone[0]), 1.0)

    def patch(self, x: float, y: float, half: int = _HALF) -> NDArray[np.float64]:
        """Median L*, a*, b* of the square around a place of the aligned face; of its edge where it lies outside."""
        left, top = (round(min(max(at - half, 0), size - 2 * half)) for at, size in ((x, WIDTH), (y, HEIGHT)))
        square = self.lab[top : top + 2 * half, left : left + 2 * half].reshape(-1, 3)
        return np.asarray(np.median(square, axis=0), dtype=np.float64)


def skin_tone(face: AlignedFace) -> SkinTone:
    lab = cv2.cvtColor(face.pixels.astype(np.float32) / 255.0, cv2.COLOR_RGB2LAB)
    skin = SkinTone(np.asarray(lab, dtype=np.float32), np.zeros(3))
    forehead = float(face.points[_FOREHEAD, 0]), EYE_LINE - 0.55 * IED
    places = [forehead, *((float(x), float(y)) for x, y in face.points[list(_CHEEKS)])]
    return SkinTone(skin.lab, np.median([skin.patch(x, y) for x, y in places], axis=0))
