"""Whether a picture was stretched in one direction: what was resampled keeps the beat of its old pixels.

Where a new pixel falls between two old ones its second difference is smaller than where it falls on one (Gallagher
2005), so the second differences of a stretched row rise and fall with a period that the factor sets. A camera or a
program that only makes a picture smaller or larger leaves the same beat in both directions, and so does the grid of
JPEG: what counts is what stands in one alone.
"""

import numpy as np
from numpy.typing import NDArray

from station.quality.cv import cv2

_READ = 512  # rows, of a column each; and the other way round
_LONG = 8192  # steps of the spectrum
_FREQUENCIES = (0.06, 0.49)  # cycles a pixel; below lies the picture itself, above the beat of a sensor's colours
_GRID, _NEAR = 8, 0.009  # pixels of a block, and how close to a multiple of its frequency nothing is judged
_ALIKE = 0.004  # by which the same beat may differ between both directions
_MOST, _LEAST = 12, 0.05  # codes: edges count no more than that; flat columns no less
_FLOOR = 3.0  # of the median of the spectrum: what chance gives


def one_way(grey: NDArray[np.uint8]) -> float:
    """By how much a beat in one direction exceeds that in the other: 1 to 3 of pictures as cameras and programs give
    them, 4 to 15 where one direction was stretched or squeezed by 5 to 30 % and not compressed much after that.
    grey: (height, width), as it came."""
    across, down = _spectrum(grey), _spectrum(grey.T)
    return max(
        float((one / np.maximum(_widened(other), _FLOOR)).max()) for one, other in ((across, down), (down, across))
    )


def _spectrum(grey: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Of the second differences along the rows, over its median, at the frequencies that are judged."""
    step = max(1, grey.shape[0] // _READ)
    rows = np.ascontiguousarray(grey[::step]).astype(np.int16)
    second = np.abs(2 * rows[:, 1:-1] - rows[:, :-2] - rows[:, 2:])
    beat = np.log(np.minimum(second, _MOST).mean(axis=0, dtype=np.float32) + _LEAST)
    beat = beat - cv2.GaussianBlur(beat[None], (0, 0), 4)[0]
    power = np.abs(np.fft.rfft(beat * np.hanning(beat.size), _LONG)).astype(np.float32)
    spectrum = _widest(power, 1)[_JUDGED]
    return np.asarray(spectrum / max(float(np.median(power[_BAND])), 1e-6), np.float32)


def _widened(spectrum: NDArray[np.float32]) -> NDArray[np.float32]:
    return _widest(spectrum, round(_ALIKE * _LONG))


def _widest(values: NDArray[np.float32], reach: int) -> NDArray[np.float32]:
    return np.asarray(cv2.dilate(values[None], np.ones((1, 2 * reach + 1), np.uint8))[0], np.float32)


_frequency = np.fft.rfftfreq(_LONG)
_BAND = (_frequency > _FREQUENCIES[0]) & (_frequency < _FREQUENCIES[1])
_JUDGED = _BAND & (np.abs(_frequency - np.round(_frequency * _GRID) / _GRID) > _NEAR)
