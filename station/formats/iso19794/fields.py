"""What all kinds of record share: reading fields in order, capture moments, quality and certification blocks."""

import struct
from dataclasses import dataclass
from datetime import UTC, datetime

from station.formats.iso19794.errors import RecordTooLarge, RecordUnreadable

MAX_RECORD_BYTES = 16 * 1024 * 1024
SCORE_FAILED = 255
"""Quality could not be computed (ISO/IEC 29794-1)."""
SCORE_UNREPORTED = 254
"""Nobody tried to: where a record has one byte for it."""
NFIQ2 = (0x0101, 0x39)
"""Vendor and algorithm of NFIQ 2.3 as registered: NIST's own."""

_MOMENT = struct.Struct(">HBBBBBH")
_UNKNOWN = bytes(_MOMENT.size)


@dataclass(frozen=True)
class Quality:
    """score: 0..100, or SCORE_FAILED. vendor, algorithm: registered numbers, 0 where not reported."""

    score: int
    vendor: int = 0
    algorithm: int = 0


@dataclass(frozen=True)
class Certification:
    """One certification block of the capture device."""

    authority: int
    scheme: int


class Fields:
    """Takes fields from the front of `data`. Every shortage is a RecordUnreadable."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def left(self) -> int:
        return len(self._data) - self._at

    def take(self, count: int) -> bytes:
        if count > self.left:
            raise RecordUnreadable(reason="cut")
        self._at += count
        return self._data[self._at - count : self._at]

    def ahead(self, count: int) -> bytes:
        """The next bytes, or as many as there are; nothing is taken."""
        return self._data[self._at : self._at + count]

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")

    def numbers(self, layout: str) -> tuple[int, ...]:
        """Several numbers, by the letters of `struct`."""
        form = struct.Struct(">" + layout)
        return form.unpack(self.take(form.size))

    def rest(self) -> bytes:
        return self.take(self.left)

    def end(self) -> None:
        if self.left:
            raise RecordUnreadable(reason="surplus")


def open_record(data: bytes, magic: bytes, version: bytes, length_bytes: int = 4) -> Fields:
    """The fields after magic, version and total length, which must fit. Raises RecordTooLarge."""
    if len(data) > MAX_RECORD_BYTES:
        raise RecordTooLarge
    fields = Fields(data)
    if fields.take(4) != magic or fields.take(4) != version:
        raise RecordUnreadable(reason="kind")
    if fields.number(length_bytes) != len(data):
        raise RecordUnreadable(reason="length")
    return fields


def close_record(magic: bytes, version: bytes, body: bytes, length_bytes: int = 4) -> bytes:
    """The whole record around `body`. Raises RecordTooLarge."""
    total = len(magic) + len(version) + length_bytes + len(body)
    if total > MAX_RECORD_BYTES:
        raise RecordTooLarge
    return magic + version + total.to_bytes(length_bytes, "big") + body


def write_block(body: bytes) -> bytes:
    """A representation: its length, itself included, before it."""
    return (len(body) + 4).to_bytes(4, "big") + body


def read_block(fields: Fields) -> Fields:
    length = fields.number(4)
    if length < 4:
        raise RecordUnreadable(reason="length")
    return Fields(fields.take(length - 4))


def write_moment(moment: datetime | None) -> bytes:
    """Nine bytes in UTC, to the millisecond; zeros where it is not known."""
    if moment is None:
        return _UNKNOWN
    at = moment.astimezone(UTC)
    return _MOMENT.pack(at.year, at.month, at.day, at.hour, at.minute, at.second, at.microsecond // 1000)


def read_moment(fields: Fields) -> datetime | None:
    """None where nothing, or no day of the calendar, is written: some writers count months from 2 to 13."""
    year, month, day, hour, minute, second, millisecond = fields.numbers("HBBBBBH")
    try:
        return datetime(year, month, day, hour, minute, second, millisecond * 1000, UTC)
    except ValueError:
        return None


def write_qualities(blocks: tuple[Quality, ...]) -> bytes:
    body = b"".join(struct.pack(">BHH", item.score, item.vendor, item.algorithm) for item in blocks)
    return bytes([len(blocks)]) + body


def read_qualities(fields: Fields) -> tuple[Quality, ...]:
    return tuple(Quality(*fields.numbers("BHH")) for _ in range(fields.number(1)))


def write_certifications(blocks: tuple[Certification, ...]) -> bytes:
    return bytes([len(blocks)]) + b"".join(struct.pack(">HB", item.authority, item.scheme) for item in blocks)


def read_certifications(fields: Fields) -> tuple[Certification, ...]:
    return tuple(Certification(*fields.numbers("HB")) for _ in range(fields.number(1)))
