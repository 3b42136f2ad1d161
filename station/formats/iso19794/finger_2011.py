"""Finger image records of ISO/IEC 19794-4:2011 ("FIR", version 020). Layout: docs/standards.md#finger-record."""

import struct
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum

from station.formats.iso19794.errors import RecordUnreadable
from station.formats.iso19794.fields import (
    Certification,
    Fields,
    Quality,
    close_record,
    open_record,
    read_block,
    read_certifications,
    read_moment,
    read_qualities,
    write_block,
    write_certifications,
    write_moment,
    write_qualities,
)

_MAGIC, _VERSION = b"FIR\0", b"020\0"
_IMAGE = struct.Struct(">BBBHHHHBBBHHI")
MAX_VIEWS = 256


class Compression(IntEnum):
    RAW = 0
    PACKED = 1
    WSQ = 2
    JPEG = 3
    JP2 = 4
    JP2_LOSSLESS = 5
    PNG = 6


class Impression(IntEnum):
    """Those we make; a reader gives the number of any other."""

    LIVE_PLAIN = 0
    LIVE_ROLLED = 1
    UNKNOWN = 29


PPI, PPCM = 1, 2
"""Scale units."""


@dataclass(frozen=True)
class FingerView:
    """One representation. position: finger position code. number: of representations of that position, from 0.

    technology, vendor, device: of the capture device, 0 where not reported. extension: extended data as it stands.
    """

    position: int
    image: bytes
    width: int
    height: int
    compression: int
    captured_at: datetime | None = None
    qualities: tuple[Quality, ...] = ()
    number: int = 0
    impression: int = Impression.LIVE_PLAIN
    units: int = PPI
    scan_resolution: tuple[int, int] = (500, 500)
    image_resolution: tuple[int, int] = (500, 500)
    depth: int = 8
    technology: int = 0
    vendor: int = 0
    device: int = 0
    certifications: tuple[Certification, ...] = ()
    extension: bytes = field(default=b"", repr=False)


def write_finger_record(views: tuple[FingerView, ...]) -> bytes:
    """Raises RecordTooLarge; struct.error for a number that has no room in its field."""
    certified = any(view.certifications for view in views)
    positions = len({view.position for view in views})
    body = b"".join(write_block(_view(view, certified)) for view in views)
    return close_record(_MAGIC, _VERSION, struct.pack(">HBB", len(views), certified, positions) + body)


def read_finger_record(data: bytes) -> tuple[FingerView, ...]:
    """Raises RecordUnreadable, RecordTooLarge."""
    fields = open_record(data, _MAGIC, _VERSION)
    count, certified, positions = fields.numbers("HBB")
    if not 1 <= count <= MAX_VIEWS or certified > 1:
        raise RecordUnreadable(reason="header")
    views = tuple(_read_view(read_block(fields), bool(certified)) for _ in range(count))
    fields.end()
    if len({view.position for view in views}) != positions:
        raise RecordUnreadable(reason="positions")
    return views


def _view(view: FingerView, certified: bool) -> bytes:
    return b"".join(
        (
            write_moment(view.captured_at),
            struct.pack(">BHH", view.technology, view.vendor, view.device),
            write_qualities(view.qualities),
            write_certifications(view.certifications) if certified else b"",
            _IMAGE.pack(
                view.position,
                view.number,
                view.units,
                *view.scan_resolution,
                *view.image_resolution,
                view.depth,
                view.compression,
                view.impression,
                view.width,
                view.height,
                len(view.image),
            ),
            view.image,
            view.extension,
        )
    )


def _read_view(fields: Fields, certified: bool) -> FingerView:
    captured_at = read_moment(fields)
    technology, vendor, device = fields.numbers("BHH")
    qualities = read_qualities(fields)
    certifications = read_certifications(fields) if certified else ()
    position, number, units, scan_h, scan_v, image_h, image_v, depth, compression, impression, width, height, length = (
        fields.numbers("BBBHHHHBBBHHI")
    )
    return FingerView(
        position=position,
        image=fields.take(length),
        width=width,
        height=height,
        compression=compression,
        captured_at=captured_at,
        qualities=qualities,
        number=number,
        impression=impression,
        units=units,
        scan_resolution=(scan_h, scan_v),
        image_resolution=(image_h, image_v),
        depth=depth,
        technology=technology,
        vendor=vendor,
        device=device,
        certifications=certifications,
        extension=fields.rest(),
    )
