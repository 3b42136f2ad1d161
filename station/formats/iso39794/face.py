"""Face image records of ISO/IEC 39794-5, in full as ICAO's application profile for passports has them. Fields:
docs/standards.md#iso39794-face."""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from station.formats.iso39794 import common
from station.formats.iso39794.common import DateTime, PresentationAttack, Quality, RegistryId, Version
from station.formats.iso39794.schema import (
    Block,
    Code,
    Many,
    Number,
    Octets,
    OneOf,
    Profile,
    Under,
    read_block,
    truths,
    write_block,
)

_APPLICATION_5 = 0x65


class FaceFormat(IntEnum):
    """PNM and PNG, 0 and 1, are none of a passport's."""

    PNG = 1
    JPEG = 2
    JP2 = 3
    JP2_LOSSLESS = 4


class Gender(IntEnum):
    OTHER = 1
    MALE = 2
    FEMALE = 3


@dataclass(frozen=True)
class FaceDevice:
    model: RegistryId | None = None
    certifications: tuple[RegistryId, ...] | None = None


@dataclass(frozen=True)
class Properties:
    """What is to be seen; None: nobody said."""

    glasses: bool | None = None
    moustache: bool | None = None
    beard: bool | None = None
    teeth_visible: bool | None = None
    pupil_or_iris_not_visible: bool | None = None
    mouth_open: bool | None = None
    left_eye_patch: bool | None = None
    right_eye_patch: bool | None = None
    dark_glasses: bool | None = None
    biometric_absent: bool | None = None
    head_coverings_present: bool | None = None


@dataclass(frozen=True)
class Expression:
    neutral: bool | None = None
    smile: bool | None = None
    raised_eyebrows: bool | None = None
    eyes_looking_away: bool | None = None
    squinting: bool | None = None
    frowning: bool | None = None


@dataclass(frozen=True)
class Angle:
    """In degrees."""

    value: int
    uncertainty: int | None = None


@dataclass(frozen=True)
class Pose:
    yaw: Angle | None = None
    pitch: Angle | None = None
    roll: Angle | None = None


@dataclass(frozen=True)
class Identity:
    """height: of the person, in millimetres."""

    gender: int | None = None
    eyes: int | None = None
    hair: int | None = None
    height: int | None = None
    properties: Properties | None = None
    expression: Expression | None = None
    pose: Pose | None = None


@dataclass(frozen=True)
class TexturePoint:
    u: int
    v: int


@dataclass(frozen=True)
class FaceLandmark:
    """kind: (0, MPEG-4 feature point) or (1, (which of the three anthropometric lists, its code)). place: (0, Point),
    (1, TexturePoint) or (2, Point3), in pixels."""

    kind: tuple[int, Any]
    place: tuple[int, Any] | None = None


@dataclass(frozen=True)
class Spectrum:
    white_light: bool | None = None
    near_infrared: bool | None = None
    thermal: bool | None = None


@dataclass(frozen=True)
class Camera:
    """technology: 0 unknown, 2 digital still camera, 3 scanner, 6 digital video ..."""

    spectrum: Spectrum | None = None
    technology: int | None = None


@dataclass(frozen=True)
class Processing:
    rotated: bool | None = None
    cropped: bool | None = None
    down_sampled: bool | None = None
    white_balance_adjusted: bool | None = None
    multiply_compressed: bool | None = None
    interpolated: bool | None = None
    contrast_stretched: bool | None = None
    pose_corrected: bool | None = None
    multi_view: bool | None = None
    age_progressed: bool | None = None
    super_resolution: bool | None = None
    normalised: bool | None = None


@dataclass(frozen=True)
class Size:
    width: int
    height: int


@dataclass(frozen=True)
class Measurements:
    """In pixels of the image."""

    head_width: int | None = None
    inter_eye_distance: int | None = None
    eye_to_mouth_distance: int | None = None
    head_length: int | None = None


@dataclass(frozen=True)
class ColourValue:
    definition: bytes | None = None
    value: bytes | None = None


@dataclass(frozen=True)
class ColourMapping:
    schema: bytes | None = None
    values: tuple[ColourValue, ...] | None = None


