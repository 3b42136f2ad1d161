"""How the tips of one hand stand to each other, whatever way the hand is turned; millimetres, y down."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from station.quality.finger.found import Segmentation


def straightened_mm(found: Segmentation, resolution_ppi: int) -> NDArray[np.float64]:
    """(fingers, 2): each tip's x and y with the hand's turn taken away."""
    return _upright_mm(found, resolution_ppi, found.turn_deg)


def step_mm(found: Segmentation, resolution_ppi: int) -> float:
    """How far one of two tips lies under the other: of 100 simulated pairs of thumbs 4.3 at most, of 72 pairs of
    neighbours of a hand 7.3 at least. Upright is as the two lie on average: the turn that is seen of two blobs errs
    by up to six degrees, which is three millimetres between two thumbs."""
    tips = _upright_mm(found, resolution_ppi, float(np.mean([each.turn_deg for each in found.fingers])))
    return abs(float(tips[0, 1] - tips[1, 1]))


def _upright_mm(found: Segmentation, resolution_ppi: int, turn_deg: float) -> NDArray[np.float64]:
    angle = -np.deg2rad(turn_deg)
    turn = np.array(((np.cos(angle), -np.sin(angle)), (np.sin(angle), np.cos(angle))))
    tips = np.array([finger.tip for finger in found.fingers], dtype=np.float64).reshape(-1, 2)
    return np.asarray(tips @ turn.T * 25.4 / resolution_ppi)


def drop_mm(tips: NDArray[np.float64], *, right: bool) -> float:
    """How far the little finger's tip lies under the index finger's on such a hand: 17 to 30 on real ones."""
    first, last = float(tips[0, 1]), float(tips[-1, 1])
    return last - first if right else first - last


def inner_above_mm(tips: NDArray[np.float64]) -> float:
    """How far the two middle tips of four stand above the two outer ones: 16 to 23 on a hand the right way up."""
    y = tips[:, 1]
    return float((y[0] + y[3]) / 2 - (y[1] + y[2]) / 2)


def usual_width_mm(widths: Sequence[float]) -> float:
    """Median; 0 of none."""
    return float(np.median(widths)) if widths else 0.0
