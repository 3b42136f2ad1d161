"""Writing and printed lines beside the fingers: what a scanned paper card has, and no glass.

Strokes are dark and thin, and stand alone: ridges are as thin and lie close together over a finger's width, and what is
wet or smudged is wide.
"""

import numpy as np
from numpy.typing import NDArray

from station.quality.cv import cv2
from station.quality.finger.ridges import WORKING_PPI, to_working

_DARK = 50  # grey levels under what lies around
_WIDEST_MM = 1.6  # of a stroke
_CLOSE, _WINDOW_MM = 0.25, 3.0  # share of thin dark places in a window from which they are ridges
_FINGER_MM = 4.0  # what is close together over less than this is a letter
_RIM_MM = 2.0  # where a finger's ridges end they break up into lines and dots
_LEAST_MM = 3.0  # a stroke's longer side; what is shorter is dust


def writing_mm2(pixels: NDArray[np.uint8], resolution_ppi: int) -> float:
    """How much of the picture is strokes, in square millimetres. pixels: (height, width) uint8, ridges dark.

    Two inked cards have 42 and 84; hands on glass, dry, wet, smeared and smudged ones too, none at all.
    """
    small = to_working(pixels, resolution_ppi)
    mm = min(resolution_ppi, WORKING_PPI) / 25.4
    stroke, rim = _disc(_WIDEST_MM * mm), _disc(2 * _RIM_MM * mm)
    thin = (cv2.morphologyEx(small, cv2.MORPH_BLACKHAT, stroke) > _DARK).astype(np.uint8)
    close = cv2.blur(thin.astype(np.float32), (max(3, round(_WINDOW_MM * mm)),) * 2) > _CLOSE
    ridges = np.asarray(cv2.morphologyEx(close.astype(np.uint8), cv2.MORPH_OPEN, _disc(_FINGER_MM * mm)), np.uint8)
    filled = cv2.morphologyEx(small, cv2.MORPH_CLOSE, stroke)  # what is wider than a stroke stays dark
    wide = (filled < float(np.percentile(small, 90.0)) - _DARK).astype(np.uint8)
    beside = thin * (1 - cv2.dilate(ridges | wide, rim))
    _, _, stats, _ = cv2.connectedComponentsWithStats(beside, connectivity=8)
    strokes = stats[1:][stats[1:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) >= _LEAST_MM * mm]
    return float(strokes[:, cv2.CC_STAT_AREA].sum() / mm**2)


def _disc(size: float) -> NDArray[np.uint8]:
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (max(3, round(size)),) * 2), dtype=np.uint8)
