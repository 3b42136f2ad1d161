"""Ten megabytes that are cheap to send and dear to read for a careless parser."""

from functools import cache

from crypto import der, oids

BYTES = 10_000_000


@cache
def der_bombs(size: int = BYTES) -> dict[str, bytes]:
    """Each of some `size` bytes, by what is excessive about it."""
    many = b"\x05\x00" * (size // 2)
    deep: list[bytes] = []
    length = 0
    while length < size:
        deep.append(der.header(der.SEQUENCE, length))
        length += len(deep[-1])
    return {
        "deep": b"".join(reversed(deep)),
        "many": der.sequence(many),
        "many of a set": der.set_of(many),
        "a long number": der.integer(1 << 8 * size),
        "a long identifier": der.tlv(der.OID, b"\xff" * size + b"\x01"),
        "a long time": der.tlv(der.UTC_TIME, b"1" * size),
        "signed": der.sequence(der.oid(oids.SIGNED_DATA), der.tlv(der.tagged(0), der.sequence(der.set_of(many)))),
    }


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
