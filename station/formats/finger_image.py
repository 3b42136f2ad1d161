"""Prints as bytes: WSQ at 0.75 bit a pixel for the packet, PNG where nothing may be lost. Same pixels, same bytes.

WSQ is the FBI's wavelet scalar quantisation (IAFIS-IC-0110 v3.1), by NBIS' algorithm; not certified by the FBI.
Nothing is decoded here: the library's WSQ decoder crashes on altered bytes, and a station has no need of it.
"""

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from station.domain.errors import StationError

WSQ = "image/x-wsq"
PNG = "image/png"
MIN_SIDE_PX, MAX_SIDE_PX = 64, 4096
"""Of what is encoded. The wavelet tree needs some size; nothing on a platen is larger."""

_RATIO = 12  # the library's word for 0.75 bit a pixel, the one rate it offers


class FingerImageSize(StationError):
    """The image is smaller or larger than a print can be."""

    code = "STN-261"


def encode_wsq(pixels: NDArray[np.uint8]) -> bytes:
    """pixels: (height, width) uint8 at 500 ppi, each side 64 to 4096. Raises FingerImageSize."""
    import _wsq

    height, width = pixels.shape
    if not MIN_SIDE_PX <= min(width, height) <= max(width, height) <= MAX_SIDE_PX:
        raise FingerImageSize(width=width, height=height)
    return bytes(_wsq.compress(np.ascontiguousarray(pixels).tobytes(), height, width, _RATIO))


def encode_png(pixels: NDArray[np.uint8], resolution_ppi: int) -> bytes:
    """pixels: (height, width) uint8. Without loss, with its resolution; packed lightly, since a platen is large."""
    buffer = BytesIO()
    Image.fromarray(pixels, "L").save(buffer, "PNG", compress_level=1, dpi=(resolution_ppi, resolution_ppi))
    return buffer.getvalue()
