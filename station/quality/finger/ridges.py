"""Telling friction ridges from anything else: in a small window ridges are one wave, 0.3 to 0.85 mm long, and the
windows around it show a wave that runs nearly the same way."""

import numpy as np
from numpy.typing import NDArray

from station.quality.cv import cv2

WORKING_PPI = 250
_BLOCK = 32  # pixels at 250 ppi: 3.3 mm, some seven ridges
_STEP = 16
_CONTRAST_MIN = 4.0  # grey levels, standard deviation within a block
_SHORTEST_MM, _LONGEST_MM = 0.30, 0.85
# Share of a block's energy in its strongest wave. White noise reaches about 0.06, noise blurred by 0.15 mm 0.20.
_CLEAR = 0.30  # ridges beyond doubt
_FAINT = 0.12  # ridges of a dry finger, if the neighbours agree
_AGREEMENT_MIN = 0.5  # mean of cos 2a over the neighbours, a: angle between the waves; noise has 0 +- 0.25


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
    touched = (blocks.std(axis=(1, 2)) >= _CONTRAST_MIN).reshape(windows.shape[:2])
    share, direction = _strongest_wave(blocks, ppi)
    share, direction = share.reshape(touched.shape), direction.reshape(touched.shape)
    clear = touched & (share >= _CLEAR)
    faint = touched & (share >= _FAINT)
    return np.asarray(clear | (faint & (_agreement(np.where(faint, direction, 0.0)) >= _AGREEMENT_MIN)))


def ridge_area_mm2(pixels: NDArray[np.uint8], resolution_ppi: int) -> float:
    """How much skin the image shows, in square millimetres (an index finger's pad: about 300)."""
    ppi = min(resolution_ppi, WORKING_PPI)
    return float(ridge_blocks(pixels, resolution_ppi).sum()) * (_STEP * 25.4 / ppi) ** 2


def _strongest_wave(blocks: NDArray[np.float32], ppi: int) -> tuple[NDArray[np.float64], NDArray[np.complex128]]:
    """For each block the share of its energy in the strongest wave of a ridge's length, and exp(2i direction)."""
    window = np.hanning(_BLOCK).astype(np.float32)
    power = np.abs(np.fft.rfft2(blocks * np.outer(window, window))) ** 2
    power[:, :, 1:-1] *= 2.0  # the half plane that rfft2 leaves out
    down, across = np.fft.fftfreq(_BLOCK)[:, None], np.fft.rfftfreq(_BLOCK)[None, :]
    length_mm = 25.4 / ppi / np.maximum(np.hypot(down, across), 1e-9)
    in_band = (length_mm >= _SHORTEST_MM) & (length_mm <= _LONGEST_MM)
    peak = np.where(in_band, power, 0.0).reshape(len(blocks), -1).argmax(axis=1)
    row, column = np.unravel_index(peak, in_band.shape)
    padded = np.pad(power, ((0, 0), (0, 0), (1, 1)))
    each = np.arange(len(blocks))
    strongest = np.zeros(len(blocks))
    for step_row in (-1, 0, 1):  # the window spreads a pure wave over its neighbours
        for step_column in (0, 1, 2):
            strongest += padded[each, (row + step_row) % _BLOCK, column + step_column]
    share = strongest / np.maximum(power.sum(axis=(1, 2)), 1e-6)
    angle = np.arctan2(down[row, 0], across[0, column])
    return share, np.exp(2j * angle)


def _agreement(direction: NDArray[np.complex128]) -> NDArray[np.float64]:
    """For each block, how well its direction agrees with those of the blocks around that share no pixel with it."""
    rows, columns = direction.shape
    padded = np.pad(direction, 2)
    total = np.zeros((rows, columns))
    count = np.zeros((rows, columns))
    for down in (0, 2, 4):
        for right in (0, 2, 4):
            if (down, right) == (2, 2):
                continue
            other = padded[down : down + rows, right : right + columns]
            total += (direction * other.conj()).real
            count += other != 0
    return np.asarray(total / np.maximum(count, 2))
