"""BER-TLV as chips have it (ISO/IEC 7816-4 clause 5.2.2): identifiers of one or two bytes, definite lengths.

The writer gives shortest lengths. The reader takes longer ones too, as issued documents have them, and looks only at
what is asked for: a length costs nothing until its bytes are there.
"""

from typing import NamedTuple

from crypto.emrtd.errors import MalformedTlv

MAX_OBJECTS = 64
"""In one template: secure messaging has three, a certificate's body eight."""
_LOW, _LONG_FORM, _MOST_LENGTH_BYTES = 0x1F, 0x80, 4
MAX_HEAD = 2 + 1 + _MOST_LENGTH_BYTES
"""Bytes before a value, at most."""


class Head(NamedTuple):
    """Of an object: where in the data its value begins, and how many bytes it says it has."""

    tag: int
    value_start: int
    length: int

    @property
    def end(self) -> int:
        return self.value_start + self.length


class Tlv(NamedTuple):
    tag: int
    value: bytes


def write(tag: int, *parts: bytes) -> bytes:
    """One object: identifier, shortest length, the parts one after another."""
    length = sum(map(len, parts))
    identifier = tag.to_bytes(2 if tag > 0xFF else 1, "big")
    if length < _LONG_FORM:
        return b"".join((identifier, bytes((length,)), *parts))
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return b"".join((identifier, bytes((_LONG_FORM | len(octets),)), octets, *parts))


def head(data: bytes, at: int = 0) -> Head:
    """Of the object at `at`, whose value may lie beyond what is there. Raises MalformedTlv."""
    end = len(data)
    if at + 2 > end:
        raise MalformedTlv(reason="short")
    tag = data[at]
    at += 1
    if tag & _LOW == _LOW:
        tag = tag << 8 | data[at]
        at += 1
        if tag & _LONG_FORM:
            raise MalformedTlv(reason="tag")
    if at >= end:
        raise MalformedTlv(reason="short")
    length = data[at]
    at += 1
    if length >= _LONG_FORM:
        count = length & ~_LONG_FORM
        if not 1 <= count <= _MOST_LENGTH_BYTES:
            raise MalformedTlv(reason="length")
        if at + count > end:
            raise MalformedTlv(reason="short")
        length = int.from_bytes(data[at : at + count], "big")
        at += count
    return Head(tag, at, length)


def read(data: bytes, at: int = 0) -> tuple[Tlv, int]:
    """The object at `at`, and where the next one begins. Raises MalformedTlv."""
    found = head(data, at)
    if found.end > len(data):
        raise MalformedTlv(reason="short")
    return Tlv(found.tag, data[found.value_start : found.end]), found.end


def objects(data: bytes, *, filled: bool = False) -> tuple[Tlv, ...]:
    """All objects that `data` is, one after another; none where it is empty. filled: up with zeros behind the last.
    Raises MalformedTlv."""
    found: list[Tlv] = []
    at = 0
    while at < len(data) and not (filled and not data[at]):
        if len(found) == MAX_OBJECTS:
            raise MalformedTlv(reason="many")
        each, at = read(data, at)
        found.append(each)
    return tuple(found)


def template(data: bytes) -> dict[int, bytes]:
    """By tag: values of objects of which each tag stands once. Raises MalformedTlv."""
    found = objects(data)
    values = dict(found)
    if len(values) != len(found):
        raise MalformedTlv(reason="twice")
    return values


def one(data: bytes, tag: int) -> bytes:
    """The value of the one object that `data` is. Raises MalformedTlv where it is another one, or more."""
    found, end = read(data)
    if found.tag != tag or end != len(data):
        raise MalformedTlv(reason="tag" if found.tag != tag else "rest")
    return found.value
