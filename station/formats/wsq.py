"""How large a WSQ picture is, and that it is one from its first marker to its last (IAFIS-IC-0110 v3.1, annex B).

Only the structure is read: the library's decoder crashes on altered bytes (`finger_image`), so no pixel is made of it.
"""

import struct

_BEGIN, _END, _FRAME, _BLOCK = 0xFFA0, 0xFFA1, 0xFFA2, 0xFFA3
_SEGMENTS = frozenset(range(0xFFA2, 0xFFA9))  # frame, block, four kinds of tables, comment
_FRAME_BODY = struct.Struct(">BBHHBHBHBH")  # black, white, height, width, shift and scale, encoder, software
_NUMBER = struct.Struct(">H")


def read_wsq_size(data: bytes) -> tuple[int, int]:
    """(width, height) in pixels. Raises ValueError for what is no WSQ picture, is cut, or goes on after its end."""
    if _number(data, 0) != _BEGIN:
        raise ValueError("not WSQ")
    at, size, blocks = 2, (0, 0), 0
    while (marker := _number(data, at)) != _END:
        if marker not in _SEGMENTS:
            raise ValueError("not a marker of WSQ")
        length = _number(data, at + 2)
        if length < 2 or at + 2 + length > len(data):
            raise ValueError("cut")
        if marker == _FRAME:
            if size != (0, 0) or length != 2 + _FRAME_BODY.size:
                raise ValueError("not a frame of WSQ")
            _, _, height, width, *_ = _FRAME_BODY.unpack_from(data, at + 4)
            size = width, height
        at += 2 + length
        if marker == _BLOCK:
            blocks += 1
            at = _next_marker(data, at)
    if at + 2 != len(data):
        raise ValueError("goes on after its end")
    if 0 in size or not blocks:
        raise ValueError("without a picture")
    return size


def _next_marker(data: bytes, at: int) -> int:
    """After coded pixels: in them 0xff is followed by 0x00."""
    while (at := data.find(b"\xff", at)) >= 0 and data[at + 1 : at + 2] == b"\x00":
        at += 2
    if at < 0:
        raise ValueError("cut")
    return at


def _number(data: bytes, at: int) -> int:
    if at + 2 > len(data):
        raise ValueError("cut")
    found: int = _NUMBER.unpack_from(data, at)[0]
    return found
