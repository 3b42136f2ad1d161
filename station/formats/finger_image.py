"""Fingerprints as bytes: WSQ for single fingers, PNG for the whole platen, where nothing may be lost.

WSQ is NIST's own code at 0.75 bit a pixel (IAFIS-IC-0110), by the `wsq` package: same pixels, same bytes.
"""

from io import BytesIO

import numpy as np
import wsq  # noqa: F401 - makes Pillow know the format
from numpy.typing import NDArray
from PIL import Image

from station.formats.face_image import PNG, encode_png

__all__ = ["PNG", "PRINT_PPI", "WSQ", "encode_png", "encode_wsq"]

WSQ = "image/x-wsq"
PRINT_PPI = 500


def encode_wsq(pixels: NDArray[np.uint8]) -> bytes:
    """WSQ at 0.75 bit a pixel. pixels: (height, width) grey, 500 ppi."""
    buffer = BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels), "L").save(buffer, "WSQ")
    return buffer.getvalue()
