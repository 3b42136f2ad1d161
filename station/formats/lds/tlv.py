"""BER-TLV as chips have it (ISO/IEC 7816-4): identifiers of one or two bytes, definite lengths.

A writer gives shortest lengths; a reader takes longer ones too, as issued documents have them.
"""

from typing import NamedTuple

from station.formats.iso19794.errors import RecordTooLarge, RecordUnreadable
from station.formats.iso19794.fields import MAX_RECORD_BYTES, Fields

_LOW, _LONG_FORM, _MOST_LENGTH_BYTES = 0x1F, 0x80, 4


class Tlv(NamedTuple):
    tag: int
    value: bytes


def write_tlv(tag: int, *parts: bytes) -> bytes:
    """Raises RecordTooLarge."""
    length = sum(map(len, parts))
    if length > MAX_RECORD_BYTES:
        raise RecordTooLarge
    identifier = tag.to_bytes(2 if tag > 0xFF else 1, "big")
    if length < _LONG_FORM:
        return b"".join((identifier, bytes((length,)), *parts))
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return b"".join((identifier, bytes((_LONG_FORM | len(octets),)), octets, *parts))


def read_tlv(fields: Fields) -> Tlv:
    """The next data object. Raises RecordUnreadable."""
    tag = fields.number(1)
    if tag & _LOW == _LOW:
        tag = tag << 8 | fields.number(1)
        if tag & _LONG_FORM:
            raise RecordUnreadable(reason="tag")
    length = fields.number(1)
    if length >= _LONG_FORM:
        count = length & ~_LONG_FORM
        if not 1 <= count <= _MOST_LENGTH_BYTES:
            raise RecordUnreadable(reason="length")
        length = fields.number(count)
    return Tlv(tag, fields.take(length))


def read_one(data: bytes, tag: int) -> Fields:
    """The content of `data`, which must be one object of that tag, whole. Raises RecordUnreadable, RecordTooLarge."""
    if len(data) > MAX_RECORD_BYTES:
        raise RecordTooLarge
    fields = Fields(data)
    inside = Fields(expect(fields, tag))
    fields.end()
    return inside


def expect(fields: Fields, tag: int) -> bytes:
    """The value of the next object, which must have that tag."""
    found = read_tlv(fields)
    if found.tag != tag:
        raise RecordUnreadable(reason="tag")
    return found.value
