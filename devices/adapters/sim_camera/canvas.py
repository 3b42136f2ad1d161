"""A flat canvas before the face, in millimetres, on which skin, lips, brows and eyes are painted."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from devices.links.opencv import opencv

Floats = NDArray[np.floating[Any]]

SCALE = 6  # canvas pixels a millimetre
LEFT, TOP = -90.0, 80.0  # millimetres at canvas pixel 0, 0
WIDTH, HEIGHT = 180 * SCALE, 212 * SCALE

cv2 = opencv()


@dataclass(frozen=True)
class Canvas:
    """albedo: (rows, WIDTH, 3) linear light. relief: (rows, WIDTH) millimetres. gloss: (rows, WIDTH) 0..1."""

    albedo: Floats
    relief: Floats
    gloss: Floats

    top: int = 0  # row of the whole canvas that is row 0 here

    def copy(self) -> "Canvas":
        return Canvas(self.albedo.copy(), self.relief.copy(), self.gloss.copy(), self.top)

    def rows(self, rows: slice) -> "Canvas":
        """A view of some rows; they are counted on the whole canvas."""
        here = slice(rows.start - self.top, rows.stop - self.top)
        return Canvas(self.albedo[here], self.relief[here], self.gloss[here], rows.start)


def rows_between(low: float, high: float) -> slice:
    """The canvas rows with low <= y <= high, millimetres."""
    return slice(int((TOP - high) * SCALE), int((TOP - low) * SCALE))


def coordinates() -> tuple[Floats, Floats]:
    """x: (1, WIDTH) and y: (HEIGHT, 1) of the canvas pixels in millimetres."""
    x = LEFT + (np.arange(WIDTH, dtype=np.float32) + 0.5) / SCALE
    y = TOP - (np.arange(HEIGHT, dtype=np.float32) + 0.5) / SCALE
    return x[None, :], y[:, None]


def to_pixels(points: NDArray[np.float64]) -> NDArray[np.int32]:
    """Millimetre points (..., 2) as canvas pixels with 4 fractional bits, for cv2's `shift`."""
    pixels = np.stack([(points[..., 0] - LEFT) * SCALE - 0.5, (TOP - points[..., 1]) * SCALE - 0.5], axis=-1)
    return np.round(pixels * 16).astype(np.int32)


def step(value: Floats, low: float, high: float) -> Floats:
    """Smooth step: 0 under low, 1 over high; falls when low > high."""
    t = np.clip((value - low) / (high - low), 0.0, 1.0)
    return np.asarray(t * t * (3.0 - 2.0 * t), dtype=np.float32)


def blob(x: Floats, y: Floats, at: tuple[float, float], spread: tuple[float, float]) -> Floats:
    """A Gauss hill on both sides of the face: centre (|x|, y), spreads in millimetres."""
    return np.asarray(np.exp(-(((np.abs(x) - at[0]) / spread[0]) ** 2) - ((y - at[1]) / spread[1]) ** 2), np.float32)


def blend(target: Floats, colour: tuple[float, float, float], cover: Floats) -> None:
    """Lay a colour over `target` (.., .., 3) in place; cover 0..1."""
    target += cover[..., None] * (np.array(colour, dtype=np.float32) - target)


def noise(seed: int, shape: tuple[int, int], spread_x: float, spread_y: float) -> Floats:
    """Smooth noise of mean 0 and deviation 1; spreads in pixels."""
    random = np.random.default_rng(seed)
    shrink_x, shrink_y = max(1, int(spread_x / 2)), max(1, int(spread_y / 2))
    small = random.standard_normal((shape[0] // shrink_y + 8, shape[1] // shrink_x + 8)).astype(np.float32)
    small = cv2.GaussianBlur(small, (0, 0), sigmaX=max(0.3, spread_x / shrink_x), sigmaY=max(0.3, spread_y / shrink_y))
    grown = cv2.resize(small, (shape[1] + 8 * shrink_x, shape[0] + 8 * shrink_y), interpolation=cv2.INTER_CUBIC)
    cut = grown[: shape[0], : shape[1]]
    return np.asarray((cut - cut.mean()) / cut.std(), dtype=np.float32)


def curve(x: NDArray[np.floating], at: tuple[float, ...], value: tuple[float, ...]) -> Floats:
    """A smooth curve through points: monotone cubic (Fritsch & Carlson 1980), flat outside."""
    xs, ys = np.array(at, dtype=np.float64), np.array(value, dtype=np.float64)
    widths, slopes = np.diff(xs), np.diff(ys) / np.diff(xs)
    tangents = np.concatenate([[slopes[0]], (slopes[1:] + slopes[:-1]) / 2, [slopes[-1]]])
    place = np.clip(x, xs[0], xs[-1])
    index = np.clip(np.searchsorted(xs, place) - 1, 0, len(xs) - 2)
    t = (place - xs[index]) / widths[index]
    first, second = tangents[index] * widths[index], tangents[index + 1] * widths[index]
    low, high = ys[index], ys[index + 1]
    cubic = low + t * (first + t * (3 * (high - low) - 2 * first - second + t * (first + second - 2 * (high - low))))
    return np.asarray(cubic, dtype=np.float32)
