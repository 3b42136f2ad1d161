"""What can be measured on a page: ink, sharpness, glare, light, resolution, and what it looks like."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from station.quality.cv import cv2

Grey = NDArray[np.uint8]

SIZES_MM: Mapping[str, tuple[float, float]] = {"A4": (297.0, 210.0), "ID-3": (125.0, 88.0), "ID-1": (85.6, 53.98)}
"""Longer and shorter side (ISO 216; ISO/IEC 7810)."""
_SHAPE_GAP = 0.05  # of the ratio of the sides
_INCH_MM = 25.4
_SATURATED = 253
_INK_GAP = 14  # grey levels under its surroundings
_WORK_PX = 1000
_SHARP_PX = 2000  # an A4 page at 170 ppi: finer blur hides no letter


def grey_of(page: NDArray[np.uint8]) -> Grey:
    return np.asarray(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY), np.uint8)


def reduced(grey: Grey, longest: int = _WORK_PX) -> Grey:
    scale = min(1.0, longest / max(grey.shape))
    return np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def ink(grey: Grey) -> float:
    """Part of the page that is darker than the paper around it; of the reduced page. The rim is left out."""
    inner = _inner(reduced(grey))
    paper = cv2.medianBlur(inner, 41)
    return float((cv2.subtract(paper, inner) > _INK_GAP).mean())


def sharpness(grey: Grey) -> float:
    """How steep the steepest edges are, as part of the contrast they bridge within a pixel: 0 blurred, 1 as steep as
    a picture can be."""
    inner = _inner(reduced(grey, _SHARP_PX))
    steep = np.percentile(np.abs(cv2.Sobel(inner, cv2.CV_32F, 1, 0, ksize=3)) / 8.0, 99.5)
    span = float(np.percentile(inner, 99) - np.percentile(inner, 0.5))
    return 0.0 if span < 1 else float(min(1.0, 2.0 * steep / span))


def glare(grey: Grey) -> float:
    """Part of the page in spots that are white without structure, where the paper itself is not."""
    small = reduced(grey)
    if float(np.median(small)) > _SATURATED - 8:
        return 0.0
    white = cv2.morphologyEx((small >= _SATURATED).astype(np.uint8), cv2.MORPH_OPEN, np.ones((7, 7), np.uint8))
    return float(white.mean())


def light(grey: Grey) -> float:
    """Grey level of the paper."""
    return float(np.percentile(grey[::4, ::4], 80))


def size_of(shape: tuple[int, ...], expected: str) -> str:
    """Which size of paper it is, by the ratio of its sides; "" where it is none known. A4 and the page of a passport
    have the same ratio, so the kind of paper says which of them is `expected`."""
    longer, shorter = max(shape[:2]), max(1, min(shape[:2]))
    for name in (expected, *SIZES_MM):
        if name in SIZES_MM and abs(longer / shorter / (SIZES_MM[name][0] / SIZES_MM[name][1]) - 1) <= _SHAPE_GAP:
            return name
    return ""


def resolution_ppi(shape: tuple[int, ...], size: str) -> int:
    """Of the longer side; 0 where the size is not known."""
    return round(max(shape[:2]) / SIZES_MM[size][0] * _INCH_MM) if size else 0


def likeness(grey: Grey) -> int:
    """64 bits of the coarse pattern of light and dark (a perceptual hash by the cosine transform): pictures of the same
    page differ in few of them."""
    small = cv2.resize(grey, (32, 32), interpolation=cv2.INTER_AREA).astype(np.float32)
    coarse = cv2.dct(small)[:8, :8].ravel()
    bits = coarse > np.median(coarse[1:])
    return int("".join("1" if bit else "0" for bit in bits), 2)


def differ(one: int, other: int) -> int:
    """In how many of the 64 bits."""
    return (one ^ other).bit_count()


def _inner(grey: Grey) -> Grey:
    height, width = grey.shape
    rim = max(1, min(height, width) // 40)
    return grey[rim : height - rim, rim : width - rim]
