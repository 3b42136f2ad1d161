"""One page as it was photographed: laid straight, and what is to be said of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from station.quality.page import edges, measures

LEAST_PPI = 200
TURNED_DEG = 5.0
LEAST_INK = 0.0008
LEAST_SHARPNESS = 0.3
UNREADABLE_SHARPNESS = 0.1
MOST_GLARE = 0.004
DARK = 40.0


@dataclass(frozen=True)
class PageLook:
    """pixels: the page alone, or the whole picture where no edges were found. size: "A4", "ID-1", ..., "" for another.
    ppi: 0 where it cannot be told. warnings: codes, the most urgent first. unreadable: code of why nothing of it can be
    read; "" otherwise. likeness: as `measures.likeness`."""

    pixels: NDArray[np.uint8]
    size: str
    ppi: int
    warnings: tuple[str, ...]
    unreadable: str
    likeness: int


def look_at(picture: NDArray[np.uint8], expected: str = "A4") -> PageLook:
    """picture: (height, width, 3) uint8 R, G, B. expected: the size that the kind of paper has."""
    corners = edges.corners_of(picture)
    page = picture if corners is None else edges.laid_straight(picture, corners)
    page.flags.writeable = False
    grey = measures.grey_of(page)
    size = "" if corners is None else measures.size_of(page.shape, expected)
    ppi = measures.resolution_ppi(page.shape, size)
    blank = measures.ink(grey) < LEAST_INK
    sharpness = measures.sharpness(grey)
    return PageLook(
        page,
        size,
        ppi,
        tuple(_warnings(corners, grey, ppi, sharpness, blank=blank)),
        _unreadable(grey, sharpness, blank=blank, found=corners is not None),
        measures.likeness(grey),
    )


def _unreadable(grey: measures.Grey, sharpness: float, *, blank: bool, found: bool) -> str:
    if measures.light(grey) < DARK:
        return "PAGE-DARK"
    if blank and not found:
        return "PAGE-NONE"
    return "PAGE-UNREADABLE" if sharpness < UNREADABLE_SHARPNESS and not blank else ""


def _warnings(
    corners: edges.Floats | None, grey: measures.Grey, ppi: int, sharpness: float, *, blank: bool
) -> list[str]:
    told = {
        "PAGE-BLANK": blank,
        "PAGE-BLUR": not blank and sharpness < LEAST_SHARPNESS,
        "PAGE-GLARE": measures.glare(grey) > MOST_GLARE,
        "PAGE-EDGES": corners is None,
        "PAGE-SKEW": corners is not None and abs(edges.turned_by(corners)) > TURNED_DEG,
        "PAGE-COARSE": 0 < ppi < LEAST_PPI,
    }
    return [code for code, holds in told.items() if holds]
