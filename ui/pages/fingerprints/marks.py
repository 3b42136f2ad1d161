"""Which fingers are marked as not to be taken: one, a hand, or both."""

from collections.abc import Collection, Mapping
from typing import TypeAlias

from station.domain.capture import SlapCandidate
from station.domain.sample import BiometricException, ExceptionReason, Finger
from station.services.views import EnrollmentView
from ui.keeping import Held
from ui.widgets.exception_words import Chosen, Scope

Marks: TypeAlias = tuple[BiometricException, ...]
_RIGHT = tuple(finger for finger in Finger if finger <= Finger.RIGHT_LITTLE)
_LEFT = tuple(finger for finger in Finger if finger not in _RIGHT)
HANDS: Mapping[str, tuple[Finger, ...]] = {
    "exceptions.right": _RIGHT, "exceptions.left": _LEFT, "exceptions.both": (*_RIGHT, *_LEFT),
}  # fmt: skip
"""What is marked in one act: key of its words, and its fingers."""


def marked(exceptions: Marks, fingers: Collection[Finger], reason: ExceptionReason | None) -> Marks:
    """With these fingers marked, or no more where there is no reason; in the order of the fingers."""
    others = [item for item in exceptions if item.finger not in fingers]
    new = [] if reason is None else [BiometricException(finger, reason) for finger in fingers]
    return tuple(sorted([*others, *new], key=lambda item: item.finger))


def voids(view: EnrollmentView | None, held: Held[SlapCandidate] | None, finger: Finger) -> bool:
    """Whether a mark of this finger makes attempts void. held: what does not lie in the draft yet."""
    taken = [] if view is None else [item.slap for item in view.enrollment.samples.slaps]
    return any(finger in slap.fingers for slap in (*taken, *(() if held is None else (held.candidate.slap,))))


def hand_scope(
    label: str, fingers: Collection[Finger], marks: Mapping[Finger, ExceptionReason], chosen: Chosen
) -> Scope:
    """now: the reason that all of them have, if one."""
    reasons = {marks.get(finger) for finger in fingers}
    now = next(iter(reasons)) if len(reasons) == 1 else None
    return Scope(label, now, any(finger in marks for finger in fingers), chosen)
