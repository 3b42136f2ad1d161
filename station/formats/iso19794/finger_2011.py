"""Finger image records of ISO/IEC 19794-4:2011 ("FIR", version 020). Layout: docs/standards.md#finger-record."""

import struct

from station.formats.iso19794.errors import RecordUnreadable
from station.formats.iso19794.fields import (
    Fields,
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
from station.formats.iso19794.finger import MAX_VIEWS, FingerView

_MAGIC, _VERSION = b"FIR\0", b"020\0"
_IMAGE = struct.Struct(">BBBHHHHBBBHHI")


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
