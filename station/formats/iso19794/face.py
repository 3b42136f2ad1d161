"""A face image with what is known of it: what the editions of ISO/IEC 19794-5 say alike."""

import struct
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum

from station.formats.iso19794.fields import Certification, Fields, Quality

MAX_VIEWS = 256
_LANDMARK = struct.Struct(">BBHHH")


class FaceType(IntEnum):
    BASIC = 0
    FULL_FRONTAL = 1
    TOKEN = 2


class FaceData(IntEnum):
    """Numbers of the edition of 2011; that of 2005 has the first two."""

    JPEG = 0
    JP2 = 1
    JP2_LOSSLESS = 2
    PNG = 3


class Gender(IntEnum):
    UNSPECIFIED = 0
    MALE = 1
    FEMALE = 2


class Technology(IntEnum):
    """Of what took the picture; the edition of 2005 says source type."""

    UNSPECIFIED = 0
    UNKNOWN_STILL = 1
    STILL_CAMERA = 2
    SCANNER = 3
    UNKNOWN_VIDEO = 4
    ANALOGUE_VIDEO = 5
    DIGITAL_VIDEO = 6


RGB24, GREY8 = 1, 3
"""Colour spaces."""


@dataclass(frozen=True)
class Landmark:
    """z: in an edition without it two bytes that mean nothing."""

    kind: int
    code: int
    x: int
    y: int
    z: int = 0


@dataclass(frozen=True)
class FaceView:
    """One representation. Zero means that nothing is reported, in every field where it is the default.

    height_cm: of the person. pose: yaw, pitch, roll as the record codes them (`pose_code`). sampling: spatial sampling
    rate level. extension: extended data as it stands. The edition of 2005 says nothing of the moment, of sampling,
    processing, vendor, certifications and the person's height, and one quality at most.
    """

    image: bytes
    width: int
    height: int
    data: int
    kind: int = FaceType.FULL_FRONTAL
    captured_at: datetime | None = None
    qualities: tuple[Quality, ...] = ()
    gender: int = Gender.UNSPECIFIED
    eyes: int = 0
    hair: int = 0
    height_cm: int = 0
    properties: int = 0
    expression: int = 0
    pose: tuple[int, int, int] = (0, 0, 0)
    pose_uncertainty: tuple[int, int, int] = (0, 0, 0)
    landmarks: tuple[Landmark, ...] = ()
    sampling: int = 0
    processing: int = 0
    cross_reference: int = 0
    colour: int = RGB24
    technology: int = Technology.UNSPECIFIED
    vendor: int = 0
    device: int = 0
    certifications: tuple[Certification, ...] = ()
    extension: bytes = field(default=b"", repr=False)


def pose_code(degrees: float | None) -> int:
    """One angle in steps of two degrees: 1 is nought, 90 is 178, 91 is -180, 180 is -2; 0 where it is not known."""
    if degrees is None or not -180 <= degrees < 180:
        return 0
    return round(degrees / 2) % 180 + 1


def pose_degrees(code: int) -> int | None:
    """What `pose_code` wrote; None for 0 and for what no angle is written as."""
    if not 1 <= code <= 180:
        return None
    return (code - 1) * 2 if code <= 90 else (code - 181) * 2


def write_landmarks(landmarks: tuple[Landmark, ...]) -> bytes:
    return b"".join(_LANDMARK.pack(item.kind, item.code, item.x, item.y, item.z) for item in landmarks)


def read_landmarks(fields: Fields, count: int) -> tuple[Landmark, ...]:
    return tuple(Landmark(*_LANDMARK.unpack(fields.take(_LANDMARK.size))) for _ in range(count))
