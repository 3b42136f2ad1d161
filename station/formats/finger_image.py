"""Prints as bytes: WSQ at 0.75 bit a pixel for the packet, PNG where nothing may be lost. Same pixels, same bytes.

WSQ is the FBI's wavelet scalar quantisation (IAFIS-IC-0110 v3.1), by NBIS' algorithm; not certified by the FBI.
"""

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from station.domain.errors import StationError

WSQ = "image/x-wsq"
PNG = "image/png"
MIN_SIDE_PX, MAX_SIDE_PX = 64, 4096
"""Of what is encoded or decoded. The wavelet tree needs some size; nothing on a platen is larger."""

_RATIO = 12  # the library's word for 0.75 bit a pixel, the one rate it offers
_SOI, _EOI, _FRAME = 0xFFA0, 0xFFA1, 0xFFA2
_TABLES = range(0xFFA4, 0xFFA9)  # what may stand before the frame header


class FingerImageUnreadable(StationError):
    """The bytes are no whole WSQ image, or say two different sizes."""

    code = "STN-260"


class FingerImageSize(StationError):
    """The image is smaller or larger than a print can be."""

    code = "STN-261"


def encode_wsq(pixels: NDArray[np.uint8]) -> bytes:
    """pixels: (height, width) uint8 at 500 ppi, each side 64 to 4096. Raises FingerImageSize."""
    import _wsq

    height, width = pixels.shape
    _check_size(width, height)
    return bytes(_wsq.compress(np.ascontiguousarray(pixels).tobytes(), height, width, _RATIO))


def decode_wsq(data: bytes) -> NDArray[np.uint8]:
    """(height, width) uint8, read-only, of the size in the frame header.

    Only for bytes whose seal or signature was checked: cut bytes are told, but the library's decoder, which is native
    code, was seen to crash on forged ones.
    Raises FingerImageUnreadable, FingerImageSize.
    """
    import _wsq

    width, height = wsq_size(data)
    _check_size(width, height)
    if data[-2:] != _EOI.to_bytes(2, "big"):
        raise FingerImageUnreadable(reason="truncated")
    try:
        grey, got_width, got_height, _ = _wsq.decompress(data)
    except Exception as error:  # noqa: BLE001 - the library raises bare Exception
        raise FingerImageUnreadable(reason=str(error)) from None
    if (got_width, got_height) != (width, height) or len(grey) != width * height:
        raise FingerImageUnreadable(reason="size")
    return np.frombuffer(grey, dtype=np.uint8).reshape(height, width)


def wsq_size(data: bytes) -> tuple[int, int]:
    """Width and height from the frame header: comments may say something else. Raises FingerImageUnreadable."""
    if _word(data, 0) != _SOI:
        raise FingerImageUnreadable(reason="not WSQ")
    at = 2
    while True:
        marker, length = _word(data, at), _word(data, at + 2)
        if marker == _FRAME:
            return _word(data, at + 8), _word(data, at + 6)
        if marker not in _TABLES or length < 2:
            raise FingerImageUnreadable(reason="no frame header")
        at += 2 + length


def encode_png(pixels: NDArray[np.uint8], resolution_ppi: int) -> bytes:
    """pixels: (height, width) uint8. Without loss, with its resolution; packed lightly, since a platen is large."""
    buffer = BytesIO()
    Image.fromarray(pixels, "L").save(buffer, "PNG", compress_level=1, dpi=(resolution_ppi, resolution_ppi))
    return buffer.getvalue()


def _word(data: bytes, at: int) -> int:
    if at + 2 > len(data):
        raise FingerImageUnreadable(reason="truncated")
    return int.from_bytes(data[at : at + 2], "big")


def _check_size(width: int, height: int) -> None:
    if not MIN_SIDE_PX <= min(width, height) <= max(width, height) <= MAX_SIDE_PX:
        raise FingerImageSize(width=width, height=height)
