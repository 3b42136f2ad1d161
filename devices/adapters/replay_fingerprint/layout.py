"""Single prints laid out as a slap on a platen."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from devices.api import FingerPosition

PLATEN_MM = (81.28, 76.2)  # width, height: 1600 x 1500 pixels at 500 ppi
_GAP_MM = 4.0
_TOP_MM = 6.0
_BLANK_FROM = 235  # grey level: a row or column whose darkest pixels are lighter holds no print
# How far each tip lies under the middle finger's.
_TIP_MM = {"THUMB": 4.0, "INDEX": 7.0, "MIDDLE": 0.0, "RING": 4.5, "LITTLE": 20.0}

Pixels = NDArray[np.uint8]


def lay_out(prints: Mapping[FingerPosition, Pixels], order: Sequence[FingerPosition], resolution_ppi: int) -> Pixels:
    """(height, width) uint8 platen, white, with the prints in `order` from left to right; the rest stay up.

    The platen grows where the prints need more room than 81 x 76 mm. Prints keep every pixel that is not margin.
    """
    per_mm = resolution_ppi / 25.4
    laid = [(finger, _trimmed(prints[finger])) for finger in order if finger in prints]
    gap = round(_GAP_MM * per_mm)
    tops = [round((_TOP_MM + _TIP_MM[finger.name.split("_")[1]]) * per_mm) for finger, _ in laid]
    needed = sum(pixels.shape[1] + gap for _, pixels in laid) + gap
    width = max(round(PLATEN_MM[0] * per_mm), needed)
    lowest = max((top + pixels.shape[0] + gap for top, (_, pixels) in zip(tops, laid, strict=True)), default=0)
    platen = np.full((max(round(PLATEN_MM[1] * per_mm), lowest), width), 255, dtype=np.uint8)
    left = (width - needed) // 2 + gap
    for top, (_, pixels) in zip(tops, laid, strict=True):
        platen[top : top + pixels.shape[0], left : left + pixels.shape[1]] = pixels
        left += pixels.shape[1] + gap
    return platen


def _trimmed(pixels: Pixels) -> Pixels:
    """Without the white margins around the print."""
    dark = pixels < _BLANK_FROM
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    if rows.size == 0:
        return pixels
    return pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
