"""Telling friction ridges from anything else: in a small window, ridges are one wave, 0.3 to 0.8 mm long."""

import numpy as np
from numpy.typing import NDArray

from station.quality.cv import cv2

WORKING_PPI = 250
_BLOCK = 24  # pixels at 250 ppi: 2.4 mm, some five ridges
_STEP = 16
_CONTRAST_MIN = 6.0  # grey levels, standard deviation within a block
_PEAK_MIN = 0.33  # share of the block's energy in its strongest wave; white noise reaches about 0.06
_SHORTEST_MM, _LONGEST_MM = 0.30, 0.85


def to_working(pixels: NDArray[np.uint8], resolution_ppi: int) -> NDArray[np.uint8]:
    """The image at 250 ppi, shrunk by averaging; images already coarser stay as they are."""
    if resolution_ppi <= WORKING_PPI:
        return pixels
    scale = WORKING_PPI / resolution_ppi
    size = max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def ridge_blocks(pixels: NDArray[np.uint8], resolution_ppi: int) -> NDArray[np.bool_]:
    """Which blocks hold ridges: (rows, columns), 1.6 mm apart.

    pixels: (height, width) uint8 at any resolution from 200 ppi. Empty where the image is smaller than one block.
    """
    small = to_working(pixels, resolution_ppi)
    ppi = min(resolution_ppi, WORKING_PPI)
    if min(small.shape) < _BLOCK:
        return np.zeros((0, 0), dtype=np.bool_)
    windows = np.lib.stride_tricks.sliding_window_view(small, (_BLOCK, _BLOCK))[::_STEP, ::_STEP]
    blocks = windows.reshape(-1, _BLOCK, _BLOCK).astype(np.float32)
    blocks -= blocks.mean(axis=(1, 2), keepdims=True)
    contrast = blocks.std(axis=(1, 2))
    hanning = np.hanning(_BLOCK).astype(np.float32)
    power = np.abs(np.fft.rfft2(blocks * np.outer(hanning, hanning))) ** 2
    across = np.fft.fftfreq(_BLOCK)[:, None], np.fft.rfftfreq(_BLOCK)[None, :]
    period_mm = 25.4 / ppi / np.maximum(np.hypot(*across), 1e-9)
    power[:, :, 1:-1] *= 2.0  # the half plane left out by rfft2
    wave = np.where((period_mm >= _SHORTEST_MM) & (period_mm <= _LONGEST_MM), power, 0.0)
    peak = wave.reshape(len(blocks), -1).argmax(axis=1)
    row, column = np.unravel_index(peak, power.shape[1:])
    total = np.maximum(power.sum(axis=(1, 2)), 1e-6)
    strongest = np.zeros(len(blocks))
    for down in (-1, 0, 1):  # the window spreads a pure wave over its neighbours
        for right in (-1, 0, 1):
            inside = (column + right >= 0) & (column + right < power.shape[2])
            at = (row + down) % _BLOCK, np.clip(column + right, 0, power.shape[2] - 1)
            strongest += np.where(inside, power[np.arange(len(blocks)), at[0], at[1]], 0.0)
    is_ridge = (contrast >= _CONTRAST_MIN) & (strongest / total >= _PEAK_MIN) & (wave.max(axis=(1, 2)) > 0)
    return np.asarray(is_ridge.reshape(windows.shape[:2]))


def ridge_area_mm2(pixels: NDArray[np.uint8], resolution_ppi: int) -> float:
    """How much skin the image shows, in square millimetres (an index finger's pad: about 300)."""
    ppi = min(resolution_ppi, WORKING_PPI)
    return float(ridge_blocks(pixels, resolution_ppi).sum()) * (_STEP * 25.4 / ppi) ** 2
