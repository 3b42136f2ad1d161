"""Expressions drawn on a face at rest: parts of the picture are moved, as the muscles beneath would move them."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from station.quality.cv import cv2
from tests.support.drawn_faults import Base, Draw, Pixels, Points, painted

_INNER_BROWS, _MIDDLE_BROWS = (55, 285), (52, 282)
_LIPS = (61, 291, 0, 17, 13, 14)  # corners, upper edge, lower edge, between


def _moved(pixels: Pixels, moves: Sequence[tuple[Points, Points, float]]) -> Pixels:
    """moves: from where (2,), by how much (2,), within what distance; pixels."""
    rows, columns = np.indices(pixels.shape[:2], np.float32)
    across, down = columns.copy(), rows.copy()
    for place, by, reach in moves:
        near = np.exp(-((columns - place[0] - by[0]) ** 2 + (rows - place[1] - by[1]) ** 2) / (2 * reach**2))
        across -= np.float32(by[0]) * near
        down -= np.float32(by[1]) * near
    seen = cv2.remap(pixels, across, down, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(seen, np.uint8)


def frown(base: Base, share: float = 0.11) -> Pixels:
    """Brows drawn down and together, and the two furrows between them."""
    ied, middle = base.ied, base.mesh[9]
    moves = []
    for side, (inner, centre) in enumerate(zip(_INNER_BROWS, _MIDDLE_BROWS, strict=True)):
        inward = (1, -1)[side] * 0.5 * share * ied
        moves.append((base.mesh[inner], np.array([inward, share * ied]), 0.13 * ied))
        moves.append((base.mesh[centre], np.array([0.4 * inward, 0.7 * share * ied]), 0.13 * ied))
    pixels = _moved(base.pixels, moves)
    for off in (-0.07, 0.06):
        x, y = middle[0] + off * ied, middle[1] - 0.02 * ied
        furrow = np.array([(x - 0.012 * ied, y - 0.13 * ied), (x + 0.012 * ied, y - 0.13 * ied), (x, y + 0.12 * ied)])
        pixels = painted(pixels, furrow, base.skin() * 0.55, 0.75, soft=0.012 * ied)
    return pixels


def _lips(base: Base) -> tuple[NDArray[np.float64], ...]:
    return tuple(base.mesh[index] for index in _LIPS)


def lips_rolled_in(base: Base) -> Pixels:
    """Both lips drawn in until hardly any red is seen."""
    left, right, top, bottom, upper, lower = _lips(base)
    line, ied = (upper + lower) / 2, base.ied
    moves = []
    for share in (0.25, 0.5, 0.75):
        along = left * (1 - share) + right * share
        for edge in (top, bottom):
            place = np.array([along[0], edge[1]])
            moves.append((place, np.array([0.0, 0.85 * (line[1] - edge[1])]), 0.09 * ied))
    return _moved(base.pixels, moves)


def lip_bitten(base: Base) -> Pixels:
    """The lower lip drawn in under the upper teeth, whose edge is seen."""
    left, right, _, bottom, upper, lower = _lips(base)
    line, ied = (upper + lower) / 2, base.ied
    moves = [
        (
            np.array([left[0] * (1 - share) + right[0] * share, bottom[1]]),
            np.array([0.0, 0.9 * (line[1] - bottom[1])]),
            0.1 * ied,
        )
        for share in (0.3, 0.5, 0.7)
    ]
    pixels = _moved(base.pixels, moves)
    half, high = 0.3 * float(right[0] - left[0]), 0.045 * ied
    teeth = np.array(
        [
            (line[0] - half, line[1] - 0.3 * high),
            (line[0] + half, line[1] - 0.3 * high),
            (line[0] + 0.85 * half, line[1] + high),
            (line[0] - 0.85 * half, line[1] + high),
        ]
    )
    return painted(pixels, teeth, (214, 206, 190), 0.95, soft=0.01 * ied)


EXPRESSIONS: Mapping[str, Draw] = {
    "frown": frown,
    "lips rolled in": lips_rolled_in,
}
"""What hardly any of the measures of expressions notices (docs/standards.md#face-moved): drawn, not felt."""
BITTEN: Mapping[str, Draw] = {"lower lip bitten": lip_bitten}
"""What the share of the lower lip tells."""
