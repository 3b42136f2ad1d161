"""Which way the ridges run: a zero-pole model of the orientation field (Sherlock and Monro 1993), per pattern class.

Cores turn the direction by half a turn about them, deltas turn it back. Two terms are ours: ridges beside a loop's core
run parallel instead of fanning out, and ridges at the tip follow its contour.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from devices.adapters.sim_fingerprint.noise import Field, smooth_noise

_RECURVE = 0.75  # how straight ridges leave a loop's core; 0 is the plain model
_RECURVE_REACH_MM = 4.0

_WANDER, _WANDER_MM = 0.22, 4.5
"""Radians by which directions stray, and over which lengths. With less, minutiae form where the pattern alone forces
them: in the same places on all loops of a person."""


class Pattern(StrEnum):
    LOOP_LEFT = "loop_left"  # opens towards the left of the print
    LOOP_RIGHT = "loop_right"
    WHORL = "whorl"
    DOUBLE_LOOP = "double_loop"
    ARCH = "arch"
    TENTED_ARCH = "tented_arch"


_TIP_BEND = {Pattern.WHORL: 0.35, Pattern.DOUBLE_LOOP: 0.35, Pattern.ARCH: 0.8, Pattern.TENTED_ARCH: 0.6}


@dataclass(frozen=True)
class Singularities:
    """Points in millimetres from the middle of the print, x to the right, y up, as complex numbers."""

    cores: tuple[complex, ...]
    deltas: tuple[complex, ...]


def singularities(pattern: Pattern, rng: np.random.Generator) -> Singularities:
    """Cores and deltas of one finger, scattered as they are among people."""

    def at(x: float, y: float, spread_x: float = 1.1, spread_y: float = 1.3) -> complex:
        return complex(x + rng.uniform(-spread_x, spread_x), y + rng.uniform(-spread_y, spread_y))

    if pattern is Pattern.ARCH:
        return Singularities((), ())
    if pattern is Pattern.TENTED_ARCH:
        core = at(0.0, -0.8, 0.5, 0.5)
        return Singularities((core,), (core - 4.8j + at(0.0, 0.0, 0.3, 0.5),))
    if pattern in (Pattern.LOOP_LEFT, Pattern.LOOP_RIGHT):
        side = 1.0 if pattern is Pattern.LOOP_LEFT else -1.0
        return Singularities((at(-0.3 * side, 0.6),), (at(5.2 * side, -6.3, 1.3, 1.4),))
    half, lean = (1.3, 0.4) if pattern is Pattern.WHORL else (2.1, 0.9)
    angle = np.pi / 2 + lean * rng.choice((-1.0, 1.0)) * rng.uniform(0.6, 1.2)
    arm = half * rng.uniform(0.75, 1.25) * np.exp(1j * angle)
    middle = at(0.0, 0.3, 0.5, 0.8)
    return Singularities((middle + arm, middle - arm), (at(6.3, -7.0), at(-6.3, -7.0)))


def orientation_field(pattern: Pattern, shape: tuple[int, int], resolution_ppi: int, rng: np.random.Generator) -> Field:
    """(height, width) float32: direction of the ridges in radians, counter-clockwise from the x axis, modulo pi."""
    height, width = shape
    mm = 25.4 / resolution_ppi
    row, column = np.mgrid[0:height, 0:width]
    x, y = (column - width / 2) * mm, (height / 2 - row) * mm
    points = singularities(pattern, rng)
    if pattern is Pattern.ARCH:
        shift = rng.uniform(-1.0, 1.0)
        theta = -0.75 * np.exp(-(((y + 2.0) / 5.0) ** 2)) * np.sin(np.clip((x - shift) / 8.5, -1.0, 1.0) * np.pi)
        bend_from = -1.0
    else:
        theta = _zero_pole(x + 1j * y, points, recurve=len(points.cores) == 1)
        bend_from = float(np.mean([core.imag for core in points.cores]))
    bend = _TIP_BEND.get(pattern, 0.55) * np.clip((y - bend_from) / 9.0, 0.0, 1.3) * np.tanh(x / 4.5)
    wander = _WANDER * smooth_noise(rng, shape, _WANDER_MM / mm)
    return np.asarray(theta - bend, dtype=np.float32) + wander


def _zero_pole(z: np.ndarray, points: Singularities, *, recurve: bool) -> np.ndarray:
    theta = np.zeros(z.shape)
    for delta in points.deltas:
        theta -= np.angle(z - delta) / 2
    for core in points.cores:
        turn = np.angle(z - core)
        theta += turn / 2
        if recurve:
            opens = -np.angle(core - points.deltas[0])  # direction in which the loop's legs leave the core
            near = np.exp(-((np.abs(z - core) / _RECURVE_REACH_MM) ** 2))
            theta -= _RECURVE / 2 * near * np.sin(turn - opens)
    return theta
