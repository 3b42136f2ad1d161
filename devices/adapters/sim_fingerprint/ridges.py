"""Ridges grown out of noise by filtering along the orientation field again and again (after SFinGe, Cappelli 2002)."""

import numpy as np
from numpy.typing import NDArray

from devices.adapters.sim_fingerprint.noise import Field
from devices.links.opencv import opencv

cv2 = opencv()

_DIRECTIONS = 16
_STAGES = ((0.95, 5), (0.60, 6))  # width of the filter in ridge periods, passes: first long ridges, then fine detail
_GAIN = 1.6  # about a full swing for an ideal wave
_RADIUS = 2.3  # of the filter, in its widths


def grow_ridges(theta: Field, period_px: float, rng: np.random.Generator) -> Field:
    """(height, width) float32 of the field's shape: +1 on ridges, -1 in valleys, smooth between, zero mean.

    Minutiae are not drawn: they form where the directions force ridges to begin, end or part.
    """
    turn = np.mod(theta, np.pi) / np.pi * _DIRECTIONS
    lower = np.floor(turn).astype(np.intp) % _DIRECTIONS
    share = (turn - np.floor(turn)).astype(np.float32)
    ridges: Field = 0.1 * rng.standard_normal(theta.shape, dtype=np.float32)
    for width, passes in _STAGES:
        bank = _FilterBank(period_px, width * period_px)
        for _ in range(passes):
            ridges = np.tanh(8.0 * bank.along(ridges, lower, share))
    smooth = bank.along(ridges, lower, share)
    return np.asarray(smooth / np.percentile(np.abs(smooth), 95.0), dtype=np.float32)


class _FilterBank:
    """Gabor filters, one a direction, without response to flat ground.

    A round Gabor kernel is the real part of a product of two one-dimensional ones, so four short passes replace a
    large kernel; its mean is taken away with a Gaussian that all directions share.
    """

    def __init__(self, period_px: float, sigma_px: float) -> None:
        radius = int(np.ceil(_RADIUS * sigma_px))
        x = np.arange(-radius, radius + 1)
        self._window = np.exp(-(x**2) / (2 * sigma_px**2)) / np.exp(-(x**2) / (2 * sigma_px**2)).sum()
        self._mean = float(np.exp(-2 * (np.pi * sigma_px / period_px) ** 2))
        self._waves = []
        for step in range(_DIRECTIONS):
            angle = np.pi * step / _DIRECTIONS
            right, down = (-2 * np.pi / period_px * part * x for part in (np.sin(angle), np.cos(angle)))
            self._waves.append(
                tuple(self._window * part for part in (np.cos(right), np.cos(down), np.sin(right), np.sin(down)))
            )

    def along(self, image: Field, lower: NDArray[np.intp], share: Field) -> Field:
        """The image filtered along each pixel's own direction: between direction `lower` and the next, by `share`."""
        flat = self._mean * _separable(image, self._window, self._window)
        stack = np.empty((_DIRECTIONS, *image.shape), dtype=np.float32)
        for response, (cos_x, cos_y, sin_x, sin_y) in zip(stack, self._waves, strict=True):
            np.subtract(_separable(image, cos_x, cos_y), _separable(image, sin_x, sin_y), out=response)
        below = np.take_along_axis(stack, lower[None], 0)[0]
        above = np.take_along_axis(stack, (lower[None] + 1) % _DIRECTIONS, 0)[0]
        return np.asarray(_GAIN * (below + (above - below) * share - flat), dtype=np.float32)


def _separable(image: Field, across: NDArray[np.float64], down: NDArray[np.float64]) -> Field:
    return np.asarray(cv2.sepFilter2D(image, -1, across, down, borderType=cv2.BORDER_REFLECT), dtype=np.float32)
