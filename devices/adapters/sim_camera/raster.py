"""Triangles to pixels: for each pixel, which texel is seen there. Vectorised over triangles of like size."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]

_NOTHING = -1e4  # further than anything
_SIDES = (3, 5, 7, 9, 12, 16, 24, 40, 80, 180)


@dataclass(frozen=True)
class Seen:
    """pixels: (n,) flat index. columns, rows: (n,) the texel seen there. near: (height, width), -10000 for nothing."""

    pixels: NDArray[np.int64]
    columns: Floats
    rows: Floats
    near: Floats


def rasterise(
    points: Floats, near: Floats, texels: Floats, triangles: NDArray[np.int64], size: tuple[int, int]
) -> Seen:
    """points: (n, 2) pixels x, y. near: (n,) larger is nearer. texels: (n, 2). size: height, width.

    Triangles seen from behind, and larger than 180 pixels, (of what lies in the frame) are left out.
    """
    height, width = size
    corners = points[triangles]
    edge1, edge2 = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    area = edge1[:, 0] * edge2[:, 1] - edge1[:, 1] * edge2[:, 0]
    low = np.maximum(np.ceil(corners.min(axis=1)), 0.0).astype(np.int32)
    high = np.minimum(np.floor(corners.max(axis=1)), (width - 1.0, height - 1.0)).astype(np.int32)
    seen = (area < -1e-3) & (high >= low).all(axis=1)
    kind = np.searchsorted(_SIDES, high - low + 1)  # (m, 2): which size the box round the triangle has
    seen &= (kind < len(_SIDES)).all(axis=1)
    kind = np.where(seen, kind[:, 0] * len(_SIDES) + kind[:, 1], -1)
    found_pixel = [np.empty(0, np.int64)]
    found_near, found_texel = [np.empty(0, np.float32)], [np.empty((0, 2), np.float32)]
    for one in np.unique(kind[kind >= 0]):
        chosen = np.flatnonzero(kind == one)
        wide, tall = _SIDES[one // len(_SIDES)], _SIDES[one % len(_SIDES)]
        step_y, step_x = (grid.reshape(1, -1) for grid in np.mgrid[0:tall, 0:wide].astype(np.float32))
        x = low[chosen, 0:1] + step_x - corners[chosen, 0, 0:1]
        y = low[chosen, 1:2] + step_y - corners[chosen, 0, 1:2]
        inverse = 1.0 / area[chosen, None]
        second = (x * edge2[chosen, 1:2] - y * edge2[chosen, 0:1]) * inverse
        third = (y * edge1[chosen, 0:1] - x * edge1[chosen, 1:2]) * inverse
        pixel_x = low[chosen, 0:1] + step_x.astype(np.int32)
        pixel_y = low[chosen, 1:2] + step_y.astype(np.int32)
        inside = (second >= -1e-4) & (third >= -1e-4) & (second + third <= 1.0001)
        inside &= (pixel_x >= 0) & (pixel_x < width) & (pixel_y >= 0) & (pixel_y < height)
        row, _ = np.nonzero(inside)
        second, third = second[inside], third[inside]
        corner = triangles[chosen[row]]
        found_pixel.append((pixel_y * width + pixel_x)[inside])
        found_near.append(_mix(near, corner, second, third))
        found_texel.append(np.stack([_mix(texels[:, axis], corner, second, third) for axis in (0, 1)], axis=-1))
    pixel, depth, texel = np.concatenate(found_pixel), np.concatenate(found_near), np.concatenate(found_texel)
    nearest = np.full(height * width, _NOTHING, dtype=np.float32)
    np.maximum.at(nearest, pixel, depth)
    front = depth >= nearest[pixel]
    pixel, texel = pixel[front], texel[front]
    return Seen(pixel, texel[:, 0], texel[:, 1], nearest.reshape(height, width))


def _mix(values: Floats, corner: NDArray[np.int64], second: Floats, third: Floats) -> Floats:
    first = values[corner[:, 0]]
    return np.asarray(
        first + second * (values[corner[:, 1]] - first) + third * (values[corner[:, 2]] - first), dtype=np.float32
    )
