"""Ten megabytes that are cheap to send and dear to read for a careless parser."""

from functools import cache

import numpy as np

from crypto import der, oids

BYTES = 10_000_000
_THREE_BYTES = 1 << 16  # lengths from here on are written in three bytes


@cache
def der_bombs(size: int = BYTES) -> dict[str, bytes]:
    """Each of some `size` bytes, by what is excessive about it."""
    many = b"\x05\x00" * (size // 2)
    return {
        "deep": _nested(size),
        "many": der.sequence(many),
        "many of a set": der.set_of(many),
        "a long number": der.integer(1 << 8 * size),
        "a long identifier": der.tlv(der.OID, b"\xff" * size + b"\x01"),
        "a long time": der.tlv(der.UTC_TIME, b"1" * size),
        "signed": der.sequence(der.oid(oids.SIGNED_DATA), der.tlv(der.tagged(0), der.sequence(der.set_of(many)))),
    }


def _nested(size: int) -> bytes:
    """A SEQUENCE in a SEQUENCE in a SEQUENCE: nothing but headers, each over all that follows."""
    inner: list[bytes] = []
    length = 0
    while length < min(size, _THREE_BYTES):
        inner.append(der.header(der.SEQUENCE, length))
        length += len(inner[-1])
    lengths = np.arange(length, size, 5)[::-1]  # from here on a header takes five bytes: millions of them, made at once
    outer = np.stack([np.full_like(lengths, 0x30), np.full_like(lengths, 0x83), *(lengths >> n for n in (16, 8, 0))], 1)
    return (outer & 0xFF).astype(np.uint8).tobytes() + b"".join(reversed(inner))


@cache
def text_bombs(size: int = BYTES) -> dict[str, bytes]:
    """The same for JSON, TOML, ZIP and lines of text."""
    return {
        "deep lists": b"[" * size,
        "deep objects": b'{"a":' * (size // 5),
        "deep value": b"a = " + b"[" * size,
        "a long string": b'"' + b"x" * size + b'"',
        "a long number": b"9" * size,
        "dots": b"a." * (size // 2) + b"b = 1",
        "many entries": b"PK\x03\x04" + b"\x00" * 26 + (b"PK\x03\x04" + b"\x00" * 26) * (size // 30),
        "many lines": b"\n" * size,
        "many signatures": b"a\n\n" + "— a AAAAAAAA\n".encode() * (size // 15),
        "fillers": b"P<ARM" + b"<" * size,
        "no text": b"\xff" * size,
    }
