"""Captured biometric samples (ISO/IEC 2382-37) and what is known of each. Bytes live in the vault, by digest."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import NewType

from station.domain.exception_reason import ExceptionReason as ExceptionReason
from station.domain.face_facts import Adjusted, Hint, Pitch, Still
from station.domain.failed import FailedCheck

Digest = NewType("Digest", str)  # SHA-256 of the bytes, lower-case hex


PORTRAIT, SIGNATURE = "portrait", "signature"
"""How samples are called; those of fingers as the slap."""


class Modality(StrEnum):
    """What is captured of a person (ISO/IEC 2382-37)."""

    FACE = "face"
    FINGERS = "fingers"
    SIGNATURE = "signature"


class Eye(StrEnum):
    """As the person has them."""

    RIGHT = "right_eye"
    LEFT = "left_eye"


class Finger(IntEnum):
    """ISO/IEC 19794-4 finger position codes."""

    RIGHT_THUMB = 1
    RIGHT_INDEX = 2
    RIGHT_MIDDLE = 3
    RIGHT_RING = 4
    RIGHT_LITTLE = 5
    LEFT_THUMB = 6
    LEFT_INDEX = 7
    LEFT_MIDDLE = 8
    LEFT_RING = 9
    LEFT_LITTLE = 10


class Slap(StrEnum):
    """One placement on the platen: a slap of several fingers, or one finger alone. Slaps are captured in the order
    4-4-2 (BSI TR-03121 ACQ-FP442)."""

    RIGHT_FOUR = "right_four"
    LEFT_FOUR = "left_four"
    THUMBS = "thumbs"
    RIGHT_THUMB = "right_thumb"
    RIGHT_INDEX = "right_index"
    RIGHT_MIDDLE = "right_middle"
    RIGHT_RING = "right_ring"
    RIGHT_LITTLE = "right_little"
    LEFT_THUMB = "left_thumb"
    LEFT_INDEX = "left_index"
    LEFT_MIDDLE = "left_middle"
    LEFT_RING = "left_ring"
    LEFT_LITTLE = "left_little"

    @property
    def fingers(self) -> tuple[Finger, ...]:
        """Left to right as they lie on the platen."""
        return _SLAP_FINGERS.get(self) or (Finger[self.name],)

    @property
    def alone(self) -> bool:
        """Whether it is of one finger by itself."""
        return self not in _SLAP_FINGERS

    @property
    def position_code(self) -> int:
        """ISO/IEC 19794-4 position code of the whole impression."""
        return {Slap.RIGHT_FOUR: 13, Slap.LEFT_FOUR: 14, Slap.THUMBS: 15}.get(self) or self.fingers[0].value

    @property
    def met(self) -> frozenset["Slap"]:
        """All that share a finger with it, or of which one may stand for the other: single ones of a hand."""
        return frozenset(each for each in Slap if self._meets(each))

    def _meets(self, other: "Slap") -> bool:
        shared = bool({*self.fingers} & {*other.fingers})
        return shared or (self.alone and other.alone and hand_of(self.fingers[0]) == hand_of(other.fingers[0]))


def alone(finger: Finger) -> Slap:
    """The placement of that finger by itself."""
    return Slap[finger.name]


def hand_of(finger: Finger) -> str:
    """ "right" or "left"."""
    return "right" if finger <= Finger.RIGHT_LITTLE else "left"


_SLAP_FINGERS = {
    Slap.RIGHT_FOUR: (Finger.RIGHT_INDEX, Finger.RIGHT_MIDDLE, Finger.RIGHT_RING, Finger.RIGHT_LITTLE),
    Slap.LEFT_FOUR: (Finger.LEFT_LITTLE, Finger.LEFT_RING, Finger.LEFT_MIDDLE, Finger.LEFT_INDEX),
    Slap.THUMBS: (Finger.LEFT_THUMB, Finger.RIGHT_THUMB),
}
SLAPS = tuple(_SLAP_FINGERS)
"""Of several fingers: every finger belongs to one of them."""


class VetoReason(StrEnum):
    """Why an operator does not let prints count that every check took."""

    OTHER_FINGERS = "other_fingers"  # they saw others lie there
    OTHER_PERSON = "other_person"
    DIRTY = "dirty"  # glass or skin
    MOVED = "moved"
    PARTIAL = "partial"  # not all of a tip touched


@dataclass(frozen=True)
class Veto:
    """by: the credential of who said so."""

    reason: VetoReason
    by: str
    at: datetime


REASONS: Mapping[Modality, tuple[ExceptionReason, ...]] = {
    Modality.FACE: (
        ExceptionReason.INFANT, ExceptionReason.ILLNESS, ExceptionReason.RELIGION, ExceptionReason.REFUSES,
        ExceptionReason.EYE_MISSING, ExceptionReason.EYE_COVERED, ExceptionReason.EYE_CLOSED,
    ),
    Modality.FINGERS: (
        ExceptionReason.BORN_WITHOUT, ExceptionReason.AMPUTATED, ExceptionReason.BANDAGED, ExceptionReason.UNABLE,
        ExceptionReason.REFUSES,
    ),
    Modality.SIGNATURE: (
        ExceptionReason.CANNOT_WRITE, ExceptionReason.TOO_YOUNG, ExceptionReason.MARK, ExceptionReason.REFUSES,
    ),
}  # fmt: skip
"""Which of them there are of what."""


@dataclass(frozen=True)
class BiometricException:
    """A finger that is absent or cannot be presented, marked before capture."""

    finger: Finger
    reason: ExceptionReason


@dataclass(frozen=True)
class CaptureDevice:
    """Which device took the sample. technology, registered_vendor, registered_device: by which biometric records name
    it (`devices.api.Registered`); 0 where the device does not say."""

    device_id: str
    make: str
    model: str
    serial: str = ""
    firmware: str = ""
    simulated: bool = False
    technology: int = 0
    registered_vendor: int = 0
    registered_device: int = 0


@dataclass(frozen=True)
class QualityScore:
    """ISO/IEC 29794-1 score, 0..100, or None where the measure could not be computed."""

    algorithm: str  # "NFIQ2", or the 29794-5 component's name
    version: str
    score: int | None
    native: float | None = None  # the measure's own value and unit


@dataclass(frozen=True)
class Blob:
    """Bytes kept in the vault. width, height: pixels, 0 where it is no image."""

    digest: Digest
    media_type: str
    size: int
    width: int = 0
    height: int = 0
    resolution_ppi: int = 0


@dataclass(frozen=True)
class Portrait:
    """Face sample: the untouched capture and the crops in ICAO portrait geometry.

    original, detail: None and 0 in a draft of an older station; pitch: None too, and where no face was measured.
    detail: pixels of `source` to one of `image`, below 1 where the camera gave fewer than it shows. adjusted: None
    where the rule cut it. still: None of a camera that takes none.
    """

    source: Blob  # lossless, as the camera gave it
    image: Blob  # 413 x 531 pixels, 35 x 45 mm at 300 ppi
    device: CaptureDevice
    captured_at: datetime
    automatic: bool
    quality: tuple[QualityScore, ...] = ()
    lossless: Blob | None = None  # the pixels of `image` before compression; None in a draft of an older station
    original: Blob | None = None  # lossless, 1200 x 1600 pixels or as many as there are: the same stretch of height
    detail: float = 0.0
    adjusted: Adjusted | None = None
    pitch: Pitch | None = None
    hints: tuple[Hint, ...] = ()
    still: Still | None = None


class NamedBy(StrEnum):
    """How it is known which finger a print is of."""

    GEOMETRY = "geometry"  # how the tips stand, and how ridges run
    MATCHING = "matching"  # it matches a print of the same finger taken before
    OPERATOR = "operator"  # who was asked said so


@dataclass(frozen=True)
class FingerImage:
    """One segmented finger of a slap, upright, 500 ppi. named_by: None in a draft of an older station."""

    finger: Finger
    image: Blob  # WSQ, 0.75 bit a pixel
    quality: QualityScore  # NFIQ 2
    lossless: Blob | None = None  # the pixels of `image` before compression; None in a draft of an older station
    named_by: NamedBy | None = None


@dataclass(frozen=True)
class SlapImpression:
    """Finger sample: one accepted attempt at one placement. questions: what could not be decided, and was asked.
    answered_by: the credential of who said that it is right all the same. noted: found by a check that is only tried
    out. veto: why it does not count; it stays, and was no try."""

    slap: Slap
    attempt: int  # from 1; of all at this placement
    source: Blob  # the whole platen, lossless, as the scanner gave it
    fingers: tuple[FingerImage, ...]
    device: CaptureDevice
    captured_at: datetime
    questions: tuple[FailedCheck, ...] = ()
    answered_by: str = ""
    answered_at: datetime | None = None
    noted: tuple[FailedCheck, ...] = ()
    veto: Veto | None = None


@dataclass(frozen=True)
class SignatureSample:
    strokes: Blob  # JSON, millimetres and milliseconds
    image: Blob  # PNG
    device: CaptureDevice
    captured_at: datetime


@dataclass(frozen=True)
class Samples:
    """Everything captured so far. `slaps` holds all attempts. singly: slaps whose fingers an operator chose to take one
    by one."""

    portrait: Portrait | None = None
    slaps: tuple[SlapImpression, ...] = ()
    signature: SignatureSample | None = None
    singly: tuple[Slap, ...] = ()
