"""Parting neighbours that touch: a white line between two fingers, followed from top to bottom."""

import numpy as np
from numpy.typing import NDArray

from station.quality.cv import cv2
from station.quality.finger.phalanx import MM

_WIDE_MM = 20.0  # a blob narrower than this is one finger
_NARROWEST_MM = 7.0  # of what is left on either side
_SMOOTH_MM = 3.0
_LIGHT = 0.4  # darkness of the line against the skin's


def split_neighbours(skin: NDArray[np.uint8], darkness: NDArray[np.float32]) -> NDArray[np.uint8]:
    """The mask with a gap wherever a wide blob is crossed by a light line from top to bottom.

    skin: (height, width) 0 or 1, hand upright, at 125 ppi. darkness: same shape, 0 glass, larger where darker.
    """
    darkness = cv2.blur(darkness, (1, round(_SMOOTH_MM * MM))).astype(np.float32)  # lines run along the fingers
    parted = skin.copy()
    todo = _boxes(parted)
    while todo:
        left, top, width, height, blob = todo.pop()
        margin = round(_NARROWEST_MM * MM)
        if width < _WIDE_MM * MM or width <= 2 * margin:
            continue
        window = np.s_[top : top + height, left : left + width]
        dark = darkness[window]
        seam = margin + _lightest_path(dark[:, margin : width - margin])
        usual = float(dark[blob].mean())
        if float(dark[np.arange(height), seam].mean()) > _LIGHT * usual:
            continue
        away = np.abs(np.arange(width)[None, :] - seam[:, None])
        kept = blob & (away > 1)
        parted[window][blob & ~kept] = 0
        piece = np.zeros_like(parted)
        piece[window] = kept
        todo += _boxes(piece)
    return parted


def _boxes(mask: NDArray[np.uint8]) -> list[tuple[int, int, int, int, NDArray[np.bool_]]]:
    """left, top, width, height and shape of each blob."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
    boxes = []
    for label in range(1, count):
        left, top, width, height = (int(value) for value in stats[label, :4])
        boxes.append((left, top, width, height, labels[top : top + height, left : left + width] == label))
    return boxes


def _lightest_path(dark: NDArray[np.float32]) -> NDArray[np.intp]:
    """Column of the lightest way down, a step of at most one column a row: (height,)."""
    height, width = dark.shape
    cost = dark.astype(np.float64)
    step = np.zeros((height, width), dtype=np.intp)
    columns = np.arange(width)
    for row in range(1, height):
        before = np.pad(cost[row - 1], 1, constant_values=np.inf)
        ways = np.stack((before[1:-1], before[:-2] + 0.5, before[2:] + 0.5))  # straight on, when all else is equal
        best = ways.argmin(axis=0)
        step[row] = np.array((0, -1, 1))[best]
        cost[row] += ways[best, columns]
    path = np.empty(height, dtype=np.intp)
    path[-1] = int(cost[-1].argmin())
    for row in range(height - 1, 0, -1):
        path[row - 1] = path[row] + step[row, path[row]]
    return path
