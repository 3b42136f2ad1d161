"""Ten simulated fingers a person: sizes, patterns and skin, grown once a process and kept."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from devices.adapters.sim_fingerprint.noise import Field, smooth_noise, smooth_step
from devices.adapters.sim_fingerprint.orientation import Pattern, orientation_field
from devices.adapters.sim_fingerprint.ridges import grow_ridges
from devices.api import FingerPosition
from devices.links.opencv import opencv

cv2 = opencv()

PPI = 500
_GROWN_PPI = 250  # ridges are band-limited: half the resolution holds them, and grows four times as fast
MARGIN_MM = 1.5
_STRETCH_PX = 8.5

# Width and length in millimetres of what a pressed end phalanx leaves on glass, mean of an adult.
_SIZES_MM = {
    "thumb": (20.0, 27.0),
    "index": (16.0, 24.0),
    "middle": (16.5, 25.0),
    "ring": (15.5, 24.0),
    "little": (13.0, 20.5),
}
_THUMB_SLANT = (0.10, 0.22)  # radians
# Shares of the classes among people (after Henry's classes in NIST SD 4), as a deck so that each person has variety.
_DECK = (*("loop",) * 6, Pattern.WHORL, Pattern.WHORL, Pattern.DOUBLE_LOOP, "arch")
_ULNAR = {"thumb": 0.99}
"""Share of the loops that open towards the little finger. Those that do not are nearly all on index fingers (F. Galton,
Finger Prints, 1892, ch. VII: there two of five, of all others few)."""


@dataclass(frozen=True)
class SkinPatch:
    """ridges: (height, width) float32 at 500 ppi, +1 on ridges. pores: where sweat pores open, 0..1, same shape.

    width_mm, length_mm: the part that touches the glass, in the middle of the patch; the rest is margin.
    """

    ridges: Field
    pores: Field
    width_mm: float
    length_mm: float


def digit(position: FingerPosition) -> str:
    return position.name.split("_")[1].lower()


def is_right(position: FingerPosition) -> bool:
    return position <= FingerPosition.RIGHT_LITTLE


@lru_cache(maxsize=64)
def end_phalanx(seed: int, position: FingerPosition) -> SkinPatch:
    """The finger's pad up to the crease. The same seed and position give the same skin for ever."""
    rng = np.random.default_rng((seed, int(position)))
    person = np.random.default_rng((seed, 0))
    scale, period_mm = person.uniform(0.93, 1.04), person.uniform(0.440, 0.485)
    deck = person.permutation(len(_DECK))
    width_mm, length_mm = (scale * size * rng.uniform(0.97, 1.03) for size in _SIZES_MM[digit(position)])
    period_mm *= {"thumb": 1.04, "little": 0.95}.get(digit(position), 1.0)
    pattern = _pattern(_DECK[deck[int(position) - 1]], position, rng)
    shape = _grown_shape(width_mm, length_mm)
    theta = orientation_field(pattern, shape, _GROWN_PPI, rng)
    if digit(position) == "thumb":
        theta = theta + _slanted(shape, 1.0 if not is_right(position) else -1.0, rng)
    return _skin(theta, period_mm, width_mm, length_mm, rng)


@lru_cache(maxsize=16)
def middle_phalanx(seed: int, right: bool) -> SkinPatch:
    """Skin under the crease, one a hand: nearly straight ridges. Each finger of the hand shows another part of it."""
    rng = np.random.default_rng((seed, 100 + right))
    width_mm, length_mm = 18.0, 22.0
    shape = _grown_shape(width_mm, length_mm)
    slope = (0.25 if right else -0.25) + 0.15 * smooth_noise(rng, shape, 60.0)
    return _skin(slope, 0.47, width_mm, length_mm, rng)


def _pattern(card: Pattern | str, position: FingerPosition, rng: np.random.Generator) -> Pattern:
    if card == "loop":
        ulnar = rng.random() < _ULNAR.get(digit(position), 0.93)
        return Pattern.LOOP_RIGHT if is_right(position) == ulnar else Pattern.LOOP_LEFT
    if card == "arch":
        return Pattern.ARCH if rng.random() < 0.6 else Pattern.TENTED_ARCH
    return Pattern(card)


def _slanted(shape: tuple[int, int], side: float, rng: np.random.Generator) -> Field:
    """Under the core of a left thumb ridges rise to the right, of a right thumb to the left."""
    down = np.linspace(0.0, 1.0, shape[0], dtype=np.float32)[:, None]
    angle = side * rng.uniform(*_THUMB_SLANT) * smooth_step((down - 0.35) / 0.3)
    return np.asarray(np.broadcast_to(angle, shape), dtype=np.float32)


def _grown_shape(width_mm: float, length_mm: float) -> tuple[int, int]:
    per_mm = _GROWN_PPI / 25.4
    return round((length_mm + 2 * MARGIN_MM) * per_mm), round((width_mm + 2 * MARGIN_MM) * per_mm)


def _skin(theta: Field, period_mm: float, width_mm: float, length_mm: float, rng: np.random.Generator) -> SkinPatch:
    grown = grow_ridges(theta, period_mm * _GROWN_PPI / 25.4, rng)
    ridges = cv2.resize(grown, None, fx=2.0, fy=2.0, interpolation=cv2.INTER_LANCZOS4)
    height, width = ridges.shape
    row, column = np.mgrid[0:height, 0:width].astype(np.float32)  # stretch a little here, less there: periods vary
    column += _STRETCH_PX * smooth_noise(rng, (height, width), 110.0)
    row += _STRETCH_PX * smooth_noise(rng, (height, width), 110.0)
    stretched = cv2.remap(ridges, column, row, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT)
    patch = np.asarray(stretched, dtype=np.float32)
    pores = _pores(patch, rng)
    for array in (patch, pores):
        array.flags.writeable = False
    return SkinPatch(patch, pores, width_mm, length_mm)


def _pores(ridges: Field, rng: np.random.Generator, pitch_px: int = 9) -> Field:
    """Pores sit on the crests, about one a ridge period, none too regular."""
    height, width = ridges.shape
    row, column = (
        grid.ravel() + rng.integers(0, pitch_px, grid.size) for grid in np.mgrid[0:height:pitch_px, 0:width:pitch_px]
    )
    inside = (row > 3) & (column > 3) & (row < height - 4) & (column < width - 4) & (rng.random(row.size) < 0.8)
    row, column = row[inside], column[inside]
    steps = np.mgrid[-3:4, -3:4].reshape(2, -1).T
    crest = ridges[row[:, None] + steps[:, 0], column[:, None] + steps[:, 1]].argmax(axis=1)
    pores = np.zeros((height, width), dtype=np.float32)
    pores[row + steps[crest, 0], column + steps[crest, 1]] = rng.uniform(0.4, 1.0, crest.size)
    return np.asarray(np.clip(cv2.GaussianBlur(pores, (0, 0), 1.0) * 6.0, 0.0, 1.0), dtype=np.float32)
