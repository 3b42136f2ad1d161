"""Blocks of ISO/IEC 39794-1, which every part uses: registered numbers, moments, qualities, presentation attacks."""

from dataclasses import dataclass
from datetime import UTC, datetime

from station.formats.iso39794.schema import Block, Code, Kind, Many, Number, Octets, OneOf

GENERATION, YEAR = 3, 2019
"""Of the first edition."""
_REGISTERED = Number(1, 65535)


@dataclass(frozen=True)
class Version:
    generation: int = GENERATION
    year: int = YEAR


@dataclass(frozen=True)
class RegistryId:
    """organization: as registered with IBIA; id: what that organization gave."""

    organization: int
    id: int


@dataclass(frozen=True)
class DateTime:
    """In UTC; what is not known is None."""

    year: int
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    minute: int | None = None
    second: int | None = None
    millisecond: int | None = None

    @classmethod
    def of(cls, moment: datetime) -> "DateTime":
        at = moment.astimezone(UTC)
        return cls(at.year, at.month, at.day, at.hour, at.minute, at.second, at.microsecond // 1000)

    @property
    def moment(self) -> datetime | None:
        """None unless all of it is known, and is a day of the calendar."""
        if None in (self.month, self.day, self.hour, self.minute, self.second):
            return None
        parts = (self.year, self.month, self.day, self.hour, self.minute, self.second, (self.millisecond or 0) * 1000)
        try:
            return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type]
        except ValueError:
            return None


FIRST = Version()
Score = tuple[int, int]
"""(0, score of 0 to 100) or (1, code of why there is none: FAILED)."""
FAILED: Score = (1, 0)


@dataclass(frozen=True)
class Quality:
    algorithm: RegistryId
    score: Score


@dataclass(frozen=True)
class ExtendedData:
    kind: RegistryId
    data: bytes


@dataclass(frozen=True)
class PresentationAttack:
    """What was done against presentation attacks. decision: 0 none, 1 attack, 2 could not be assessed. context: 0
    enrolment. supervision: 0 unknown, 1 controlled, 2 assisted, 3 observed, 4 unattended."""

    decision: int | None = None
    scores: tuple[Quality, ...] | None = None
    extended: tuple[ExtendedData, ...] | None = None
    context: int | None = None
    supervision: int | None = None
    risk: int | None = None
    criteria: int | None = None
    parameter: bytes | None = None
    challenges: tuple[bytes, ...] | None = None
    captured: DateTime | None = None


@dataclass(frozen=True)
class Point:
    x: int
    y: int


@dataclass(frozen=True)
class Point3:
    x: int
    y: int
    z: int


_LENGTH = Number(0, 65535)
VERSION = Block(Version, generation=Number(GENERATION, 65535), year=Number(YEAR, 9999))
REGISTRY_ID = Block(RegistryId, organization=_REGISTERED, id=_REGISTERED)
REGISTRY_IDS = Many(REGISTRY_ID)
DATE_TIME = Block(
    DateTime,
    year=Number(0, 9999),
    month=Number(1, 12),
    day=Number(1, 31),
    hour=Number(0, 23),
    minute=Number(0, 59),
    second=Number(0, 59),
    millisecond=Number(0, 999),
)
SCORE: Kind = OneOf(Number(0, 100), Code())
QUALITIES = Many(Block(Quality, algorithm=REGISTRY_ID, score=SCORE))
EXTENDED = Many(Block(ExtendedData, kind=REGISTRY_ID, data=Octets()))
PRESENTATION_ATTACK = Block(
    PresentationAttack,
    decision=Code(),
    scores=QUALITIES,
    extended=EXTENDED,
    context=Code(),
    supervision=Code(),
    risk=Number(0, 100),
    criteria=Code(),
    parameter=Octets(),
    challenges=Many(Octets()),
    captured=DATE_TIME,
)
POINT = Block(Point, x=_LENGTH, y=_LENGTH)
POINT3 = Block(Point3, x=_LENGTH, y=_LENGTH, z=_LENGTH)
