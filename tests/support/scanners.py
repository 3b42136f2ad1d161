"""Prints for tests: grown by the simulator, nobody's; and a scorer that needs no native library."""

from collections.abc import Sequence
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.adapters.sim_fingerprint.outcomes import take
from devices.api import FingerPosition
from station.domain.sample import Finger, Slap
from station.quality.finger.nfiq2 import Measured


@lru_cache(maxsize=24)
def slap_pixels(
    outcome: str, slap: Slap, seed: int = 1, expected: tuple[Finger, ...] | None = None
) -> NDArray[np.uint8]:
    """(1500, 1600) at 500 ppi, read-only, as the simulated scanner gives it."""
    fingers = tuple(FingerPosition(finger) for finger in (slap.fingers if expected is None else expected))
    return take(outcome, seed, fingers, 0).pixels


def turned(pixels: NDArray[np.uint8], degrees: float) -> NDArray[np.uint8]:
    """The same platen turned clockwise, on a canvas that holds all of it."""
    height, width = pixels.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    cos, sin = abs(matrix[0, 0]), abs(matrix[0, 1])
    size = int(width * cos + height * sin), int(width * sin + height * cos)
    matrix[0, 2] += (size[0] - width) / 2
    matrix[1, 2] += (size[1] - height) / 2
    return np.asarray(cv2.warpAffine(pixels, matrix, size, flags=cv2.INTER_CUBIC, borderValue=251), dtype=np.uint8)


class FixedScorer:
    """Gives every print the same score, or raises `error`."""

    def __init__(self, score: int | None = 60, error: Exception | None = None) -> None:
        self._score, self._error = score, error
        self.asked = 0
        self.warm = False

    def warm_up(self) -> None:
        self.warm = True

    def measure(self, prints: Sequence[NDArray[np.uint8]], /) -> tuple[Measured, ...]:
        self.asked += len(prints)
        if self._error is not None:
            raise self._error
        return tuple(Measured(self._score) for _ in prints)

    def match(self, pairs: Sequence[tuple[bytes, bytes]], /) -> tuple[int, ...]:
        return (0,) * len(pairs)
