"""Skin that reaches over the platen's edge. The lower one does not count: hands come from there."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from station.quality.cv import cv2
from station.quality.finger.phalanx import MM

_WITHIN_MM = 0.6

Place = tuple[tuple[float, float], ...]


def over_edge(skin: NDArray[np.uint8], prints: Sequence[NDArray[np.float64]]) -> tuple[float, Place]:
    """Millimetres of the left, right and upper border where a print lies on them; and where, left top and right bottom
    in pixels of the map.

    skin: (height, width) at 125 ppi, 0 or 1, as the picture lies. prints: corners of each, (4, 2) x and y. The lower
    phalanges may lie where they like.
    """
    rim = max(1, round(_WITHIN_MM * MM))
    of_prints = np.zeros(skin.shape, dtype=np.uint8)
    cv2.fillPoly(of_prints, [np.round(each).astype(np.int32) for each in prints], 1)
    touching = (skin & of_prints) > 0
    on_rim = np.zeros(skin.shape, dtype=bool)
    on_rim[:rim], on_rim[:, :rim], on_rim[:, -rim:] = touching[:rim], touching[:, :rim], touching[:, -rim:]
    length = max(0, int(on_rim[:rim].any(axis=0).sum()))
    length += int(on_rim[rim:, :rim].any(axis=1).sum()) + int(on_rim[rim:, -rim:].any(axis=1).sum())
    if not length:
        return 0.0, ()
    y, x = np.nonzero(on_rim)
    return length / MM, ((float(x.min()), float(y.min())), (float(x.max()) + 1, float(y.max()) + 1))
