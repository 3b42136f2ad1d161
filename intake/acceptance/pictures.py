"""What a packet holds as pictures: each decodes, and is as large as the packet says."""

import struct
import zlib
from io import BytesIO
from warnings import catch_warnings, simplefilter

from station.formats.wsq import read_wsq_size

_FORMATS = {"image/png": "PNG", "image/jp2": "JPEG2000", "image/jpeg": "JPEG"}
_WSQ = "image/x-wsq"
_SAYS_NO = (OSError, SyntaxError, ValueError, ArithmeticError, MemoryError, Warning, struct.error, zlib.error)
_MOST_PIXELS = 64_000_000
"""More than any camera or platen of ours has; nothing is decoded that says it has more."""


def require_picture(data: bytes, media_type: str, width: int, height: int) -> None:
    """Of WSQ the structure is read and no pixel (station.formats.wsq). Raises ValueError where it is none, or has other
    dimensions than those."""
    if media_type == _WSQ:
        found = read_wsq_size(data)
    else:
        found = _decoded(data, _FORMATS[media_type], (width, height))
    if found != (width, height):
        raise ValueError("of other dimensions")


def _decoded(data: bytes, form: str, size: tuple[int, int]) -> tuple[int, int]:
    """All of it, to the last pixel. Decoders say no in many ways; to us they are one."""
    from PIL import Image  # not before there is a picture

    with catch_warnings():
        simplefilter("error")
        try:
            with Image.open(BytesIO(data), formats=(form,)) as picture:
                if picture.size != size or picture.width * picture.height > _MOST_PIXELS:
                    raise ValueError("of other dimensions")
                picture.load()
                return picture.size
        except Exception as error:  # whatever decoders make of foreign bytes, as IndexError of a chunk cut short
            raise ValueError("does not decode") from error
