"""The kinds of biometric record there are, by name: one value of a face or a finger written as any of them, and the
pictures in a record of any kind.

Which kind is asked for says a service's profile, or the form of a receiver; here is where the names lead.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from station.domain.record import RecordKind
from station.formats.iso19794.errors import RecordUnreadable
from station.formats.iso19794.face import FaceData, FaceView
from station.formats.iso19794.face_2005 import read_face_record_2005, write_face_record_2005
from station.formats.iso19794.face_2011 import read_face_record, write_face_record
from station.formats.iso19794.finger import Compression, FingerView
from station.formats.iso19794.finger_2005 import read_finger_record_2005, write_finger_record_2005
from station.formats.iso19794.finger_2011 import read_finger_record, write_finger_record
from station.formats.iso39794.face import FaceFormat, Image, Size, read_face_block, write_face_block
from station.formats.iso39794.finger import FingerFormat, read_finger_block, write_finger_block
from station.formats.iso39794.of_face import face_block
from station.formats.iso39794.of_finger import finger_block
from station.formats.magic import JP2, JPEG, PNG, WSQ, media_type_of


@dataclass(frozen=True)
class Picture:
    """media_type: by how the bytes begin; where that says nothing as declared, None for raw pixels. position: of a
    finger, 0 of a face. width, height: as declared, 0 where they are not."""

    data: bytes = field(repr=False)
    media_type: str | None
    width: int
    height: int
    position: int = 0


_FACES: Mapping[RecordKind, Callable[[tuple[FaceView, ...]], bytes]] = {
    RecordKind.ISO_19794_2005: write_face_record_2005,
    RecordKind.ISO_19794_2011: write_face_record,
    RecordKind.ISO_39794: lambda views: write_face_block(face_block(views)),
}
_FINGERS: Mapping[RecordKind, Callable[[tuple[FingerView, ...]], bytes]] = {
    RecordKind.ISO_19794_2005: write_finger_record_2005,
    RecordKind.ISO_19794_2011: write_finger_record,
    RecordKind.ISO_39794: lambda views: write_finger_block(finger_block(views)),
}
_FACE_DATA: Mapping[int, str] = {FaceData.JPEG: JPEG, FaceData.JP2: JP2, FaceData.JP2_LOSSLESS: JP2, FaceData.PNG: PNG}
_FACE_FORMATS: Mapping[int, str] = {
    FaceFormat.JPEG: JPEG, FaceFormat.JP2: JP2, FaceFormat.JP2_LOSSLESS: JP2, FaceFormat.PNG: PNG,
}  # fmt: skip
_COMPRESSIONS: Mapping[int, str] = {
    Compression.WSQ: WSQ, Compression.JPEG: JPEG, Compression.JP2: JP2, Compression.JP2_LOSSLESS: JP2,
    Compression.PNG: PNG,
}  # fmt: skip
_FINGER_FORMATS: Mapping[int, str] = {
    FingerFormat.WSQ: WSQ, FingerFormat.JP2: JP2, FingerFormat.JP2_LOSSLESS: JP2, FingerFormat.PNG: PNG,
}  # fmt: skip


def write_face(kind: RecordKind, views: tuple[FaceView, ...]) -> bytes:
    """Raises RecordUnwritable, RecordTooLarge."""
    return _FACES[kind](views)


def write_finger(kind: RecordKind, views: tuple[FingerView, ...]) -> bytes:
    """Raises RecordUnwritable, RecordTooLarge."""
    return _FINGERS[kind](views)


def kind_of(record: bytes) -> RecordKind:
    """Of a face or of fingers. Raises RecordUnreadable."""
    return _kind_of(record, {**_FACE, **_FINGER})


def faces_in(record: bytes) -> tuple[Picture, ...]:
    """Of a record of a face, of any kind. Raises RecordUnreadable, RecordTooLarge."""
    kind = _kind_of(record, _FACE)
    if kind is RecordKind.ISO_39794:
        return tuple(_of_image(item.image) for item in read_face_block(record).representations)
    views = read_face_record_2005(record) if kind is RecordKind.ISO_19794_2005 else read_face_record(record)
    return tuple(_picture(view.image, _FACE_DATA.get(view.data), view.width, view.height) for view in views)


def fingers_in(record: bytes) -> tuple[Picture, ...]:
    """Of a record of fingers, of any kind. Raises RecordUnreadable, RecordTooLarge."""
    kind = _kind_of(record, _FINGER)
    if kind is RecordKind.ISO_39794:
        return tuple(
            _picture(item.image, _FINGER_FORMATS.get(item.format), 0, 0, item.position)
            for item in read_finger_block(record).representations
        )
    views = read_finger_record_2005(record) if kind is RecordKind.ISO_19794_2005 else read_finger_record(record)
    return tuple(
        _picture(view.image, _COMPRESSIONS.get(view.compression), view.width, view.height, view.position)
        for view in views
    )


_FACE: Mapping[bytes, RecordKind] = {
    b"FAC\x00010\0": RecordKind.ISO_19794_2005,
    b"FAC\x00030\0": RecordKind.ISO_19794_2011,
    b"\x65": RecordKind.ISO_39794,
}
_FINGER: Mapping[bytes, RecordKind] = {
    b"FIR\x00010\0": RecordKind.ISO_19794_2005,
    b"FIR\x00020\0": RecordKind.ISO_19794_2011,
    b"\x64": RecordKind.ISO_39794,
}


def _kind_of(record: bytes, beginnings: Mapping[bytes, RecordKind]) -> RecordKind:
    """By its first bytes. Raises RecordUnreadable."""
    for beginning, kind in beginnings.items():
        if record.startswith(beginning):
            return kind
    raise RecordUnreadable(reason="kind")


def _of_image(image: Image) -> Picture:
    size = image.information.size or Size(0, 0)
    return _picture(image.data, _FACE_FORMATS.get(image.information.format), size.width, size.height)


def _picture(data: bytes, declared: str | None, width: int, height: int, position: int = 0) -> Picture:
    return Picture(data, media_type_of(data) or declared, width, height, position)
