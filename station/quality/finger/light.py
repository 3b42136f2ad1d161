"""Light on the platen: whether ridges are dark on a light ground, and a ground made even for finding fingers on it.

Only finding uses the even ground: prints are cut out, scored and matched as the scanner gave them.
"""

import numpy as np
from numpy.typing import NDArray

from station.quality.cv import cv2

_BORDER_SHARE = 0.01  # of the sides: glass beside the fingers
_ENVELOPE_PX, _CELL_PX = 9, 16  # at 250 ppi: over a ridge and its valley; cells in which glass lies still
_STILL = 4.0  # grey levels of mean detail above which a cell holds skin
_ROUNDS, _UNDER = 6, 6.0  # cells this far under the fit are shadow, not glass
_LIGHTER_AT_ALL = 20.0  # grey levels: less is the noise of empty glass
_EVEN_LEVEL = 250.0
_DARKEST_GROUND = 24.0  # a fit below it would blow noise up to ridges


def inverted(pixels: NDArray[np.uint8]) -> bool:
    """Whether the picture reaches further above its border's grey than below: ridges light on a dark ground.

    pixels: (height, width) uint8.
    """
    rim = max(2, round(min(pixels.shape) * _BORDER_SHARE))
    sides = (pixels[:rim], pixels[-rim:], pixels[:, :rim], pixels[:, -rim:])
    border = np.concatenate([side.ravel() for side in sides])
    ground = float(np.median(border))
    dark, light = np.percentile(pixels[::4, ::4], (1.0, 99.0))
    return bool(light - ground > max(ground - dark, _LIGHTER_AT_ALL))


def levelled(small: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The same picture over even ground: a quadratic surface through the light envelope of the glass, divided out.

    small: (height, width) uint8 at about 250 ppi. Unchanged where too little glass shows to fit a surface.
    """
    rows, columns = (side // _CELL_PX for side in small.shape)
    if min(rows, columns) < 4:
        return small
    envelope = cv2.dilate(small, np.ones((_ENVELOPE_PX, _ENVELOPE_PX), np.uint8))
    detail = cv2.absdiff(small, cv2.blur(small, (_ENVELOPE_PX, _ENVELOPE_PX)))
    size = columns, rows
    light = cv2.resize(envelope, size, interpolation=cv2.INTER_AREA).astype(np.float64)
    still = cv2.resize(detail, size, interpolation=cv2.INTER_AREA) < _STILL
    y, x = np.mgrid[-1 : 1 : rows * 1j, -1 : 1 : columns * 1j]
    terms = _terms(x, y)
    kept = still.ravel()
    if kept.sum() < 4 * terms.shape[1]:
        return small
    values = light.ravel()
    for _ in range(_ROUNDS):
        fit, *_ = np.linalg.lstsq(terms[kept], values[kept], rcond=None)
        again = still.ravel() & (values > terms @ fit - _UNDER)
        if again.sum() < 4 * terms.shape[1] or (again == kept).all():
            break
        kept = again
    surface = (terms @ fit).reshape(rows, columns).astype(np.float32)
    ground = cv2.resize(surface, (small.shape[1], small.shape[0]), interpolation=cv2.INTER_LINEAR)
    even = small.astype(np.float32) * (_EVEN_LEVEL / np.maximum(ground, _DARKEST_GROUND))
    return np.asarray(np.clip(even, 0.0, 255.0), dtype=np.uint8)


def _terms(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1).reshape(-1, 6)
