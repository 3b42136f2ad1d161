"""The portrait itself, cut from the frame in one resampling. Nothing is ever padded."""

from math import ceil

import numpy as np
from numpy.typing import NDArray

from station.domain.errors import StationError
from station.quality.cv import cv2
from station.quality.face.geometry import PortraitGeometry


class HeadOutsideFrame(StationError):
    """The portrait's rectangle leaves the frame: the person has to move, white edges are not made up."""

    code, retryable = "STN-503", True


def crop_portrait(pixels: NDArray[np.uint8], geometry: PortraitGeometry) -> NDArray[np.uint8]:
    """(height, width, 3) uint8 R, G, B, of the geometry's size, read-only. pixels: of the frame, as many channels.
    Raises HeadOutsideFrame."""
    if not geometry.fits((pixels.shape[1], pixels.shape[0])):
        raise HeadOutsideFrame
    width, height = geometry.size
    finer = max(1, ceil(geometry.scale))  # sample every frame pixel, then average: no aliasing
    step = 1.0 / finer
    to_frame = geometry.to_frame.copy()
    to_frame[:, 2] += to_frame[:, :2] @ np.full(2, (step - 1.0) / 2)  # pixel centres of the finer grid
    to_frame[:, :2] *= step
    cut = cv2.warpAffine(
        pixels,
        to_frame,
        (width * finer, height * finer),
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    if finer > 1:
        cut = cv2.resize(cut, (width, height), interpolation=cv2.INTER_AREA)
    portrait = np.asarray(cut, dtype=np.uint8)
    portrait.flags.writeable = False
    return portrait
