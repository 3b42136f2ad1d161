"""What is known of how a portrait came to be what it is: cut by the rule or moved by hand, of how many true pixels, how
the head was held before which camera, and what was seen of a living person. Facts for whoever looks at it later."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Adjustment:
    """How people moved the rectangle that is cut out, seen from the one of the rule (`station.quality.face.geometry`).

    across, down: shares of its width and height, > 0 to the right and down in the picture. size: 1.1 is a rectangle a
    tenth larger, in which the head is smaller. turn: degrees, clockwise in the picture.
    """

    across: float = 0.0
    down: float = 0.0
    size: float = 1.0
    turn: float = 0.0

    @property
    def nothing(self) -> bool:
        return self == AS_RULED


AS_RULED = Adjustment()


@dataclass(frozen=True)
class Adjusted:
    """by: the credential of who did it."""

    how: Adjustment
    by: str


MOST_DEGREES = 10.0
"""Of a camera's offset: what is more is no camera that hangs a little high, but one that is to be moved."""


@dataclass(frozen=True)
class Pitch:
    """Degrees, > 0 looking down. measured: as the program's own zero has it. offset: of the camera; what was judged is
    the difference (ADR 182)."""

    measured: float
    offset: float = 0.0


class Challenge(StrEnum):
    """What somebody may be asked to do before the camera, for a person at the desk to see."""

    TURN_LEFT = "turn_left"  # the own left
    TURN_RIGHT = "turn_right"
    BLINK = "blink"


@dataclass(frozen=True)
class Hint:
    """What was asked, and whether it was seen in time. Information, and never a verdict: a person at the desk sees who
    sits there."""

    what: Challenge
    seen: bool


class Still(StrEnum):
    """Of a camera that takes larger pictures than it streams: what became of the one after the choice. All but the
    first say why the chosen frame stayed."""

    TAKEN = "taken"
    LATE = "late"  # not within its time
    FAILED = "failed"  # the camera could not
    NO_LARGER = "no_larger"  # of the face it has no more pixels than the frame
    REFUSED = "refused"  # a check did not hold in it
    OTHER_FACE = "other_face"  # not surely whom the frame shows
