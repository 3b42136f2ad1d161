"""Sharpness around the eyes: how fast detail fades when the picture is blurred further."""

import numpy as np
from numpy.typing import NDArray

from station.quality.cv import cv2
from station.quality.face.aligned import EYE_LINE, AlignedFace

_EYES = (slice(EYE_LINE - 40, EYE_LINE + 40), slice(15, -15))
_RIM = 15  # what the filters spoil at the region's edges
_FINE, _COARSE = 0.8, 1.6  # sigma of the two Gauss filters in aligned pixels


def sharpness_ratio(face: AlignedFace) -> float:
    """Energy of fine detail over energy of coarser detail: 3.3 and more when sharp, towards 1 when blurred.

    A ratio of one region to itself: contrast, skin tone and exposure cancel out. 3.2 tells a blur of 1 % of the eye
    distance from a sharp portrait (standards.md#face-sharpness).
    """
    grey = cv2.cvtColor(face.pixels[_EYES], cv2.COLOR_RGB2GRAY).astype(np.float32)
    return _energy(grey, _FINE) / max(_energy(grey, _COARSE), 1e-6)


def _energy(grey: NDArray[np.float32], sigma: float) -> float:
    detail = cv2.Laplacian(cv2.GaussianBlur(grey, (0, 0), sigma), cv2.CV_32F, ksize=3)
    return float(np.var(detail[_RIM:-_RIM, _RIM:-_RIM]))
