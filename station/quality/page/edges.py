"""The page in the picture: its four corners, and the page laid straight."""

import numpy as np
from numpy.typing import NDArray

from station.quality.cv import cv2

Floats = NDArray[np.float32]

LOOK_PX = 640
"""The longer side of the picture in which corners are looked for."""
_LEAST_AREA = 0.02  # of the picture: a card under a camera for A4
_FULL_AREA = 0.985  # more is the picture's own frame
_LEAST_SIDE = 0.75  # shorter of two opposite sides, as part of the longer
_CORNER_GAP = 0.02  # of the outline's length, that its straight sides may be off


def corners_of(pixels: NDArray[np.uint8]) -> Floats | None:
    """(4, 2) in pixels, clockwise from the top left; None where no page with four corners is seen, as where it is
    larger than the picture."""
    scale = min(1.0, LOOK_PX / max(pixels.shape[:2]))
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    grey = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), (5, 5), 0)
    _, paper = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    paper = cv2.morphologyEx(paper, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    outlines, _ = cv2.findContours(paper, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for outline in sorted(outlines, key=cv2.contourArea, reverse=True)[:3]:
        part = cv2.contourArea(outline) / (small.shape[0] * small.shape[1])
        if part < _LEAST_AREA:
            return None
        hull = cv2.convexHull(outline)
        four = cv2.approxPolyDP(hull, _CORNER_GAP * cv2.arcLength(hull, True), True)
        if part < _FULL_AREA and len(four) == 4:
            found = _ordered(four.reshape(4, 2).astype(np.float32))
            if _is_page(found):
                return found / np.float32(scale)
    return None


def laid_straight(pixels: NDArray[np.uint8], corners: Floats) -> NDArray[np.uint8]:
    """The page alone, seen from above, without a pixel invented: as large as its longest sides."""
    width, height = (round(max(_sides(corners)[place::2])) for place in (0, 1))
    target = np.array([[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]], np.float32)
    way = cv2.getPerspectiveTransform(corners, target)
    return np.asarray(cv2.warpPerspective(pixels, way, (width, height), flags=cv2.INTER_LINEAR), np.uint8)


def turned_by(corners: Floats) -> float:
    """Degrees by which the page lies turned in the picture."""
    across = corners[1] - corners[0]
    return float(np.degrees(np.arctan2(across[1], across[0])))


def _sides(corners: Floats) -> list[float]:
    """Top, right, bottom, left, in pixels."""
    return [float(np.linalg.norm(corners[(place + 1) % 4] - corners[place])) for place in range(4)]


def _is_page(corners: Floats) -> bool:
    top, right, bottom, left = _sides(corners)
    return min(top, bottom) >= _LEAST_SIDE * max(top, bottom) and min(left, right) >= _LEAST_SIDE * max(left, right)


def _ordered(four: Floats) -> Floats:
    total, across = four.sum(axis=1), four[:, 1] - four[:, 0]
    return four[[np.argmin(total), np.argmin(across), np.argmax(total), np.argmax(across)]]
