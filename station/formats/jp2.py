"""JPEG 2000 files: their resolution (ISO/IEC 15444-1 annex I.5.3.7), which the encoder does not write, and such without
loss."""

import struct
from io import BytesIO

_BOX = struct.Struct(">I4s")
_CAPTURE = struct.Struct(">HHHHbb")
_HEADER, _RESOLUTION, _CAPTURED = b"jp2h", b"res ", b"resc"
_INCH_PER_METRE = 39.37007874
RESOLUTION_BYTES = 2 * _BOX.size + _CAPTURE.size
"""By which a file grows."""


def with_resolution(data: bytes, resolution_ppi: int) -> bytes:
    """The same picture, which says its resolution, up to 1664 pixels an inch. data: a file that says none yet. Raises
    ValueError for what is no JPEG 2000 file."""
    a_metre = round(resolution_ppi * _INCH_PER_METRE)
    inside = _BOX.pack(_BOX.size + _CAPTURE.size, _CAPTURED) + _CAPTURE.pack(a_metre, 1, a_metre, 1, 0, 0)
    box = _BOX.pack(_BOX.size + len(inside), _RESOLUTION) + inside
    at = 0
    while at + _BOX.size <= len(data):
        length, kind = _BOX.unpack_from(data, at)
        if kind == _HEADER and length >= _BOX.size and at + length <= len(data):
            header = data[at + _BOX.size : at + length] + box
            return data[:at] + _BOX.pack(length + len(box), _HEADER) + header + data[at + length :]
        if length < _BOX.size:
            break
        at += length
    raise ValueError("not a JPEG 2000 file")


def lossless_jp2(png: bytes, resolution_ppi: int) -> bytes:
    """A picture that is kept as PNG, with the same pixels, grey or R, G, B; reversible transform. Raises OSError for
    what is no PNG."""
    from PIL import Image

    buffer = BytesIO()
    with Image.open(BytesIO(png), formats=("PNG",)) as picture:
        picture.save(buffer, "JPEG2000", irreversible=False)
    return with_resolution(buffer.getvalue(), resolution_ppi)
