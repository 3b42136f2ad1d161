"""What a packet says of how its portrait came to be: of one that is there, and moved by somebody who was."""

from collections.abc import Collection

from intake.acceptance.contexts import Portrayed
from intake.acceptance.forms import Face, Image
from station.domain.framing import ORIGINAL

_ASPECT, _OFF = ORIGINAL[0] / ORIGINAL[1], 0.01


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
