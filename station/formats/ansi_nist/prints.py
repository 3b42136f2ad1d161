"""Binary records of impressions, types 3 to 6: of them type 4, grey at 500 pixels an inch, is still written."""

import struct
from dataclasses import dataclass, field

from station.formats.iso19794.errors import RecordUnreadable, RecordUnwritable

TYPES = (3, 4, 5, 6)
_HEAD = struct.Struct(">IBB6sBHHB")
_NO_FINGER = 255
_MOST_POSITIONS = 6


@dataclass(frozen=True)
class PrintRecord:
    """positions: one to six, the most likely first. native: scanned at the transaction's native resolution, not at the
    least. compression: 0 none, 1 WSQ ..."""

    type: int
    idc: int
    impression: int
    positions: tuple[int, ...]
    native: int
    width: int
    height: int
    compression: int
    image: bytes = field(repr=False)


def write_print(record: PrintRecord) -> bytes:
    """Raises RecordUnwritable; struct.error for a number that has no room in its field."""
    if record.type not in TYPES or not 1 <= len(record.positions) <= _MOST_POSITIONS or _NO_FINGER in record.positions:
        raise RecordUnwritable(reason="print")
    return (
        _HEAD.pack(
            _HEAD.size + len(record.image),
            record.idc,
            record.impression,
            bytes(record.positions).ljust(_MOST_POSITIONS, bytes((_NO_FINGER,))),
            record.native,
            record.width,
            record.height,
            record.compression,
        )
        + record.image
    )


def read_print(kind: int, data: bytes, at: int) -> tuple[PrintRecord, int]:
    """The record of that type at `at`, and where the next one begins. Raises RecordUnreadable."""
    if at + _HEAD.size > len(data):
        raise RecordUnreadable(reason="cut")
    length, idc, impression, positions, native, width, height, compression = _HEAD.unpack_from(data, at)
    after = at + length
    named = positions.rstrip(bytes((_NO_FINGER,)))
    if length < _HEAD.size or after > len(data) or not named or _NO_FINGER in named:
        raise RecordUnreadable(reason="print")
    image = data[at + _HEAD.size : after]
    return PrintRecord(kind, idc, impression, tuple(named), native, width, height, compression, image), after
