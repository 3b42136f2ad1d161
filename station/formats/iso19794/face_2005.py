"""Face image records of ISO/IEC 19794-5:2005 ("FAC", version 010), as passports carry them. Layout:
docs/standards.md#face-record-2005."""

import struct

from station.formats.iso19794.errors import RecordUnreadable, RecordUnwritable
from station.formats.iso19794.face import MAX_VIEWS, FaceData, FaceView, read_landmarks, write_landmarks
from station.formats.iso19794.fields import Fields, Quality, close_record, open_record, read_block, write_block

_MAGIC, _VERSION = b"FAC\0", b"010\0"
_JPEG, _JPEG_2000 = 0, 1
_BEST = 100
_DATA = {FaceData.JPEG: _JPEG, FaceData.JP2: _JPEG_2000, FaceData.JP2_LOSSLESS: _JPEG_2000}


def write_face_record_2005(views: tuple[FaceView, ...]) -> bytes:
    """What this edition has no room for is left out (`FaceView`). Raises RecordUnwritable for a picture that is neither
    JPEG nor JPEG 2000, RecordTooLarge; struct.error for a number that has no room in its field."""
    body = b"".join(write_block(_view(view)) for view in views)
    return close_record(_MAGIC, _VERSION, struct.pack(">H", len(views)) + body)


def read_face_record_2005(data: bytes) -> tuple[FaceView, ...]:
    """`FaceView.data` is JPEG or JP2 as declared, which some writers do wrongly: `station.formats.magic` looks at the
    picture itself. Raises RecordUnreadable, RecordTooLarge."""
    fields = open_record(data, _MAGIC, _VERSION)
    count = fields.number(2)
    if not 1 <= count <= MAX_VIEWS:
        raise RecordUnreadable(reason="header")
    views = tuple(_read_view(read_block(fields)) for _ in range(count))
    fields.end()
    return views


def _view(view: FaceView) -> bytes:
    if view.data not in _DATA:
        raise RecordUnwritable(reason="picture")
    score = view.qualities[0].score if view.qualities else 0
    return b"".join(
        (
            struct.pack(">HBBB", len(view.landmarks), view.gender, view.eyes, view.hair),
            view.properties.to_bytes(3, "big"),
            struct.pack(">H3B3B", view.expression, *view.pose, *view.pose_uncertainty),
            write_landmarks(view.landmarks),
            struct.pack(
                ">BBHHBBHH",
                view.kind,
                _DATA[FaceData(view.data)],
                view.width,
                view.height,
                view.colour,
                view.technology,
                view.device,
                score if score <= _BEST else 0,
            ),
            view.image,
        )
    )


def _read_view(fields: Fields) -> FaceView:
    points, gender, eyes, hair = fields.numbers("HBBB")
    properties = fields.number(3)
    (expression,) = fields.numbers("H")
    yaw, pitch, roll = fields.numbers("BBB")
    yaw_uncertainty, pitch_uncertainty, roll_uncertainty = fields.numbers("BBB")
    landmarks = read_landmarks(fields, points)
    kind, data, width, height, colour, technology, device, score = fields.numbers("BBHHBBHH")
    if data not in (_JPEG, _JPEG_2000):
        raise RecordUnreadable(reason="picture")
    return FaceView(
        image=fields.rest(),
        width=width,
        height=height,
        data=data,
        kind=kind,
        qualities=(Quality(score),) if 1 <= score <= _BEST else (),
        gender=gender,
        eyes=eyes,
        hair=hair,
        properties=properties,
        expression=expression,
        pose=(yaw, pitch, roll),
        pose_uncertainty=(yaw_uncertainty, pitch_uncertainty, roll_uncertainty),
        landmarks=landmarks,
        colour=colour,
        technology=technology,
        device=device,
    )
