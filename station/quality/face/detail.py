"""Fine detail by direction: whether the picture is sharp whichever way one looks, and how much of it is noise.

A blur in one direction leaves the others sharp, and noise looks like detail to a filter: so second derivatives are
taken in eight directions, and what the flattest skin shows of them, where nothing is to be seen, is taken off first.
"""

from math import cos, pi, sin

import numpy as np
from numpy.typing import NDArray

from station.quality.cv import cv2
from station.quality.face.aligned import EYE_LINE, AlignedFace

_EYES = (slice(EYE_LINE - 42, EYE_LINE + 42), slice(12, -12))
_SKIN = (slice(EYE_LINE - 75, EYE_LINE + 150), slice(30, -30))
_TILE, _FEWEST = 15, 10  # pixels a side; tiles below which nothing is taken off
_FINE, _COARSE = 0.5, 1.6  # sigma of the Gauss filter before the derivatives, aligned pixels
_TURNS = [k * pi / 8 for k in range(8)]
_READ = np.array([(cos(turn) ** 2, 2 * cos(turn) * sin(turn), sin(turn) ** 2) for turn in _TURNS])
_USUAL = np.array((12.88, 11.35, 8.82, 8.14, 8.07, 8.64, 9.51, 11.87))
"""Median of the London portraits at 600 pixels, by direction."""


def detail(face: AlignedFace) -> float:
    """Fine over coarser detail around the eyes in the direction that has least of it, over what is usual in that one:
    0.7 and more when sharp, under 0.45 when blurred by 1 % of the eye distance or smeared by 4 % whichever way."""
    return float((detail_by_direction(face) / _USUAL).min())


def detail_by_direction(face: AlignedFace) -> NDArray[np.float64]:
    """(8,): energy of fine over coarser detail around the eyes, noise taken off, from 0° (across) by 22.5°."""
    grey = cv2.cvtColor(face.pixels, cv2.COLOR_RGB2GRAY).astype(np.float32)
    fine, coarse = (_energies(grey, sigma, face.oval) for sigma in (_FINE, _COARSE))
    return np.asarray(np.maximum(fine, 0.0) / np.maximum(coarse, 1e-3))


def _energies(grey: NDArray[np.float32], sigma: float, skin: NDArray[np.bool_]) -> NDArray[np.float64]:
    smooth = np.asarray(cv2.GaussianBlur(grey, (0, 0), sigma), np.float32)
    derived = np.stack([_second(smooth, 2, 0), _second(smooth, 1, 1), _second(smooth, 0, 2)])
    eyes = derived[(slice(None), *_EYES)].reshape(3, -1)
    flat = _flattest(derived[(slice(None), *_SKIN)], skin[_SKIN])
    return np.asarray(np.einsum("di,ij,dj->d", _READ, np.cov(eyes) - flat, _READ))


def _second(grey: NDArray[np.float32], across: int, down: int) -> NDArray[np.float32]:
    mixed = across == down
    return np.asarray(cv2.Sobel(grey, cv2.CV_32F, across, down, ksize=3 if mixed else 1, scale=0.25 if mixed else 1.0))


def _flattest(derived: NDArray[np.float32], skin: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Mean covariance of the flattest fifth of the tiles that are all skin; zero where there are too few."""
    rows, columns = (size // _TILE for size in skin.shape)
    within = skin[: rows * _TILE, : columns * _TILE].reshape(rows, _TILE, columns, _TILE).all(axis=(1, 3))
    if within.sum() < _FEWEST:
        return np.zeros((3, 3))
    cut = derived[:, : rows * _TILE, : columns * _TILE].reshape(3, rows, _TILE, columns, _TILE)
    tiles = cut.transpose(1, 3, 0, 2, 4)[within].reshape(-1, 3, _TILE * _TILE)
    tiles = tiles - tiles.mean(axis=2, keepdims=True)
    spread = tiles @ tiles.transpose(0, 2, 1) / (_TILE * _TILE - 1)
    order = np.argsort(np.trace(spread, axis1=1, axis2=2))
    return np.asarray(spread[order[: len(order) // 5]].mean(axis=0), dtype=np.float64)
