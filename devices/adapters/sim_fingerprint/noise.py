"""Random fields that vary smoothly over the skin."""

import numpy as np
from numpy.typing import NDArray

from devices.links.opencv import opencv

cv2 = opencv()

Field = NDArray[np.float32]


def smooth_noise(rng: np.random.Generator, shape: tuple[int, int], cell_px: float) -> Field:
    """(height, width) float32, about zero with a spread of about 0.7, whose bumps are about `cell_px` wide."""
    height, width = shape
    grid = rng.standard_normal((int(height / cell_px) + 3, int(width / cell_px) + 3), dtype=np.float32)
    return np.asarray(cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC), dtype=np.float32)


def smooth_step(values: Field) -> Field:
    """0 below 0, 1 above 1, smooth between."""
    inside = np.clip(values, 0.0, 1.0)
    return np.asarray(inside * inside * (3.0 - 2.0 * inside), dtype=np.float32)
