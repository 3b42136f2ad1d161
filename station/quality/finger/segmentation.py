"""Finding the fingers of a slap: how many, where, how turned, and which hand it looks like.

Skin is where the image has fine detail, or is dark. Hands may lie turned by up to 45 degrees, fingers pointing up; each
finger is straightened by itself, and of each only the end phalanx is kept (BSI TR-03121-3.2, segmentation).
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from station.quality.cv import cv2
from station.quality.finger.edge import over_edge
from station.quality.finger.found import FoundFinger, Hand, Segmentation, SlapImageUnusable
from station.quality.finger.light import levelled
from station.quality.finger.phalanx import EDGE_MM, MAP_PPI, MM, columns, end_phalanx
from station.quality.finger.ridges import WORKING_PPI, ridge_blocks, to_working
from station.quality.finger.splitting import split_neighbours

CROP_PPI = 500
CROP_MARGIN_MM = 2 * EDGE_MM
"""Of a print's width what is no skin."""
MAX_SIDE_PX = 4000
MIN_PPI, MAX_PPI = 200, 1000

_TURN_MAX_DEG = 50
_PROFILE_STEP = 3.0  # pixels of the map
_DARK_COUNTS = 0.3
_MIN_SHARE = 0.20  # of the largest finger's area
_RIDGE_SHARE_MIN = 0.12  # of the blocks inside a finger; a smear has none, a very dry finger a third
_RIDGE_SHARE_BESIDE = 0.04  # beside a finger beyond doubt: of a drowned one only a few ridges are left
_HAND_FOUR_MM, _HAND_THREE_MM = 4.0, 12.0  # difference of the outer tips that tells the hand

Points = NDArray[np.float64]


def segment(pixels: NDArray[np.uint8], resolution_ppi: int) -> Segmentation:
    """Find the fingers in one image of a platen, ridges dark on light ground.

    pixels: (height, width) uint8, each side up to 4000. resolution_ppi: 200 to 1000. Raises SlapImageUnusable.
    """
    _check(pixels, resolution_ppi)
    small = to_working(pixels, resolution_ppi)
    touch, darkness = _touch_map(levelled(small), min(resolution_ppi, WORKING_PPI))
    skin = _skin_mask(touch)
    scale = resolution_ppi / MAP_PPI
    turn_deg = _common_turn(skin)
    upright = _Upright(skin.shape, turn_deg)
    turned = upright.forward_soft(touch)
    parted = split_neighbours(upright.forward(skin), upright.forward_soft(darkness))
    found = [finger for column in columns(parted) if (finger := end_phalanx(column, turned))]
    if found:
        largest = max(finger.area for finger in found)
        found = [finger for finger in found if finger.area >= _MIN_SHARE * largest]
    fingers = []
    for finger in sorted(found, key=lambda one: float(one.corners[:, 0].mean())):
        corners = upright.back(finger.corners) * scale
        turn = turn_deg + finger.lean_deg
        fingers.append(FoundFinger(_tuples(corners), turn, finger.width_mm, finger.length_mm, finger.bluntness))
    shares = [_ridge_share(small, finger, min(resolution_ppi, WORKING_PPI) / resolution_ppi) for finger in fingers]
    least = _RIDGE_SHARE_BESIDE if max(shares, default=0.0) >= _RIDGE_SHARE_MIN else _RIDGE_SHARE_MIN
    real = [finger for finger, share in zip(fingers, shares, strict=True) if share >= least]
    tips = np.array([upright.onward(np.array(finger.tip) / scale) for finger in real]).reshape(-1, 2)
    edge_mm, edge = over_edge(skin, [np.array(finger.corners) / scale for finger in real])
    place = tuple((x * scale, y * scale) for x, y in edge)
    return Segmentation(tuple(real), _hand(tips), turn_deg, edge_mm, place)


def crop(pixels: NDArray[np.uint8], finger: FoundFinger, resolution_ppi: int) -> NDArray[np.uint8]:
    """The finger upright at 500 ppi, (height, width) uint8, read-only; white where it reaches over the image's edge.

    An image of more than 500 ppi is shrunk, one of less is refused: nothing is ever enlarged. Raises SlapImageUnusable.
    """
    _check(pixels, resolution_ppi)
    if resolution_ppi < CROP_PPI:
        raise SlapImageUnusable(resolution_ppi=resolution_ppi)
    if resolution_ppi > CROP_PPI:
        shrink = CROP_PPI / resolution_ppi
        pixels = np.asarray(cv2.resize(pixels, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), np.uint8)
        finger = scaled(finger, shrink)
    upright = _warp(pixels, finger)
    upright.flags.writeable = False
    return upright


def scaled(finger: FoundFinger, factor: float) -> FoundFinger:
    """The same finger in an image enlarged by `factor`."""
    return replace(finger, corners=tuple((x * factor, y * factor) for x, y in finger.corners))


def _check(pixels: NDArray[np.uint8], resolution_ppi: int) -> None:
    if pixels.ndim != 2 or pixels.dtype != np.uint8:
        raise SlapImageUnusable(shape=str(pixels.shape))
    if not 32 <= min(pixels.shape) <= max(pixels.shape) <= MAX_SIDE_PX:
        raise SlapImageUnusable(width=pixels.shape[1], height=pixels.shape[0])
    if not MIN_PPI <= resolution_ppi <= MAX_PPI:
        raise SlapImageUnusable(resolution_ppi=resolution_ppi)


