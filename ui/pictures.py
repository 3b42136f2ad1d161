"""Pictures kept in the vault, as pixels to show. For the work thread; no Qt."""

from collections.abc import Callable
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.lines import Pages, Picture
from station.domain.sample import Digest, Slap
from station.services.views import EnrollmentView

_SMALL = (320, 320)
_PRINTS = 640  # pixels of the longer side of a placement, at least
ImageOf = Callable[[EnrollmentId, Digest], bytes | Problem]


def fetch(image_of: ImageOf, enrollment_id: EnrollmentId, digest: Digest) -> NDArray[np.uint8] | Problem:
    """(height, width) grey or (height, width, 3) R, G, B uint8, read-only; a Problem where the vault says no."""
    answer = image_of(enrollment_id, digest)
    return answer if isinstance(answer, Problem) else decode(answer)


def digests_of(view: EnrollmentView) -> tuple[Digest, ...]:
    """Which kept pictures a case shows before somebody signs."""
    lines = [item for step in view.steps for item in step.lines]
    shown = [item.image for item in lines if isinstance(item, Picture)]
    shown += [image for item in lines if isinstance(item, Pages) for image in item.images]
    return tuple(image.digest for image in shown if image is not None)


def fetch_all(
    image_of: ImageOf, view: EnrollmentView, least: tuple[int, int] = _SMALL
) -> tuple[dict[Digest, NDArray[np.uint8]], Problem | None]:
    """These pictures, as far as they could be read, and what stopped it; pages of papers of about `least` pixels."""
    found: dict[Digest, NDArray[np.uint8]] = {}
    for digest in digests_of(view):
        answer = image_of(view.enrollment.enrollment_id, digest)
        if isinstance(answer, Problem):
            return found, answer
        found[digest] = decode(answer, least)
    return found, None


def prints_of(view: EnrollmentView) -> tuple[tuple[Slap, Digest], ...]:
    """The placements that are kept of this person: of each the one that goes on, whole as the scanner gave it."""
    best = {(slap.slap, slap.best_attempt) for slap in view.slaps}
    taken = view.enrollment.samples.slaps
    return tuple((each.slap, each.source.digest) for each in taken if (each.slap, each.attempt) in best)


def fetch_prints(image_of: ImageOf, view: EnrollmentView) -> tuple[dict[Digest, NDArray[np.uint8]], Problem | None]:
    """These, small, as far as they could be read, and what stopped it."""
    found: dict[Digest, NDArray[np.uint8]] = {}
    for _, digest in prints_of(view):
        answer = image_of(view.enrollment.enrollment_id, digest)
        if isinstance(answer, Problem):
            return found, answer
        whole = decode(answer)
        step = max(1, max(whole.shape[:2]) // _PRINTS)
        found[digest] = np.ascontiguousarray(whole[::step, ::step])
    return found, None


def decode(data: bytes, least: tuple[int, int] | None = None) -> NDArray[np.uint8]:
    """Pixels of PNG, JPEG or JPEG 2000 bytes. least: a JPEG need not have more than about these.

    Raises PIL.UnidentifiedImageError for anything else.
    """
    with Image.open(BytesIO(data)) as picture:
        if least is not None:
            picture.draft(None, least)
        pixels = np.array(picture.convert("L" if picture.mode in ("1", "L", "I;16") else "RGB"))
    pixels.flags.writeable = False
    return pixels
