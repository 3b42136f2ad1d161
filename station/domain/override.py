"""A sample that a rule refused and that is taken all the same: which rules may be passed over, why, and by whose word.

What was measured stands as it was measured, beside what people say to it. A rule that tells whether this is the person
and the part of them that was asked for is never passed over; nor is one that anybody can put right where they stand.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from station.domain.failed import FailedCheck as FailedCheck
from station.domain.operator import Operator
from station.domain.sample import Modality, Portrait

LONGEST_NOTE = 200
FINGER_QUALITY, FACE_MEASURE = "FNG-CHECK-QUALITY", "FACE-CHECK-MEASURE"
"""A finger below its threshold; a measure of the portrait below what signed policy asks for."""

MAY_PASS = frozenset(
    {
        *("FACE-CHECK-ROLL", "FACE-CHECK-YAW", "FACE-CHECK-PITCH"),  # a neck that does not turn
        *("FACE-CHECK-EYES", "FACE-CHECK-GAZE", "FACE-CHECK-EXPRESSION"),  # lids, a blind eye, a palsy
        *("FACE-CHECK-GLASSES", "FACE-CHECK-EYES-FREE", "FACE-CHECK-MOUTH-FREE"),  # a patch, a plaster, a tube
        *("FACE-CHECK-EXPOSURE", "FACE-CHECK-LIGHT", "FACE-CHECK-BACKGROUND"),  # skin, scars, cloth, a room far away
        *("FACE-CHECK-SHARPNESS", "FACE-CHECK-TRACES", FACE_MEASURE),  # a tremor, a weak camera
        "FACE-CHECK-REAL",  # people look, and decide
        FINGER_QUALITY,
    }
)
"""Checks that people may pass over."""

NEVER = frozenset(
    {
        *("FACE-NO-FACE", "FACE-CHECK-ALONE"),  # nobody, or somebody else
        "FACE-CHECK-COLOUR",  # a setting of the camera
        *("FACE-CHECK-DISTANCE", "FACE-CHECK-POSITION"),  # who stands elsewhere can be taken
        *("FNG-NOT-A-FINGER", "FNG-WRONG-HAND", "FNG-TOO-FEW", "FNG-TOO-MANY"),  # nobody knows which finger is which
        *("FNG-OTHER-ABSENT", "FNG-THUMBS-SWAPPED", "FNG-UPSIDE-DOWN", "FNG-REPEATED", "FNG-NOT-THUMBS"),
        *("FNG-ONE-ALONE", "FNG-OTHER-FINGER"),
        *(
            "FNG-INVERTED",
            "FNG-PERIOD",
            "FNG-RESIDUE",
            "FNG-PAPER",
            "FNG-EDGE",
            "FNG-HALF-TIP",
        ),  # the next picture is a better one
        *("FNG-SMEARED", "FNG-MOVED", "FNG-PAPER"),
    }
)
"""Those that nobody ever passes over. A check stands in one of the two; one that stands in neither is not passed."""


class OverrideReason(StrEnum):
    BODY = "body"
    YOUNG_CHILD = "young_child"
    COVERING = "covering"
    MISJUDGED = "misjudged"  # the check goes by looks, and is wrong about these
    WORN_RIDGES = "worn_ridges"
    SURROUNDINGS = "surroundings"
    EQUIPMENT = "equipment"


REASONS: Mapping[Modality, tuple[OverrideReason, ...]] = {
    Modality.FACE: (
        OverrideReason.BODY, OverrideReason.YOUNG_CHILD, OverrideReason.COVERING, OverrideReason.MISJUDGED,
        OverrideReason.SURROUNDINGS, OverrideReason.EQUIPMENT,
    ),
    Modality.FINGERS: (
        OverrideReason.WORN_RIDGES, OverrideReason.BODY, OverrideReason.YOUNG_CHILD, OverrideReason.EQUIPMENT,
    ),
}  # fmt: skip
"""Which of them there are of what; no list of others, so that they can be counted."""


@dataclass(frozen=True)
class RefusedPortrait:
    """The best of the portraits that were refused, and could be taken all the same. attempts: how many these were."""

    portrait: Portrait
    checks: tuple[FailedCheck, ...]
    attempts: int = 1


@dataclass(frozen=True)
class Override:
    """sample: "portrait", or a slap. note: in their own words, and of nobody. settled_by: somebody of the State; None
    while it is only proposed, and then whoever approves settles it."""

    sample: str
    checks: tuple[FailedCheck, ...]
    reason: OverrideReason
    note: str
    proposed_by: Operator
    proposed_at: datetime
    settled_by: Operator | None = None
    settled_at: datetime | None = None

    @property
    def open(self) -> bool:
        return self.settled_by is None

    def settled(self, by: Operator, at: datetime) -> "Override":
        return replace(self, settled_by=by, settled_at=at)


@dataclass(frozen=True)
class Unfit:
    """A sample that is not good enough as it stands. left: tries before it may be taken all the same. reasons: of which
    one is to be given. override: what was said to it, if anything."""

    sample: str
    checks: tuple[FailedCheck, ...]
    left: int
    reasons: tuple[OverrideReason, ...]
    override: Override | None = None

    @property
    def offered(self) -> bool:
        return self.left <= 0 and self.override is None and may_pass(self.checks)


def may_pass(checks: Iterable[FailedCheck]) -> bool:
    """Whether all of them may be passed over; of none there is nothing to pass."""
    codes = {check.code for check in checks}
    return bool(codes) and codes <= MAY_PASS


def unfit_in(unfit: Iterable[Unfit], sample: str) -> Unfit | None:
    return next((each for each in unfit if each.sample == sample), None)


def override_of(overrides: Iterable[Override], sample: str) -> Override | None:
    return next((each for each in overrides if each.sample == sample), None)


def better(one: tuple[FailedCheck, ...], other: tuple[FailedCheck, ...]) -> bool:
    """Whether fewer checks failed; of two alike the later one is kept."""
    return len(one) < len(other)


def without(overrides: Iterable[Override], *samples: str) -> tuple[Override, ...]:
    """Those of other samples."""
    return tuple(each for each in overrides if each.sample not in samples)


def settled_all(overrides: Iterable[Override], by: Operator, at: datetime) -> tuple[Override, ...]:
    return tuple(each.settled(by, at) if each.open else each for each in overrides)
