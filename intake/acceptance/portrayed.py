"""What a packet says of how its portrait came to be: of one that is there, and moved by somebody who was."""

from collections.abc import Collection
from typing import Annotated

from msgspec import Meta

from intake.acceptance.forms import Face, Hash, Image, Strict
from station.domain.face_facts import MOST_DEGREES, Challenge, Still
from station.domain.framing import ORIGINAL, TABLE, Measure
from station.packet import layout

FACES = {
    "PORTRAIT": layout.portrait,
    "SOURCE": layout.portrait_source,
    "ORIGINAL": layout.portrait_original,
}
"""Where each picture of a face lies, by its `instance`."""
_MOST_TURN = TABLE[Measure.TURN].high
_ASPECT, _OFF = ORIGINAL[0] / ORIGINAL[1], 0.01


class PitchSeen(Strict, frozen=True):
    """Degrees. offset: of the camera; the difference was judged."""

    measured: Annotated[float, Meta(ge=-90, le=90)]
    offset: Annotated[float, Meta(ge=-MOST_DEGREES, le=MOST_DEGREES)]


class Moved(Strict, frozen=True):
    """How people moved the crop, from where the rule has it; by: who."""

    across: Annotated[float, Meta(ge=-1, le=1)]
    down: Annotated[float, Meta(ge=-1, le=1)]
    size: Annotated[float, Meta(gt=0, le=10)]
    turn: Annotated[float, Meta(ge=-_MOST_TURN, le=_MOST_TURN)]
    by: Hash


class Hinted(Strict, frozen=True):
    what: Challenge
    seen: bool


class Portrayed(Strict, frozen=True, kw_only=True):
    """How the portrait came to be what it is. detail: pixels of the camera's picture to one of it."""

    detail: Annotated[float, Meta(gt=0)]
    pitch: PitchSeen | None = None
    adjusted: Moved | None = None
    hints: Annotated[tuple[Hinted, ...], Meta(min_length=1, max_length=100)] | None = None


class PortrayedStill(Portrayed, frozen=True, kw_only=True):
    """The same before a camera that takes stills, and what became of the one."""

    still: Still


def require_portrayed(told: Portrayed | None, images: Collection[Image], people: Collection[str]) -> None:
    """people: credentials of all who began or captured. Raises ValueError for words about no portrait, an original in a
    form that knows none or of another shape, and a crop moved by nobody who was there."""
    kinds = {image.instance for image in images if isinstance(image, Face)}
    originals = [image for image in images if isinstance(image, Face) and image.instance == "ORIGINAL"]
    if told is None:
        if originals:
            raise ValueError("an original in a form that knows none")
        return
    if "PORTRAIT" not in kinds:
        raise ValueError("words about no portrait")
    if told.adjusted is not None and told.adjusted.by not in people:
        raise ValueError("moved by somebody who was not there")
    for each in originals:
        if each.width > ORIGINAL[0] or each.height > ORIGINAL[1] or abs(each.width / each.height - _ASPECT) > _OFF:
            raise ValueError("an original of another shape")
