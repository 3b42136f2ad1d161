"""BER-TLV as chips have it (`crypto.emrtd.tlv`), read field by field out of records, with the errors of records."""

from crypto.emrtd import tlv
from crypto.emrtd.errors import MalformedTlv
from crypto.emrtd.tlv import Tlv
from station.formats.iso19794.errors import RecordTooLarge, RecordUnreadable
from station.formats.iso19794.fields import MAX_RECORD_BYTES, Fields

__all__ = ["Tlv", "expect", "read_one", "read_tlv", "write_tlv"]


def write_tlv(tag: int, *parts: bytes) -> bytes:
    """Raises RecordTooLarge."""
    if sum(map(len, parts)) > MAX_RECORD_BYTES:
        raise RecordTooLarge
    return tlv.write(tag, *parts)


def read_tlv(fields: Fields) -> Tlv:
    """The next data object. Raises RecordUnreadable."""
    try:
        head = tlv.head(fields.ahead(tlv.MAX_HEAD))
    except MalformedTlv as error:
        reason = str(error.params["reason"])
        raise RecordUnreadable(reason="cut" if reason == "short" else reason) from None
    fields.take(head.value_start)
    return Tlv(head.tag, fields.take(head.length))


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
