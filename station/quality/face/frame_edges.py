"""Straight edges around the head, as of a print on a desk or a screen that is held up: a hint, never a verdict."""

from math import atan2, degrees

import numpy as np
from numpy.typing import NDArray

from station.quality.cv import cv2

_HEIGHT = 360  # pixels the frame is looked at with
_LONG = 0.45  # of the face box's doubled height: the least length of an edge
_TILT = 8.0  # degrees off upright or level
_RIM = 4  # pixels along the frame's border: what a camera's own black bars leave there


def straight_sides(pixels: NDArray[np.uint8], box: tuple[float, float, float, float]) -> int:
    """On how many of the four sides of the face (0..4) a long straight edge runs. box: x, y, width, height in pixels of
    the frame."""
    scale = _HEIGHT / pixels.shape[0]
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    left, top, width, height = (value * scale for value in box)
    least = _LONG * 2 * height
    edges = cv2.Canny(grey, 60, 160)
    lines = cv2.HoughLinesP(edges, 1, np.pi / 360, 60, minLineLength=least, maxLineGap=0.05 * height)
    found = set()
    for x1, y1, x2, y2 in () if lines is None else lines.reshape(-1, 4):
        turned = abs(degrees(atan2(float(y2 - y1), float(x2 - x1))))
        x, y = (float(x1) + float(x2)) / 2, (float(y1) + float(y2)) / 2
        if not (_RIM < x < grey.shape[1] - _RIM and _RIM < y < grey.shape[0] - _RIM):
            continue
        if abs(turned - 90.0) <= _TILT:
            found |= {"left"} if x < left else {"right"} if x > left + width else set()
        elif min(turned, 180.0 - turned) <= _TILT:
            found |= {"top"} if y < top else {"bottom"} if y > top + height else set()
    return len(found)
