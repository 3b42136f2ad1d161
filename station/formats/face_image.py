"""Portraits as bytes: JPEG 2000 for the document, PNG where nothing may be lost. Same pixels, same bytes."""

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from station.formats.jp2 import RESOLUTION_BYTES, with_resolution

JP2 = "image/jp2"
PNG = "image/png"
PORTRAIT_BYTES = 15_000
PORTRAIT_PPI = 300
_AIM = 0.998  # of the bytes allowed: the encoder overshoots its rate by a few bytes


def encode_jp2(pixels: NDArray[np.uint8], max_bytes: int = PORTRAIT_BYTES, resolution_ppi: int = PORTRAIT_PPI) -> bytes:
    """JPEG 2000, irreversible, of at most `max_bytes`, with its resolution. pixels: (height, width, 3) R, G, B."""
    raw_bytes, most = pixels.size, max_bytes - RESOLUTION_BYTES
    aim = most * _AIM
    while True:
        buffer = BytesIO()
        Image.fromarray(pixels, "RGB").save(
            buffer,
            "JPEG2000",
            quality_mode="rates",
            quality_layers=[raw_bytes / aim],
            irreversible=True,
            mct=1,
        )
        if len(data := buffer.getvalue()) <= most:
            return with_resolution(data, resolution_ppi)
        aim *= most / len(data) * _AIM


def decode_png(data: bytes) -> NDArray[np.uint8]:
    """(height, width, 3) R, G, B, read-only. Raises PIL.UnidentifiedImageError for what is no PNG."""
    with Image.open(BytesIO(data), formats=("PNG",)) as picture:
        pixels = np.array(picture.convert("RGB"), dtype=np.uint8)
    pixels.flags.writeable = False
    return pixels


def encode_png(pixels: NDArray[np.uint8], resolution_ppi: int = 0) -> bytes:
    """PNG without loss. pixels: (height, width, 3) R, G, B or (height, width) grey; resolution 0: not written."""
    image = Image.fromarray(pixels, "RGB" if pixels.ndim == 3 else "L")
    buffer = BytesIO()
    dpi = (resolution_ppi, resolution_ppi) if resolution_ppi else None
    image.save(buffer, "PNG", compress_level=4, **({"dpi": dpi} if dpi else {}))
    return buffer.getvalue()
