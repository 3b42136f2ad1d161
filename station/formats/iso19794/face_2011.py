"""Face image records of ISO/IEC 19794-5:2011 ("FAC", version 030). Layout: docs/standards.md#face-record."""

import struct

from station.formats.iso19794.errors import RecordUnreadable
from station.formats.iso19794.face import MAX_VIEWS, FaceView, read_landmarks, write_landmarks
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

_MAGIC, _VERSION = b"FAC\0", b"030\0"


def write_face_record(views: tuple[FaceView, ...], temporal: int = 0) -> bytes:
    """temporal: how several views belong together in time. Raises RecordTooLarge; struct.error for a number that has
    no room in its field."""
    certified = any(view.certifications for view in views)
    body = b"".join(write_block(_view(view, certified)) for view in views)
    return close_record(_MAGIC, _VERSION, struct.pack(">HBH", len(views), certified, temporal) + body)


def read_face_record(data: bytes) -> tuple[FaceView, ...]:
    """Raises RecordUnreadable, RecordTooLarge."""
    fields = open_record(data, _MAGIC, _VERSION)
    count, certified, _ = fields.numbers("HBH")
    if not 1 <= count <= MAX_VIEWS or certified > 1:
        raise RecordUnreadable(reason="header")
    views = tuple(_read_view(read_block(fields), bool(certified)) for _ in range(count))
    fields.end()
    return views


def _view(view: FaceView, certified: bool) -> bytes:
    return b"".join(
        (
            write_moment(view.captured_at),
            struct.pack(">BHH", view.technology, view.vendor, view.device),
            write_qualities(view.qualities),
            write_certifications(view.certifications) if certified else b"",
            struct.pack(">HBBBB", len(view.landmarks), view.gender, view.eyes, view.hair, view.height_cm),
            view.properties.to_bytes(3, "big"),
            struct.pack(">H3B3B", view.expression, *view.pose, *view.pose_uncertainty),
            write_landmarks(view.landmarks),
            struct.pack(
                ">BBHHBHBB",
                view.kind,
                view.data,
                view.width,
                view.height,
                view.sampling,
                view.processing,
                view.cross_reference,
                view.colour,
            ),
            struct.pack(">I", len(view.image)),
            view.image,
            view.extension,
        )
    )


def _read_view(fields: Fields, certified: bool) -> FaceView:
    captured_at = read_moment(fields)
    technology, vendor, device = fields.numbers("BHH")
    qualities = read_qualities(fields)
    certifications = read_certifications(fields) if certified else ()
    points, gender, eyes, hair, height_cm = fields.numbers("HBBBB")
    properties = fields.number(3)
    (expression,) = fields.numbers("H")
    yaw, pitch, roll = fields.numbers("BBB")
    yaw_uncertainty, pitch_uncertainty, roll_uncertainty = fields.numbers("BBB")
    landmarks = read_landmarks(fields, points)
    kind, data, width, height, sampling, processing, cross_reference, colour = fields.numbers("BBHHBHBB")
    return FaceView(
        image=fields.take(fields.number(4)),
        width=width,
        height=height,
        data=data,
        kind=kind,
        captured_at=captured_at,
        qualities=qualities,
        gender=gender,
        eyes=eyes,
        hair=hair,
        height_cm=height_cm,
        properties=properties,
        expression=expression,
        pose=(yaw, pitch, roll),
        pose_uncertainty=(yaw_uncertainty, pitch_uncertainty, roll_uncertainty),
        landmarks=landmarks,
        sampling=sampling,
        processing=processing,
        cross_reference=cross_reference,
        colour=colour,
        technology=technology,
        vendor=vendor,
        device=device,
        certifications=certifications,
        extension=fields.rest(),
    )
