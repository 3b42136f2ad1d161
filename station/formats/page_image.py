"""Pages of papers as bytes: JPEG, which every receiver opens, with its resolution. Same pixels, same bytes."""

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

JPEG = "image/jpeg"
PAGE_BYTES = 4 * 1024 * 1024
_QUALITIES = (85, 75, 60, 45)
_LONGEST_PX = 3600  # an A4 page at 300 ppi, with some room


def encode_page(pixels: NDArray[np.uint8], ppi: int = 0) -> tuple[bytes, int, int, int]:
    """JPEG of at most PAGE_BYTES where its least quality gives that, its width and height, and its resolution: a page
    longer than 3,600 pixels is made smaller. ppi: 0 where it is not known."""
    image = Image.fromarray(pixels, "RGB")
    longest = max(image.size)
    if longest > _LONGEST_PX:
        image.thumbnail((_LONGEST_PX, _LONGEST_PX), Image.Resampling.LANCZOS)
        ppi = round(ppi * _LONGEST_PX / longest)
    for quality in _QUALITIES:
        buffer = BytesIO()
        image.save(buffer, "JPEG", quality=quality, optimize=True, dpi=(ppi, ppi))
        if buffer.tell() <= PAGE_BYTES:
            break
    return buffer.getvalue(), *image.size, ppi