def _touch_map(small: NDArray[np.uint8], ppi: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """How surely each place is touched, and how much darker than clean glass it is; both at 125 ppi.

    Ridges show as deviation from the surroundings. Of a wet finger the valleys are filled: there darkness tells.
    """
    ridge = _odd(ppi * 0.9 / 25.4)
    detail = cv2.absdiff(small, cv2.blur(small, (ridge, ridge)))
    spread = cv2.blur(detail, (_odd(ppi * 1.3 / 25.4),) * 2)
    size = max(1, round(small.shape[1] * MAP_PPI / ppi)), max(1, round(small.shape[0] * MAP_PPI / ppi))
    mean = cv2.resize(small, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    darkness = np.maximum(float(np.percentile(mean, 95.0)) - mean, 0.0).astype(np.float32)
    touch = cv2.resize(spread, size, interpolation=cv2.INTER_AREA) + _DARK_COUNTS * cv2.blur(darkness, (7, 7))
    return np.asarray(touch, dtype=np.float32), darkness


def _skin_mask(touch: NDArray[np.float32]) -> NDArray[np.uint8]:
    threshold = max(5.0, 0.28 * float(np.percentile(touch, 99.0)))
    mask = (touch > threshold).astype(np.uint8)
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, _disc(5))
    return np.asarray(cv2.morphologyEx(closed, cv2.MORPH_OPEN, _disc(13)), dtype=np.uint8)


def _common_turn(skin: NDArray[np.uint8]) -> float:
    """Clockwise turn of the hand: seen along the fingers, the change from gap to finger is sharpest.

    Two thumbs side by side look much the same when turned by a right angle, so the blobs' own length counts too.
    """
    y, x = np.nonzero(skin)
    if len(x) == 0:
        return 0.0
    spread = _spread_within(skin, y, x)

    def sharpness(degrees: float) -> float:
        angle = np.deg2rad(degrees)
        across = (x * np.cos(angle) + y * np.sin(angle)) / _PROFILE_STEP
        across -= across.min()
        place = across.astype(np.intp)
        share = across - place  # shared between neighbouring bins, or the grid of pixels would show at 45 degrees
        profile = np.bincount(place, 1.0 - share) + np.bincount(place + 1, share)[: place.max() + 1]
        along = np.array((-np.sin(angle), np.cos(angle)))
        return float(np.square(np.diff(profile, prepend=0.0, append=0.0)).sum() * (along @ spread @ along))

    coarse = max(range(-_TURN_MAX_DEG, _TURN_MAX_DEG + 1, 5), key=sharpness)
    return float(max(range(coarse - 4, coarse + 5), key=sharpness))


def _spread_within(skin: NDArray[np.uint8], y: NDArray[np.intp], x: NDArray[np.intp]) -> NDArray[np.float64]:
    """Covariance of x and y inside the blobs, all blobs together."""
    _, labels, _, centres = cv2.connectedComponentsWithStats(skin, connectivity=8)
    away = np.stack((x, y), axis=1) - centres[labels[y, x]]
    return np.asarray(away.T @ away)


class _Upright:
    """The map turned so that fingers point up, and the way back."""

    def __init__(self, shape: tuple[int, ...], turn_deg: float) -> None:
        height, width = shape
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), turn_deg, 1.0)
        cos, sin = abs(matrix[0, 0]), abs(matrix[0, 1])
        self._size = int(width * cos + height * sin) + 1, int(width * sin + height * cos) + 1
        matrix[0, 2] += (self._size[0] - width) / 2
        matrix[1, 2] += (self._size[1] - height) / 2
        self._matrix = matrix
        self._inverse = cv2.invertAffineTransform(matrix)

    def forward(self, mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
        return np.asarray(cv2.warpAffine(mask, self._matrix, self._size, flags=cv2.INTER_NEAREST), dtype=np.uint8)

    def forward_soft(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray(cv2.warpAffine(values, self._matrix, self._size, flags=cv2.INTER_LINEAR), dtype=np.float32)

    def onward(self, points: Points) -> Points:
        return np.asarray(points @ self._matrix[:, :2].T + self._matrix[:, 2])

    def back(self, points: Points) -> Points:
        return np.asarray(points @ self._inverse[:, :2].T + self._inverse[:, 2])


def _hand(tips: Points) -> Hand | None:
    """The little finger's tip lies lowest: on the right of a right hand. Three fingers tell only when it is clear."""
    limit = {4: _HAND_FOUR_MM, 3: _HAND_THREE_MM}.get(len(tips))
    if limit is None:
        return None
    slope_mm = (tips[-1, 1] - tips[0, 1]) / MM
    if abs(slope_mm) < limit:
        return None
    return "right" if slope_mm > 0 else "left"


def _ridge_share(small: NDArray[np.uint8], finger: FoundFinger, scale: float) -> float:
    blocks = ridge_blocks(_warp(small, scaled(finger, scale)), WORKING_PPI)
    return float(blocks.mean()) if blocks.size else 0.0


def _warp(pixels: NDArray[np.uint8], finger: FoundFinger) -> NDArray[np.uint8]:
    corners = np.array(finger.corners, dtype=np.float32)
    width = max(1, round(float(np.linalg.norm(corners[1] - corners[0]))))
    height = max(1, round(float(np.linalg.norm(corners[3] - corners[0]))))
    target = np.array(((0, 0), (width, 0), (0, height)), dtype=np.float32)
    matrix = cv2.getAffineTransform(corners[[0, 1, 3]], target)
    laid = cv2.warpAffine(pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)
    return np.asarray(laid, dtype=np.uint8)


def _odd(value: float) -> int:
    return max(3, 2 * int(value / 2) + 1)


def _disc(size: int) -> NDArray[np.uint8]:
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)), dtype=np.uint8)


def _tuples(points: Points) -> tuple[tuple[float, float], ...]:
    return tuple((float(x), float(y)) for x, y in points)
