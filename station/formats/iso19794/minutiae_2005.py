"""Finger minutiae records of ISO/IEC 19794-2:2005 ("FMR", version 20), the record format. Layout:
docs/standards.md#minutiae-record."""

import struct
from collections import Counter
from dataclasses import dataclass, field
from enum import IntEnum

from station.formats.iso19794.errors import RecordTooLarge, RecordUnreadable, RecordUnwritable
from station.formats.iso19794.fields import MAX_RECORD_BYTES, Fields

_MAGIC, _VERSION = b"FMR\0", b" 20\0"
_HEAD = struct.Struct(">IHHHHHBB")
_VIEW = struct.Struct(">BBBB")
_MINUTIA = struct.Struct(">HHBB")
_PLACE_BITS, _NIBBLE = 14, 0x0F
_PLACE = (1 << _PLACE_BITS) - 1
_MOST_MINUTIAE = 255
ANGLE_UNIT = 360 / 256
"""Degrees."""
PPCM_500 = 197
"""500 pixels an inch in pixels a centimetre."""


class MinutiaType(IntEnum):
    OTHER = 0
    ENDING = 1
    BIFURCATION = 2


@dataclass(frozen=True)
class Minutia:
    """x, y: pixels from the upper left corner, to 16383. angle: 0 to 255 in ANGLE_UNIT, counter-clockwise from the
    right, along the ridge that ends, or the valley. quality: 1 to 100, 0 where it is not reported."""

    kind: int
    x: int
    y: int
    angle: int
    quality: int = 0


@dataclass(frozen=True)
class MinutiaeView:
    """position: finger position code. number: of views of that finger, from 0. extension: extended data, as it is."""

    position: int
    minutiae: tuple[Minutia, ...]
    quality: int
    impression: int = 0
    number: int = 0
    extension: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class MinutiaeRecord:
    """width, height: of the image, in pixels. resolution: across and down, in pixels a centimetre. device: with four
    bits of certification above twelve of its number, 0 where not reported."""

    views: tuple[MinutiaeView, ...]
    width: int
    height: int
    resolution: tuple[int, int] = (PPCM_500, PPCM_500)
    device: int = 0


def minutia_at(kind: int, x: int, y: int, degrees: float, reliability: float) -> Minutia:
    """degrees: counter-clockwise from the right, as NIST's detector has it in its M1 form. reliability: 0 to 1."""
    return Minutia(kind, x, y, round(degrees / ANGLE_UNIT) % 256, max(1, min(100, round(reliability * 100))))


def write_minutiae_record(record: MinutiaeRecord) -> bytes:
    """Raises RecordUnwritable for more minutiae than a view may have or a place beyond the form, RecordTooLarge;
    struct.error for another number that has no room in its field."""
    body = b"".join(_view(view) for view in record.views)
    length = len(_MAGIC) + len(_VERSION) + _HEAD.size + len(body)
    if length > MAX_RECORD_BYTES:
        raise RecordTooLarge
    head = _HEAD.pack(length, record.device, record.width, record.height, *record.resolution, len(record.views), 0)
    return _MAGIC + _VERSION + head + body


def read_minutiae_record(data: bytes) -> MinutiaeRecord:
    """Noughts behind the length that the record says are passed over, since templates are kept in blocks of one size;
    extended data may end with the record, as in an example of NIST's. Raises RecordUnreadable, RecordTooLarge."""
    if len(data) > MAX_RECORD_BYTES:
        raise RecordTooLarge
    fields = Fields(data)
    if fields.take(4) != _MAGIC or fields.take(4) != _VERSION:
        raise RecordUnreadable(reason="kind")
    length, device, width, height, across, down, count, _ = _HEAD.unpack(fields.take(_HEAD.size))
    if not count >= 1 or any(data[length:]):
        raise RecordUnreadable(reason="header")
    inside = Fields(data[len(data) - fields.left : length])
    views = tuple(_read_view(inside) for _ in range(count))
    inside.end()
    if length > len(data) or max(Counter((view.position, view.number) for view in views).values()) > 1:
        raise RecordUnreadable(reason="header")
    return MinutiaeRecord(views, width, height, (across, down), device)


def _view(view: MinutiaeView) -> bytes:
    if len(view.minutiae) > _MOST_MINUTIAE or view.number > _NIBBLE or view.impression > _NIBBLE:
        raise RecordUnwritable(reason="view")
    minutiae = b"".join(_minutia(item) for item in view.minutiae)
    head = _VIEW.pack(view.position, view.number << 4 | view.impression, view.quality, len(view.minutiae))
    return head + minutiae + struct.pack(">H", len(view.extension)) + view.extension


def _minutia(item: Minutia) -> bytes:
    if not (0 <= item.x <= _PLACE and 0 <= item.y <= _PLACE and 0 <= item.kind <= 3):
        raise RecordUnwritable(reason="place")
    return _MINUTIA.pack(item.kind << _PLACE_BITS | item.x, item.y, item.angle, item.quality)


def _read_view(fields: Fields) -> MinutiaeView:
    position, both, quality, count = _VIEW.unpack(fields.take(_VIEW.size))
    minutiae = tuple(_read_minutia(fields) for _ in range(count))
    extension = fields.take(min(fields.number(2), fields.left))
    return MinutiaeView(position, minutiae, quality, both & _NIBBLE, both >> 4, extension)


def _read_minutia(fields: Fields) -> Minutia:
    first, second, angle, quality = _MINUTIA.unpack(fields.take(_MINUTIA.size))
    return Minutia(first >> _PLACE_BITS, first & _PLACE, second & _PLACE, angle, quality)
