"""Data groups 5 and 7: the portrait and the signature as they are printed (ICAO Doc 9303-10 clauses 4.7.5 and 4.7.7).

A picture is bytes here: issued documents hold JPEG with and without headers, JPEG 2000 with and without its boxes.
"""

from crypto.emrtd.files import GROUP_TAGS
from station.formats.iso19794.errors import RecordUnreadable, RecordUnwritable
from station.formats.lds.tlv import expect, read_one, write_tlv

MAX_PICTURES = 9
_COUNT, _PORTRAIT, _SIGNATURE = 0x02, 0x5F40, 0x5F43


def write_dg5(portraits: tuple[bytes, ...]) -> bytes:
    """Raises RecordUnwritable, RecordTooLarge."""
    return _write(GROUP_TAGS[5], _PORTRAIT, portraits)


def write_dg7(signatures: tuple[bytes, ...]) -> bytes:
    """Of the holder, or their usual mark. Raises RecordUnwritable, RecordTooLarge."""
    return _write(GROUP_TAGS[7], _SIGNATURE, signatures)


def read_dg5(data: bytes) -> tuple[bytes, ...]:
    """At least one. Raises RecordUnreadable, RecordTooLarge."""
    return _read(data, GROUP_TAGS[5], _PORTRAIT)


def read_dg7(data: bytes) -> tuple[bytes, ...]:
    """At least one. Raises RecordUnreadable, RecordTooLarge."""
    return _read(data, GROUP_TAGS[7], _SIGNATURE)


def _write(group: int, tag: int, pictures: tuple[bytes, ...]) -> bytes:
    if not 1 <= len(pictures) <= MAX_PICTURES or not all(pictures):
        raise RecordUnwritable(reason="pictures")
    return write_tlv(group, write_tlv(_COUNT, bytes((len(pictures),))), *(write_tlv(tag, each) for each in pictures))


def _read(data: bytes, group: int, tag: int) -> tuple[bytes, ...]:
    file = read_one(data, group)
    count = int.from_bytes(expect(file, _COUNT), "big")
    if not 1 <= count <= MAX_PICTURES:
        raise RecordUnreadable(reason="pictures")
    pictures = tuple(expect(file, tag) for _ in range(count))
    file.end()
    if not all(pictures):
        raise RecordUnreadable(reason="pictures")
    return pictures
