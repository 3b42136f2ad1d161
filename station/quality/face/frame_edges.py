"""Straight edges around the head, as of a print on a desk or a screen that is held up: a hint, never a verdict."""

from math import atan2, degrees

import numpy as np
from numpy.typing import NDArray

from station.quality.cv import cv2

_HEIGHT = 360  # pixels the frame is looked at with
_LONG = 0.4  # of the face box's doubled height: the least length of an edge
_TILT = 17.0  # degrees off upright or level
_RIM = 4  # pixels along the frame's border: what a camera's own black bars leave there
_PLACES, _OFF = 41, 3  # along an edge, and how far to both sides of it the picture is compared, pixels
_STEP, _SHARE = 4.0, 0.85  # codes of one sign, at which share of the places


def straight_sides(pixels: NDArray[np.uint8], box: tuple[float, float, float, float]) -> int:
    """On how many of the four sides of the face (0..4) a long straight edge runs. A wall screen or a door behind
    somebody has none below the face, where the body is before it: without that one it is never more than two.
    box: x, y, width, height in pixels of the frame."""
    scale = _HEIGHT / pixels.shape[0]
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    left, top, width, height = (value * scale for value in box)
    least = _LONG * 2 * height
    edges = cv2.Canny(grey, 20, 60)
    smooth = np.asarray(cv2.GaussianBlur(grey, (0, 0), 1.0), np.float32)
    lines = cv2.HoughLinesP(edges, 1, np.pi / 360, 60, minLineLength=least, maxLineGap=0.1 * height)
    found = set()
    for x1, y1, x2, y2 in () if lines is None else lines.reshape(-1, 4):
        turned = abs(degrees(atan2(float(y2 - y1), float(x2 - x1))))
        x, y = (float(x1) + float(x2)) / 2, (float(y1) + float(y2)) / 2
        if not (_RIM < x < grey.shape[1] - _RIM and _RIM < y < grey.shape[0] - _RIM):
            continue
        if not _one_step(smooth, np.array([x1, y1], float), np.array([x2, y2], float)):
            continue
        if abs(turned - 90.0) <= _TILT:
            found |= {"left"} if x < left else {"right"} if x > left + width else set()
        elif min(turned, 180.0 - turned) <= _TILT:
            found |= {"top"} if y < top else {"bottom"} if y > top + height else set()
    return len(found) if "bottom" in found else min(len(found), 2)


def _one_step(grey: NDArray[np.float32], first: NDArray[np.float64], last: NDArray[np.float64]) -> bool:
    """Whether it is lighter on one side all along, as beside the edge of one thing; rows of a pattern change sides."""
    along = first + (last - first) * np.linspace(0, 1, _PLACES)[:, None]
    off = np.array([last[1] - first[1], first[0] - last[0]]) / np.linalg.norm(last - first) * _OFF
    steps = _at(grey, along + off) - _at(grey, along - off)
    return float(max((steps > _STEP).mean(), (steps < -_STEP).mean())) >= _SHARE


def _at(grey: NDArray[np.float32], places: NDArray[np.float64]) -> NDArray[np.float32]:
    columns, rows = (np.clip(np.round(places[:, k]).astype(np.intp), 0, grey.shape[1 - k] - 1) for k in (0, 1))
    return np.asarray(grey[rows, columns])
