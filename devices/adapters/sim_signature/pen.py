"""A pen that signs: a capital, letters as two oscillations carried to the right (Hollerbach 1981), a flourish."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from devices.api import PenPoint

SAMPLE_MS = 5  # 200 points a second, as signature pads deliver
_LIFT_MS = (90, 220)
_EASE_S = 0.08  # how long the pen needs to start and to stop

Path = NDArray[np.float64]


@dataclass(frozen=True)
class Stroke:
    """x_mm, y_mm: (points,) along the stroke, `SAMPLE_MS` apart, before the pen leaves the pad."""

    x_mm: Path
    y_mm: Path


def sign(seed: int, size_mm: tuple[float, float]) -> tuple[PenPoint, ...]:
    """One signature inside a pad of width, height. The same seed writes the same points."""
    rng = np.random.default_rng(seed)
    strokes = [_capital(rng), *_word(rng), _flourish(rng)]
    return tuple(_timed(_fitted(strokes, size_mm), rng))


def _capital(rng: np.random.Generator) -> Stroke:
    """A tall loop that starts below the line, rises and falls."""
    turns = rng.uniform(1.1, 1.6)
    angle = _eased(rng.uniform(0.55, 0.75)) * turns * 2 * np.pi + np.pi * rng.uniform(0.9, 1.2)
    lean = rng.uniform(0.2, 0.5)
    y = 9.0 * np.sin(angle) * np.linspace(1.0, 0.75, angle.size)
    return Stroke(-6.0 + 5.0 * np.cos(angle) - lean * y, y - 4.0)


def _word(rng: np.random.Generator) -> Iterator[Stroke]:
    """One or two runs of small letters: loops whose height and width wander."""
    start_mm = 2.0
    for _ in range(int(rng.integers(1, 3))):
        seconds = rng.uniform(0.9, 1.5)
        progress = _eased(seconds)
        time_s = progress * seconds
        beat = 2 * np.pi * rng.uniform(4.2, 5.4) * time_s + rng.uniform(0, 2 * np.pi)
        tall = 2.2 + 1.6 * _wander(rng, time_s, 2.2) * (_wander(rng, time_s, 1.1) > 0)
        wide = 1.1 + 0.5 * _wander(rng, time_s, 1.6)
        y = -tall * np.sin(beat) + 0.8 * _wander(rng, time_s, 0.8)
        length_mm = rng.uniform(15.0, 22.0) * seconds
        x = start_mm + length_mm * progress + wide * np.cos(beat) - 0.35 * y
        yield Stroke(x, y)
        start_mm += length_mm + 3.0


def _flourish(rng: np.random.Generator) -> Stroke:
    """A quick line back under the name."""
    progress = _eased(rng.uniform(0.35, 0.5))
    sag = rng.uniform(-2.0, 2.5)
    return Stroke(44.0 - rng.uniform(38.0, 52.0) * progress, 6.5 + sag * np.sin(np.pi * progress) + 2.0 * progress)


def _eased(seconds: float) -> Path:
    """0 to 1 in samples: the pen gathers speed and loses it."""
    samples = max(8, round(seconds * 1000 / SAMPLE_MS))
    time_s = np.linspace(0.0, seconds, samples)
    speed = np.clip(np.minimum(time_s, seconds - time_s) / _EASE_S, 0.05, 1.0)
    way = np.cumsum(speed)
    return np.asarray((way - way[0]) / (way[-1] - way[0]))


def _wander(rng: np.random.Generator, time_s: Path, per_second: float) -> Path:
    phases = rng.uniform(0, 2 * np.pi, 3)
    return np.asarray(sum(np.sin(2 * np.pi * per_second * (n + 1) / 2 * time_s + phases[n]) for n in range(3)) / 2.2)


def _fitted(strokes: Sequence[Stroke], size_mm: tuple[float, float]) -> list[Stroke]:
    """In the middle of the pad, not larger than two thirds of it."""
    x, y = np.concatenate([one.x_mm for one in strokes]), np.concatenate([one.y_mm for one in strokes])
    room = np.array(size_mm)
    span = np.array((np.ptp(x), np.ptp(y)))
    scale = min(1.0, float((0.66 * room / span).min()))
    left, top = (room - span * scale) / 2
    return [Stroke((one.x_mm - x.min()) * scale + left, (one.y_mm - y.min()) * scale + top) for one in strokes]


def _timed(strokes: Sequence[Stroke], rng: np.random.Generator) -> Iterator[PenPoint]:
    """Times and pressure: hard where the pen is slow, light where it lands and leaves."""
    t_ms = 0
    for stroke in strokes:
        speed = np.hypot(np.gradient(stroke.x_mm), np.gradient(stroke.y_mm)) / SAMPLE_MS * 1000  # mm/s
        at = np.arange(speed.size)
        touch = np.clip(np.minimum(at + 1, speed.size - at) / 6, 0.15, 1.0)
        pressure = np.clip(touch * (0.85 - 0.0016 * speed) + 0.02 * rng.standard_normal(speed.size), 0.05, 1.0)
        last = speed.size - 1
        for n in range(speed.size):
            down = n < last
            yield PenPoint(
                round(float(stroke.x_mm[n]), 3),
                round(float(stroke.y_mm[n]), 3),
                t_ms + n * SAMPLE_MS,
                round(float(pressure[n]), 3) if down else 0.0,
                down,
            )
        t_ms += speed.size * SAMPLE_MS + int(rng.integers(*_LIFT_MS))
