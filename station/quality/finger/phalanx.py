"""From blobs of skin to end phalanges. Works on the map of a hand turned upright; all lengths in its pixels."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from station.quality.cv import cv2

MAP_PPI = 125
MM = MAP_PPI / 25.4  # pixels of the map in a millimetre

_LEAN_MAX_DEG = 20.0  # of one finger against its hand
_MIN_WIDTH_MM, _MIN_LENGTH_MM, _MAX_WIDTH_MM = 6.0, 7.0, 30.0
_SAME_COLUMN = 0.5  # overlap from which a blob belongs to the finger above it
EDGE_MM = 0.6  # kept around the skin
_TIP_MM = 1.2  # under the top: a round tip is half as wide there as the finger, one cut off as wide
_CREASE_FROM, _CREASE_TO = 1.15, 1.9  # where the crease lies below the tip, in widths of the finger
_CREASE_DEPTH = 0.75  # skin left at the crease, against the finger's middle

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Column:
    """One finger: its uppermost blob, and everything that lies under it in the same column (lower phalanges)."""

    head: Mask
    whole: Mask


@dataclass(frozen=True)
class Phalanx:
    """corners: (4, 2) x, y of top left, top right, bottom right, bottom left. area in pixels. lean_deg clockwise.
    width_mm, length_mm: of the skin itself. bluntness: its width a little under the top, in its usual width."""

    corners: NDArray[np.float64]
    area: int
    lean_deg: float
    width_mm: float
    length_mm: float
    bluntness: float


def columns(skin: NDArray[np.uint8]) -> list[Column]:
    """Blobs sorted into fingers, in no particular order."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(skin, connectivity=8)
    smallest = 0.5 * _MIN_WIDTH_MM * _MIN_LENGTH_MM * MM * MM
    blobs = [label for label in range(1, count) if stats[label, cv2.CC_STAT_AREA] >= smallest]
    blobs.sort(key=lambda label: int(stats[label, cv2.CC_STAT_TOP]))
    groups: list[list[int]] = []
    for label in blobs:
        left, width = int(stats[label, cv2.CC_STAT_LEFT]), int(stats[label, cv2.CC_STAT_WIDTH])
        for group in groups:
            above, its_width = (int(stats[group[-1], key]) for key in (cv2.CC_STAT_LEFT, cv2.CC_STAT_WIDTH))
            shared = min(left + width, above + its_width) - max(left, above)
            if shared >= _SAME_COLUMN * min(width, its_width):
                group.append(label)
                break
        else:
            groups.append([label])
    return [Column(labels == group[0], np.isin(labels, group)) for group in groups]


def end_phalanx(column: Column, detail: NDArray[np.float32]) -> Phalanx | None:
    """The finger's first phalanx in its own upright box; None where the blob is no finger's size."""
    lean_deg = _lean(column.whole)
    angle = np.deg2rad(lean_deg)
    along, across = np.array((-np.sin(angle), np.cos(angle))), np.array((np.cos(angle), np.sin(angle)))
    row, column_ = np.nonzero(column.head)
    points = np.stack((column_, row), axis=1).astype(np.float64)
    down, side = points @ along, points @ across
    top = float(down.min())
    rows = (down - top).astype(np.intp)
    width = _width(rows, side)
    crease = _crease(rows, detail[row, column_], width)
    kept = rows < crease
    down, side = down[kept], side[kept]
    left, right, bottom = float(side.min()), float(side.max()) + 1.0, float(down.max()) + 1.0
    if not _MIN_WIDTH_MM * MM <= right - left <= _MAX_WIDTH_MM * MM or bottom - top < _MIN_LENGTH_MM * MM:
        return None
    width_mm, length_mm = (right - left) / MM, (bottom - top) / MM
    at_top = side[down - down.min() < _TIP_MM * MM]
    bluntness = float(at_top.max() - at_top.min()) / width
    edge = EDGE_MM * MM
    top, left, right = top - edge, left - edge, right + edge
    bottom += 0.0 if crease <= rows.max() else edge  # beyond a crease there is more skin, and it is not wanted
    corners = np.array(
        [across * s + along * d for s, d in ((left, top), (right, top), (right, bottom), (left, bottom))]
    )
    lean_deg = float(np.clip(lean_deg, -_LEAN_MAX_DEG, _LEAN_MAX_DEG))
    return Phalanx(corners, int(kept.sum()), lean_deg, width_mm, length_mm, bluntness)


def _lean(whole: Mask) -> float:
    """Clockwise lean of the finger's long axis, by its second moments."""
    row, column = np.nonzero(whole)
    covariance = np.cov(np.stack((column, row)))
    values, vectors = np.linalg.eigh(covariance)
    if values[1] < 1.2 * values[0]:
        return 0.0  # as wide as long: no axis to be seen
    x, y = vectors[:, 1] * np.sign(vectors[1, 1] or 1.0)  # pointing down
    lean = float(np.degrees(np.arctan2(-x, y)))
    return float(np.clip(lean, -_LEAN_MAX_DEG, _LEAN_MAX_DEG))


def _width(rows: NDArray[np.intp], side: NDArray[np.float64]) -> float:
    """Usual width of the upper part."""
    upper = rows < min(int(rows.max()) + 1, round(16 * MM))
    widths = np.bincount(rows[upper])
    return float(np.percentile(widths[widths > 0], 80))


def _crease(rows: NDArray[np.intp], detail: NDArray[np.float32], width: float) -> int:
    """Row below the tip at which the phalanx ends; beyond the last row when the blob holds the first phalanx only."""
    length = int(rows.max()) + 1
    first, last = round(_CREASE_FROM * width), round(_CREASE_TO * width)
    if length <= first:
        return length
    skin = np.bincount(rows, weights=detail, minlength=length)
    skin = np.convolve(np.pad(skin, 2, mode="edge"), np.full(5, 0.2), mode="valid")
    usual = float(np.median(skin[round(0.3 * width) : first]))
    lowest = first + int(skin[first:last].argmin())
    is_crease = skin[lowest] < _CREASE_DEPTH * usual and lowest < length - round(2 * MM)
    if is_crease or length > last:
        return lowest
    return length
