"""What a profile says of what is taken of a person: when, for which reasons not, and what is asked beside these."""

from typing import Annotated, TypeAlias

from msgspec import Meta, field

from station.domain.finger_checks import LIMITS
from station.domain.sample import Modality
from station.profiles import words
from station.profiles.entries import Entry, Rule, one_of

Score: TypeAlias = Annotated[int, Meta(ge=0, le=100)]
Limit: TypeAlias = Annotated[float, Meta(ge=-50, le=500)]
FaceLimit: TypeAlias = Annotated[str, one_of(words.FACE_LIMITS)]
FaceWord: TypeAlias = Annotated[str, one_of(words.EXCEPTIONS[Modality.FACE])]
FingerWord: TypeAlias = Annotated[str, one_of(words.EXCEPTIONS[Modality.FINGERS])]
SignatureWord: TypeAlias = Annotated[str, one_of(words.EXCEPTIONS[Modality.SIGNATURE])]


class Face(Entry, frozen=True, kw_only=True):
    """exceptions: for which reasons it may be missing, or be taken otherwise than usual. exceptions_when: conditions
    of those that do not hold of everybody. photo, second: for which of them a photograph shows it, and another person
    confirms it with their PIN. attempts: how often it is tried before one that a check refuses may be taken with a
    reason. limits: of the checks, where they are others than the program's. record: of which kind a biometric record of
    it stands in the packet; left out: none does. pictures: what stands in it beside the document's picture: the
    frame it was cut from, the original crop."""

    when: Rule = True
    attempts: Annotated[int, Meta(ge=1, le=10)] = 3
    limits: dict[FaceLimit, Limit] = field(default_factory=dict)
    record: Annotated[str, one_of(words.RECORDS)] | None = None
    pictures: tuple[Annotated[str, one_of(words.FACE_PICTURES)], ...] = (words.SOURCE_PICTURE,)
    exceptions: tuple[FaceWord, ...] = ()
    exceptions_when: dict[FaceWord, str] = field(default_factory=dict)
    photo: tuple[FaceWord, ...] = ()
    second: tuple[FaceWord, ...] = ()


class Signature(Entry, frozen=True, kw_only=True):
    """exceptions, exceptions_when, photo, second: as of a face."""

    when: Rule = True
    exceptions: tuple[SignatureWord, ...] = ()
    exceptions_when: dict[SignatureWord, str] = field(default_factory=dict)
    photo: tuple[SignatureWord, ...] = ()
    second: tuple[SignatureWord, ...] = ()


class Fingers(Entry, frozen=True, kw_only=True):
    """thresholds: least NFIQ 2 score by finger. attempts: allowed at one slap. best_of: how often one is taken though
    it is good enough before. weak: what becomes of the best of them where it does not reach the thresholds; force:
    whether people may let it pass before all attempts are made. scored: what must reach them, and makes an attempt the
    best. fallback: in which order fingers are placed alone after a slap failed, or stand for a single one that did.
    hand: whether the check of hands counts; cross_match: whether that of one finger taken twice does. limits: of the
    checks of which fingers were taken, where they are not those of `station.domain.finger_checks`. chip: how many
    fingers go into the document's chip. record: of each finger; this, exceptions, exceptions_when, photo, second: as of
    a face."""

    when: Rule = True
    slaps: Annotated[tuple[Annotated[str, one_of(words.SLAPS)], ...], Meta(min_length=1)]
    attempts: Annotated[int, Meta(ge=1, le=10)]
    weak: Annotated[str, one_of(words.WEAK)] = words.BEST_COUNTS
    scored: Annotated[str, one_of(words.SCORED)] = words.EACH
    hand: Annotated[str, one_of(words.HAND_CHECKS)] = words.ON
    cross_match: Annotated[str, one_of(words.HAND_CHECKS)] = words.ON
    best_of: Annotated[int, Meta(ge=1, le=10)] = 1
    fallback: tuple[Annotated[str, one_of(words.FINGER_KINDS)], ...] = ()
    force: Annotated[str, one_of(words.FORCE)] = words.AFTER_ATTEMPTS
    limits: dict[Annotated[str, one_of(LIMITS)], Limit] = field(default_factory=dict)
    thresholds: dict[Annotated[str, one_of(words.FINGERS)], Score]
    exceptions: tuple[FingerWord, ...] = ()
    exceptions_when: dict[FingerWord, str] = field(default_factory=dict)
    photo: tuple[FingerWord, ...] = ()
    second: tuple[FingerWord, ...] = ()
    chip: Annotated[int, Meta(ge=0, le=10)] = 0
    record: Annotated[str, one_of(words.RECORDS)] | None = None


class Samples(Entry, frozen=True, kw_only=True):
    face: Face | None = None
    fingers: Fingers | None = None
    signature: Signature | None = None
