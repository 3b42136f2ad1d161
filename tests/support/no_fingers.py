"""Pictures that are no fingers and could be taken for some: drawn on clean glass, four of a finger's size beside each
other; and a paper card with its print and writing."""

from collections.abc import Callable, Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from station.domain.sample import Slap
from tests.support.scanners import slap_pixels

Pixels = NDArray[np.uint8]
_MM = 500 / 25.4
_PERIOD_PX = 0.45 * _MM
_TIPS_MM = ((16.0, 22.0), (34.0, 10.0), (52.0, 18.0), (69.0, 42.0))  # of a right hand, as the simulator lays it
_SIZE_MM = (15.0, 21.0)


def _wave(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return 0.5 + 0.5 * np.cos(2 * np.pi * values / _PERIOD_PX)


def _pad(pattern: Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]) -> Pixels:
    """pattern: from x and y, pixels from the middle of one of the four ovals, to 0 (glass) .. 1 (touched)."""
    pixels = np.full((1500, 1600), 251.0)
    y, x = np.mgrid[0:1500, 0:1600].astype(np.float64)
    for left, top in _TIPS_MM:
        across, down = x - left * _MM, y - (top + _SIZE_MM[1] / 2) * _MM
        oval = np.hypot(across / (_SIZE_MM[0] / 2 * _MM), down / (_SIZE_MM[1] / 2 * _MM)) < 1.0
        pixels[oval] = 251.0 - 220.0 * pattern(across, down)[oval]
    noise = np.random.default_rng(1).normal(0.0, 1.4, pixels.shape)
    return np.clip(pixels + noise, 0, 255).astype(np.uint8)


def bars() -> Pixels:
    return _pad(lambda x, y: _wave(y))


def slanted_bars() -> Pixels:
    return _pad(lambda x, y: _wave(0.8 * x + 0.6 * y))


def rings() -> Pixels:
    return _pad(lambda x, y: _wave(np.hypot(x, y)))


def checker() -> Pixels:
    return _pad(lambda x, y: _wave(x) * _wave(y) * 2)


def ovals() -> Pixels:
    """Evenly dark, as rubber or a cloth."""
    return _pad(lambda x, y: np.full_like(x, 0.9))


def noise() -> Pixels:
    return _pad(lambda x, y: np.random.default_rng(2).random(x.shape))


def palm_edge() -> Pixels:
    """The outer edge of a hand: one long strip of nearly parallel ridges."""
    y, x = np.mgrid[0:1500, 0:1600].astype(np.float64)
    strip = np.abs(x - 800 - 60 * np.sin(y / 400)) < 9.0 * _MM
    ridges = _wave(0.35 * x + y + 12 * np.sin(x / 60))
    return np.where(strip & (y > 150), 251.0 - 220.0 * ridges, 251.0).astype(np.uint8)


def text() -> Pixels:
    pixels = np.full((1500, 1600), 251, np.uint8)
    for row in range(150, 1450, 90):
        cv2.putText(pixels, "LEFT FOUR FINGERS TAKEN", (60, row), cv2.FONT_HERSHEY_SIMPLEX, 2.2, 20, 6)
    return pixels


NO_FINGERS: Mapping[str, Callable[[], Pixels]] = {
    each.__name__: each for each in (bars, slanted_bars, rings, checker, ovals, noise, palm_edge, text)
}


def card() -> Pixels:
    """A slap on paper: grain, a printed line, print over the fingers, a name by hand."""
    pixels = np.array(slap_pixels("good", Slap.RIGHT_FOUR))
    grain = np.random.default_rng(3).normal(-12.0, 6.0, pixels.shape)
    pixels = np.clip(pixels + grain, 0, 255).astype(np.uint8)
    cv2.line(pixels, (0, 40), (1600, 40), 20, 4)
    cv2.putText(pixels, "RIGHT FOUR FINGERS", (300, 1380), cv2.FONT_HERSHEY_SIMPLEX, 2.0, 20, 6)
    points = [(60 + 12 * n, 1250 + round(60 * np.sin(n / 2))) for n in range(20)]
    cv2.polylines(pixels, [np.array(points, np.int32)], isClosed=False, color=40, thickness=5)
    return pixels
