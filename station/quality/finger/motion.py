"""Whether the hand moved between two pictures of the platen."""

import numpy as np
from numpy.typing import NDArray

from station.quality.cv import cv2

_PPI = 62.5  # fine enough for a tenth of a millimetre, and done in a few milliseconds


def shift_mm(before: NDArray[np.uint8], before_ppi: int, after: NDArray[np.uint8], after_ppi: int) -> float:
    """How far what is seen moved, by phase correlation. Zero where the pictures are not of one platen's size."""
    first, second = _small(before, before_ppi), _small(after, after_ppi)
    if first.shape != second.shape or min(first.shape) < 16:
        return 0.0
    window = cv2.createHanningWindow((first.shape[1], first.shape[0]), cv2.CV_32F)
    (x, y), _ = cv2.phaseCorrelate(first, second, window)
    return float(np.hypot(x, y)) * 25.4 / _PPI


def _small(pixels: NDArray[np.uint8], ppi: int) -> NDArray[np.float32]:
    scale = _PPI / ppi
    size = max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.float32)
