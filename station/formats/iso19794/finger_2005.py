"""Finger image records of ISO/IEC 19794-4:2005 ("FIR", version 010), as passports carry them. Layout:
docs/standards.md#finger-record-2005."""

import struct
from collections import Counter

from station.formats.iso19794.errors import RecordUnreadable, RecordUnwritable
from station.formats.iso19794.fields import (
    SCORE_UNREPORTED,
    Quality,
    close_record,
    open_record,
    read_block,
    write_block,
)
from station.formats.iso19794.finger import MAX_VIEWS, PPCM, Compression, FingerView

_MAGIC, _VERSION = b"FIR\0", b"010\0"
_LENGTH_BYTES = 6
_HEAD = ">HHBBHHHHBBH"
_LEVEL_500, _LEVEL_1000 = 31, 41
"""Image acquisition settings: 8 bit, and at least 500 or 1000 pixels an inch."""
_CM_PER_INCH = 2.54
_WRITTEN = {
    Compression.RAW: 0,
    Compression.PACKED: 1,
    Compression.WSQ: 2,
    Compression.JPEG: 3,
    Compression.JP2: 4,
    Compression.JP2_LOSSLESS: 4,
    Compression.PNG: 5,
}
_READ = dict(enumerate(item for item in Compression if item is not Compression.JP2_LOSSLESS))


def write_finger_record_2005(views: tuple[FingerView, ...]) -> bytes:
    """All views are of one device, one resolution and one compression, which stand once in this edition. Raises
    RecordUnwritable where they differ or the compression is none of its own, RecordTooLarge; struct.error for a number
    that has no room in its field."""
    shared = {_shared(view) for view in views}
    if len(shared) != 1:
        raise RecordUnwritable(reason="views")
    of_position = Counter(view.position for view in views)
    device, level, units, scan_h, scan_v, image_h, image_v, depth, compression = shared.pop()
    head = (len(of_position), units, scan_h, scan_v, image_h, image_v, depth, compression)
    body = b"".join(_view(view, of_position[view.position]) for view in views)
    return close_record(_MAGIC, _VERSION, struct.pack(_HEAD, device, level, *head, 0) + body, _LENGTH_BYTES)


def read_finger_record_2005(data: bytes) -> tuple[FingerView, ...]:
    """The number in the header counts fingers; some writers count views there, and say of each that it is the only one
    of its finger. Raises RecordUnreadable, RecordTooLarge."""
    fields = open_record(data, _MAGIC, _VERSION, _LENGTH_BYTES)
    device, _, count, units, scan_h, scan_v, image_h, image_v, depth, compression, _ = fields.numbers(_HEAD[1:])
    if compression not in _READ:
        raise RecordUnreadable(reason="picture")
    views: list[FingerView] = []
    declared: Counter[int] = Counter()
    while fields.left and len(views) < MAX_VIEWS:
        block = read_block(fields)
        position, of_position, number, score, impression, width, height, _ = block.numbers("BBBBBHHB")
        declared[position] = max(declared[position], of_position)
        views.append(
            FingerView(
                position=position,
                image=block.rest(),
                width=width,
                height=height,
                compression=_READ[compression],
                qualities=() if score == SCORE_UNREPORTED else (Quality(score),),
                number=max(0, number - 1),
                impression=impression,
                units=units,
                scan_resolution=(scan_h, scan_v),
                image_resolution=(image_h, image_v),
                depth=depth,
                device=device,
            )
        )
    fields.end()
    found = Counter(view.position for view in views)
    if count not in (len(views), len(found)) or not views or any(declared[each] > found[each] for each in found):
        raise RecordUnreadable(reason="header")
    return tuple(views)


def _shared(view: FingerView) -> tuple[int, ...]:
    if view.compression not in _WRITTEN:
        raise RecordUnwritable(reason="picture")
    per_inch = view.scan_resolution[0] * (_CM_PER_INCH if view.units == PPCM else 1)
    return (
        view.device,
        _LEVEL_1000 if per_inch >= 990 else _LEVEL_500,
        view.units,
        *view.scan_resolution,
        *view.image_resolution,
        view.depth,
        _WRITTEN[Compression(view.compression)],
    )


def _view(view: FingerView, of_position: int) -> bytes:
    score = view.qualities[0].score if view.qualities else SCORE_UNREPORTED
    return write_block(
        struct.pack(
            ">BBBBBHHB",
            view.position,
            of_position,
            view.number + 1,
            score,
            view.impression,
            view.width,
            view.height,
            0,
        )
        + view.image
    )
