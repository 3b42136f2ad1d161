"""What crosses the pipes: the length, four bytes little-endian, then so many bytes."""

import struct
from collections.abc import Callable

MOST = 64 << 20
"""Bytes of a question or answer; a slap's print has 0.3 million, a token's certificates some thousand."""

_LENGTH = struct.Struct("<I")


def write(into: Callable[[memoryview], int | None], content: bytes) -> None:
    """All of it, however little `into` (of an unbuffered file) takes at once. Raises ValueError over MOST."""
    if len(content) > MOST:
        raise ValueError(len(content))
    view = memoryview(_LENGTH.pack(len(content)) + content)
    while view:
        view = view[into(view) or 0 :]


def read(out_of: Callable[[int], bytes | None]) -> bytes:
    """The next content. Raises EOFError where the other side has closed, ValueError for what is no frame."""
    (length,) = _LENGTH.unpack(_exactly(out_of, _LENGTH.size))
    if length > MOST:
        raise ValueError(length)
    return _exactly(out_of, length)


def _exactly(out_of: Callable[[int], bytes | None], count: int) -> bytes:
    data = bytearray()
    while len(data) < count:
        part = out_of(count - len(data))
        if not part:
            raise EOFError
        data += part
    return bytes(data)
