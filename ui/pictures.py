"""Pictures kept in the vault, as pixels to show. For the work thread; no Qt."""

from collections.abc import Callable
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.lines import Picture
from station.domain.sample import Digest
from station.services.views import EnrollmentView

ImageOf = Callable[[EnrollmentId, Digest], bytes | Problem]


def fetch(image_of: ImageOf, enrollment_id: EnrollmentId, digest: Digest) -> NDArray[np.uint8] | Problem:
    """(height, width) grey or (height, width, 3) R, G, B uint8, read-only; a Problem where the vault says no."""
    answer = image_of(enrollment_id, digest)
    return answer if isinstance(answer, Problem) else decode(answer)


def digests_of(view: EnrollmentView) -> tuple[Digest, ...]:
    """Which kept pictures a case shows before somebody signs."""
    shown = [item.image for step in view.steps for item in step.lines if isinstance(item, Picture)]
    return tuple(image.digest for image in shown if image is not None)


def fetch_all(image_of: ImageOf, view: EnrollmentView) -> tuple[dict[Digest, NDArray[np.uint8]], Problem | None]:
    """These pictures, as far as they could be read, and what stopped it."""
    found: dict[Digest, NDArray[np.uint8]] = {}
    for digest in digests_of(view):
        answer = fetch(image_of, view.enrollment.enrollment_id, digest)
        if isinstance(answer, Problem):
            return found, answer
        found[digest] = answer
    return found, None


def decode(data: bytes) -> NDArray[np.uint8]:
    """Pixels of PNG, JPEG or JPEG 2000 bytes. Raises PIL.UnidentifiedImageError for anything else."""
    with Image.open(BytesIO(data)) as picture:
        pixels = np.array(picture.convert("L" if picture.mode in ("1", "L", "I;16") else "RGB"))
    pixels.flags.writeable = False
    return pixels