@dataclass(frozen=True)
class ImageInformation:
    """kind: 0 for a passport's portrait. lossy_attempts: 0 unknown, 1 none, 2 one, 3 more. distance, sensor, focal
    length: in millimetres. colour: 2 for 24 bit, 5 for 8 bit grey."""

    format: int
    kind: int | None = None
    processing: Processing | None = None
    lossy_attempts: int | None = None
    camera_distance: int | None = None
    sensor_diagonal: int | None = None
    focal_length: int | None = None
    size: Size | None = None
    measurements: Measurements | None = None
    colour: int | None = None
    colour_mapping: ColourMapping | None = None


@dataclass(frozen=True)
class Image:
    data: bytes = field(repr=False)
    information: ImageInformation
    camera: Camera | None = None


@dataclass(frozen=True)
class FaceRepresentation:
    number: int
    image: Image
    captured: DateTime | None = None
    qualities: tuple[Quality, ...] | None = None
    attack: PresentationAttack | None = None
    session: int | None = None
    derived_from: int | None = None
    device: FaceDevice | None = None
    identity: Identity | None = None
    landmarks: tuple[FaceLandmark, ...] | None = None


@dataclass(frozen=True)
class FaceBlock:
    representations: tuple[FaceRepresentation, ...]
    version: Version = common.FIRST


_NATURAL = Number()
_ANGLE = Block(Angle, value=Number(-180, 180), uncertainty=Number(0, 180))
_IDENTITY = Block(
    Identity,
    gender=Code(),
    eyes=Code(),
    hair=Code(),
    height=Number(1, 65535),
    properties=truths(Properties),
    expression=truths(Expression),
    pose=Block(Pose, yaw=_ANGLE, pitch=_ANGLE, roll=_ANGLE),
)
_LANDMARK = Block(
    FaceLandmark,
    kind=Under(OneOf(Code(), Under(OneOf(Code(), Code(), Code()), 0)), 0),
    place=Under(OneOf(common.POINT, Block(TexturePoint, u=_NATURAL, v=_NATURAL), common.POINT3), 0),
)
_INFORMATION = Block(
    ImageInformation,
    format=Code(plain=True),
    kind=Code(),
    processing=truths(Processing),
    lossy_attempts=Code(),
    camera_distance=Number(0, 50000),
    sensor_diagonal=Number(0, 2000),
    focal_length=Number(0, 2000),
    size=Block(Size, width=Number(0, 65535), height=Number(0, 65535)),
    measurements=Block(
        Measurements,
        head_width=_NATURAL,
        inter_eye_distance=_NATURAL,
        eye_to_mouth_distance=_NATURAL,
        head_length=_NATURAL,
    ),
    colour=Code(),
    colour_mapping=Block(
        ColourMapping,
        schema=Octets(),
        values=Many(Block(ColourValue, definition=Octets(), value=Octets())),
    ),
)
_IMAGE = Block(
    Image,
    data=Octets(),
    information=_INFORMATION,
    camera=Block(Camera, spectrum=truths(Spectrum), technology=Code()),
)
_REPRESENTATION = Block(
    FaceRepresentation,
    number=_NATURAL,
    image=Under(_IMAGE, 0, 0),
    captured=common.DATE_TIME,
    qualities=common.QUALITIES,
    attack=common.PRESENTATION_ATTACK,
    session=_NATURAL,
    derived_from=_NATURAL,
    device=Block(FaceDevice, model=common.REGISTRY_ID, certifications=common.REGISTRY_IDS),
    identity=_IDENTITY,
    landmarks=Many(_LANDMARK),
)
_FACE = Block(FaceBlock, version=common.VERSION, representations=Many(_REPRESENTATION))


def write_face_block(block: FaceBlock, profile: Profile = Profile.ICAO) -> bytes:
    """Raises RecordUnwritable for what is beyond its range, RecordTooLarge."""
    return write_block(_FACE, block, _APPLICATION_5, profile)


def read_face_block(data: bytes) -> FaceBlock:
    """Raises RecordUnreadable, RecordTooLarge."""
    return read_block(_FACE, data, _APPLICATION_5)
