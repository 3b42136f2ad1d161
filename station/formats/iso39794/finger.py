"""Finger image records of ISO/IEC 39794-4. Fields: docs/standards.md#iso39794-finger."""

from dataclasses import dataclass, field
from enum import IntEnum

from station.formats.iso39794 import common
from station.formats.iso39794.common import (
    DateTime,
    ExtendedData,
    Point,
    PresentationAttack,
    Quality,
    RegistryId,
    Score,
    Version,
)
from station.formats.iso39794.schema import (
    Block,
    Code,
    Many,
    Number,
    Octets,
    Plain,
    Profile,
    Truth,
    Words,
    read_block,
    write_block,
)

_APPLICATION_4 = 0x64


class FingerFormat(IntEnum):
    PGM = 0
    WSQ = 1
    JP2 = 2
    JP2_LOSSLESS = 3
    PNG = 4


PER_INCH, PER_CM = 0, 1
"""Units of a sampling rate."""


@dataclass(frozen=True)
class FingerDevice:
    """technology: 0 unknown, 3 and 4 optical total internal reflection, bright and dark field, 9 capacitive ..."""

    model: RegistryId | None = None
    technology: int | None = None
    certifications: tuple[RegistryId, ...] | None = None


@dataclass(frozen=True)
class SamplingRate:
    samples: int
    unit: int = PER_INCH


@dataclass(frozen=True)
class Segment:
    """A finger in an impression of several, within the corners of a polygon. orientation: in 1.40625 degrees."""

    position: int
    corners: tuple[Point, ...]
    orientation: int | None = None
    qualities: tuple[Quality, ...] | None = None
    confidence: Score | None = None


@dataclass(frozen=True)
class Segmentation:
    algorithm: RegistryId
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class Annotation:
    """Why a finger is not there. reason: 0 unknown, 1 other, 2 amputated, 3 unable to print, 4 bandaged, 5 physically
    challenged, 6 diseased."""

    position: int
    reason: int


@dataclass(frozen=True)
class FingerRepresentation:
    """position: finger position code. impression: 0 plain contact, 29 unknown ... rotation: in degrees, as captured."""

    position: int
    impression: int
    format: int
    image: bytes = field(repr=False)
    captured: DateTime | None = None
    device: FingerDevice | None = None
    qualities: tuple[Quality, ...] | None = None
    sampling: SamplingRate | None = None
    position_computed: bool | None = None
    rotation: int | None = None
    rotated_to_vertical: bool | None = None
    lossily_compressed: bool | None = None
    segmentations: tuple[Segmentation, ...] | None = None
    annotations: tuple[Annotation, ...] | None = None
    attack: PresentationAttack | None = None
    comments: tuple[str, ...] | None = None
    vendor: tuple[ExtendedData, ...] | None = None


@dataclass(frozen=True)
class FingerBlock:
    representations: tuple[FingerRepresentation, ...]
    version: Version = common.FIRST


_SEGMENT = Block(
    Segment,
    position=Code(),
    corners=Many(common.POINT),
    orientation=Number(0, 255),
    qualities=common.QUALITIES,
    confidence=common.SCORE,
)
_REPRESENTATION = Block(
    FingerRepresentation,
    position=Code(),
    impression=Code(),
    format=Code(),
    image=Octets(),
    captured=common.DATE_TIME,
    device=Block(FingerDevice, model=common.REGISTRY_ID, technology=Code(), certifications=common.REGISTRY_IDS),
    qualities=common.QUALITIES,
    sampling=Block(SamplingRate, samples=Number(0, 65535), unit=Plain(0, 255)),
    position_computed=Truth(),
    rotation=Number(0, 359),
    rotated_to_vertical=Truth(),
    lossily_compressed=Truth(),
    segmentations=Many(Block(Segmentation, algorithm=common.REGISTRY_ID, segments=Many(_SEGMENT))),
    annotations=Many(Block(Annotation, position=Code(), reason=Code())),
    attack=common.PRESENTATION_ATTACK,
    comments=Many(Words()),
    vendor=common.EXTENDED,
)
_FINGER = Block(FingerBlock, version=common.VERSION, representations=Many(_REPRESENTATION))


def write_finger_block(block: FingerBlock, profile: Profile = Profile.ISO) -> bytes:
    """Raises RecordUnwritable for what is beyond its range, RecordTooLarge."""
    return write_block(_FINGER, block, _APPLICATION_4, profile)


def read_finger_block(data: bytes) -> FingerBlock:
    """Raises RecordUnreadable, RecordTooLarge."""
    return read_block(_FINGER, data, _APPLICATION_4)
