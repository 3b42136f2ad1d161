"""Ridges grown out of noise by filtering along the orientation field again and again (after SFinGe, Cappelli 2002)."""

from functools import cache

import cv2
import numpy as np

from devices.adapters.sim_fingerprint.noise import Field

_DIRECTIONS = 20
_STAGES = ((0.95, 5), (0.60, 6))  # width of the filter in ridge periods, passes: first long ridges, then fine detail


def grow_ridges(theta: Field, period_px: float, rng: np.random.Generator) -> Field:
    """(height, width) float32 of the field's shape: +1 on ridges, -1 in valleys, smooth between, zero mean.

    Minutiae are not drawn: they form where the directions force ridges to begin, end or part.
    """
    turn = np.mod(theta, np.pi) / np.pi * _DIRECTIONS
    lower = np.floor(turn).astype(np.intp) % _DIRECTIONS
    share = (turn - np.floor(turn)).astype(np.float32)
    ridges: Field = 0.1 * rng.standard_normal(theta.shape, dtype=np.float32)
    for width, passes in _STAGES:
        bank = _filter_bank(round(period_px, 1), width)
        for _ in range(passes):
            ridges = np.tanh(8.0 * _filter_along(ridges, bank, lower, share))
    smooth = _filter_along(ridges, bank, lower, share)
    return np.asarray(smooth / np.percentile(np.abs(smooth), 95.0), dtype=np.float32)


def _filter_along(image: Field, bank: tuple[Field, ...], lower: np.ndarray, share: Field) -> Field:
    stack = np.stack([cv2.filter2D(image, -1, kernel, borderType=cv2.BORDER_REFLECT) for kernel in bank])
    below = np.take_along_axis(stack, lower[None], 0)[0]
    above = np.take_along_axis(stack, (lower[None] + 1) % _DIRECTIONS, 0)[0]
    return np.asarray(below + (above - below) * share, dtype=np.float32)


@cache
def _filter_bank(period_px: float, width: float) -> tuple[Field, ...]:
    """Gabor kernels without response to flat ground, one a direction; sum of magnitudes 1."""
    sigma = width * period_px
    radius = int(period_px * (1.5 if width < 0.8 else 2.0))
    y, x = np.mgrid[-radius : radius + 1, -radius : radius + 1]
    window = np.exp(-(x * x + y * y) / (2 * sigma * sigma))
    bank = []
    for step in range(_DIRECTIONS):
        angle = np.pi * step / _DIRECTIONS
        across = -np.sin(angle) * x - np.cos(angle) * y
        kernel = window * np.cos(2 * np.pi * across / period_px)
        kernel -= window * kernel.sum() / window.sum()
        bank.append(np.asarray(kernel / np.abs(kernel).sum(), dtype=np.float32))
    return tuple(bank)
