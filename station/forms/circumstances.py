"""What conditions ask of a case besides its texts: in which mode it was begun, and which fingers there are."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from station.domain.enrollment import Enrollment
from station.domain.sample import Modality
from station.profiles.words import EXCEPTIONS, PRESENT


@dataclass(frozen=True)
class Circumstances:
    """mode: of work; "" where it is not known. fingers: by finger, whether it is there or why it is not taken, in the
    words of profiles; what is not known of it is left out."""

    mode: str = ""
    fingers: Mapping[str, str] = field(default_factory=dict)


def circumstances_of(enrollment: Enrollment) -> Circumstances:
    """A finger is there once it was taken, and is not while it is marked so."""
    taken = {image.finger.name: PRESENT for slap in enrollment.samples.slaps for image in slap.fingers}
    words = {reason: word for word, reason in EXCEPTIONS[Modality.FINGERS].items()}
    marked = {item.finger.name: words[item.reason] for item in enrollment.exceptions if item.reason in words}
    return Circumstances(enrollment.mode, {**taken, **marked})
