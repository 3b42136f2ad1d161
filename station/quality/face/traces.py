"""What was done to a picture before it came here: noise, compression, colour or texture taken away, stretch, print."""

from itertools import pairwise
from math import log

import numpy as np
from numpy.typing import NDArray

from station.quality.cv import cv2
from station.quality.face.aligned import EYE_LINE, HEIGHT, WIDTH, AlignedFace
from station.quality.face.skin import SkinTone

_BLOCK = 8  # pixels a side: JPEG
_TILE = 16
_RESIDUAL = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32) / 6  # Immerkaer 1996
_CHEEKS, _FOREHEAD = (50, 280), 151
_CHEEK = 16
_PATCH = 64  # frame pixels a side, of which the spectrum is taken
_BANDS = np.arange(0.12, 0.5, 0.04)  # cycles a pixel
_BREADTH = ((234, 454, 10, 152, 0.6223), (234, 454, 168, 152, -0.2399), (61, 291, 2, 152, 0.0901))
_BREADTH_MEAN, _BREADTH_STEP = -0.16300, 0.02609  # of the London portraits, and by how much 12 % change it


def noise(grey: NDArray[np.uint8]) -> float:
    """grey: (height, width) of the face in the frame, as it came. Smooth parts show nothing but noise: the 20th
    percentile of the tiles."""
    residual = cv2.filter2D(grey, cv2.CV_32F, _RESIDUAL)[1:-1, 1:-1]
    rows, columns = residual.shape[0] // _TILE, residual.shape[1] // _TILE
    if not rows or not columns:
        return 0.0
    tiles = residual[: rows * _TILE, : columns * _TILE].reshape(rows, _TILE, columns, _TILE)
    return float(np.percentile(tiles.std(axis=(1, 3)), 20))


def blocks(grey: NDArray[np.uint8], origin: tuple[int, int]) -> float:
    """grey: (height, width), cut from the frame at `origin` (x, y): the blocks lie on the frame's own grid."""
    if min(grey.shape) < 2 * _BLOCK + 1:
        return 0.0
    found = []
    for axis, first in ((1, origin[0]), (0, origin[1])):
        steps = np.abs(np.diff(grey.astype(np.int16), axis=axis)).mean(axis=1 - axis)
        phases = (np.arange(steps.size) + first + 1) % _BLOCK
        means = np.array([steps[phases == phase].mean() for phase in range(_BLOCK)])
        found.append(float(means[0] - np.median(means)))
    return min(found)


def dots(grey: NDArray[np.uint8], points: NDArray[np.float64]) -> float:
    """Highest peak of the skin's spectrum over the median of its band: skin has no pattern of its own. grey: the frame.
    points: (468, 2 or 3) mesh in it."""
    window = np.outer(np.hanning(_PATCH), np.hanning(_PATCH))
    spectrum = np.zeros((_PATCH, _PATCH // 2 + 1))
    for x, y in points[[*_CHEEKS, _FOREHEAD], :2]:
        left, top = round(float(x)) - _PATCH // 2, round(float(y)) - _PATCH // 2
        patch = grey[max(0, top) : top + _PATCH, max(0, left) : left + _PATCH].astype(np.float32)
        if patch.shape == (_PATCH, _PATCH):
            power = np.abs(np.fft.rfft2((patch - cv2.GaussianBlur(patch, (0, 0), 3)) * window)) ** 2
            spectrum += power / max(float(power.mean()), 1e-6)
    frequency = np.hypot(np.fft.fftfreq(_PATCH)[:, None], np.fft.rfftfreq(_PATCH)[None])
    bands = [spectrum[(frequency > low) & (frequency <= high)] for low, high in pairwise(_BANDS)]
    return max(float(band.max()) / max(float(np.median(band)), 1e-6) for band in bands)


def chroma(face: AlignedFace, skin: SkinTone) -> float:
    """Median distance of the face's colours from grey."""
    return float(np.median(np.hypot(skin.lab[..., 1], skin.lab[..., 2])[face.oval]))


def texture(face: AlignedFace) -> float:
    """Fine texture of the smoother cheek over that of the eyes: what a smoothing filter takes from skin and leaves to
    edges."""
    grey = cv2.cvtColor(face.pixels, cv2.COLOR_RGB2GRAY).astype(np.float32)
    fine = grey - cv2.GaussianBlur(grey, (0, 0), 1.0)
    cheeks = [float(_cheek(fine, float(x), float(y)).std()) for x, y in face.points[list(_CHEEKS)]]
    eyes = float(fine[EYE_LINE - 25 : EYE_LINE + 25, 30:-30].std())
    return min(cheeks) / max(eyes, 1e-3)


def breadth(points: NDArray[np.float64]) -> float:
    """How broad the face is for its length: about 0 of most people, about 1 where the picture was stretched across by
    12 %. points: (468, 2 or 3) mesh."""

    def apart(one: int, other: int) -> float:
        return max(float(np.linalg.norm(points[one, :2] - points[other, :2])), 1e-6)

    mixed = sum(weight * log(apart(a, b) / apart(c, d)) for a, b, c, d, weight in _BREADTH)
    return (mixed - _BREADTH_MEAN) / _BREADTH_STEP


def _cheek(values: NDArray[np.float32], x: float, y: float) -> NDArray[np.float32]:
    left, top = (round(min(max(at - _CHEEK, 0), size - 2 * _CHEEK)) for at, size in ((x, WIDTH), (y, HEIGHT)))
    return values[top : top + 2 * _CHEEK, left : left + 2 * _CHEEK]
