"""How skin prints: where it touches, how hard, how moist. Each call is another placement of the same skin."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from devices.adapters.sim_fingerprint.anatomy import PPI, SkinPatch
from devices.adapters.sim_fingerprint.noise import Field, smooth_noise
from devices.links.opencv import opencv

cv2 = opencv()


@dataclass(frozen=True)
class Touch:
    """dryness: 0 normal .. 1 very dry, broken and pale. pressure: -1 light, 0 normal, 4 drowned (valleys filled)."""

    dryness: float = 0.0
    pressure: float = 0.0
    round_tip: bool = True


def ink(skin: SkinPatch, touch: Touch, rng: np.random.Generator) -> NDArray[np.float32]:
    """(height, width) float32 of the skin's shape: 0 untouched glass .. 1 darkest."""
    shape = skin.ridges.shape
    depth = _contact_depth(skin, touch, rng)
    grain = smooth_noise(rng, shape, 2.2)
    height = _pressed(skin.ridges - 1.3 * skin.pores, rng)
    base = -0.12 - 0.30 * touch.pressure + 1.16 * touch.dryness
    level = base + 0.20 * smooth_noise(rng, shape, 70.0) + 0.12 * smooth_noise(rng, shape, 20.0)
    level = level + (0.14 + 1.16 * touch.dryness) * grain  # dry skin touches in dots
    level = level + 1.7 * np.clip((0.24 - depth) / 0.24, 0.0, 4.0)
    touched = 1.0 / (1.0 + np.exp(np.clip((level - height) / 0.15, -30.0, 30.0)))
    touched *= 1.0 - _creases(shape, rng)
    dark = 0.80 - 0.39 * touch.dryness + 0.09 * smooth_noise(rng, shape, 55.0) + 0.06 * grain
    return np.asarray(cv2.GaussianBlur(touched * np.clip(dark, 0.35, 0.97), (0, 0), 0.6), dtype=np.float32)


def _contact_depth(skin: SkinPatch, touch: Touch, rng: np.random.Generator) -> Field:
    """Positive where skin touches the glass, about 1 in the middle, negative outside; the edge wanders."""
    rows, columns = skin.ridges.shape
    mm = 25.4 / PPI
    row, column = (np.arange(count, dtype=np.float32) for count in (rows, columns))
    x = np.abs((column - columns / 2) * mm / (skin.width_mm / 2))[None, :]
    y = ((rows / 2 - row) * mm / (skin.length_mm / 2))[:, None]
    top = 2.05 if touch.round_tip else 4.0
    depth = 1.0 - x**2.3 - np.where(y > 0, np.abs(y) ** top, np.abs(y) ** 3.6)
    shape = (rows, columns)
    return np.asarray(
        depth + 0.04 * smooth_noise(rng, shape, 60.0) + 0.05 * smooth_noise(rng, shape, 14.0), dtype=np.float32
    )


def _pressed(ridges: Field, rng: np.random.Generator) -> Field:
    """Skin is elastic: every placement shifts it by some tenths of a millimetre, smoothly."""
    height, width = ridges.shape
    row, column = np.mgrid[0:height, 0:width].astype(np.float32)
    column += 2.0 * smooth_noise(rng, (height, width), 150.0)
    row += 2.0 * smooth_noise(rng, (height, width), 150.0)
    return np.asarray(cv2.remap(ridges, column, row, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT), dtype=np.float32)


def _creases(shape: tuple[int, int], rng: np.random.Generator) -> Field:
    """Fine white lines across some prints: 0 none .. 1 white."""
    height, width = shape
    lines = np.zeros(shape, dtype=np.float32)
    for _ in range(rng.integers(0, 4)):
        x, y = rng.uniform(0.2, 0.8) * width, rng.uniform(0.3, 0.9) * height
        length, angle, bend = rng.uniform(30.0, 110.0), rng.uniform(-0.7, 0.7), rng.uniform(-12.0, 12.0)
        along = np.linspace(-0.5, 0.5, 9)
        points = np.stack(
            (x + length * along * np.cos(angle), y + length * along * np.sin(angle) + bend * along**2), axis=1
        )
        cv2.polylines(lines, [np.round(points * 16).astype(np.int32)], False, rng.uniform(0.5, 0.95), 2, cv2.LINE_AA, 4)
    return np.asarray(cv2.GaussianBlur(lines, (0, 0), 0.8), dtype=np.float32)
