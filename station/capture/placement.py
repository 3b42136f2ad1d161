"""Whether the fingers on the platen are the ones asked for: advice while they settle, refusal once they lie. Pure."""

from devices.api import LiveStatus
from station.domain.capture import FingerBox
from station.domain.errors import Problem
from station.domain.sample import Finger, Slap
from station.quality.finger.found import Segmentation

PLACE, TOO_FEW, TOO_MANY, WRONG_HAND = "FNG-PLACE", "FNG-TOO-FEW", "FNG-TOO-MANY", "FNG-WRONG-HAND"
NOT_A_FINGER, KEEP_STILL = "FNG-NOT-A-FINGER", "FNG-KEEP-STILL"

_BY_STATUS: dict[LiveStatus, str] = {
    "reduce_finger_pressure": "FNG-PRESS-LESS",
    "raise_finger_pressure": "FNG-PRESS-MORE",
}
_HANDS = {Slap.RIGHT_FOUR: "right", Slap.LEFT_FOUR: "left"}


def advise(found: Segmentation, slap: Slap, expected: tuple[Finger, ...], status: LiveStatus) -> str:
    """One code for what to do now, most urgent first."""
    if not found.fingers:
        return PLACE
    return _mismatch(found, slap, expected) or _BY_STATUS.get(status, KEEP_STILL)


def refusal(found: Segmentation, slap: Slap, expected: tuple[Finger, ...]) -> Problem | None:
    """Why the impression must not be used; None when it has as many fingers as expected. Which these are is looked at
    in `judging`.

    A slap with fewer fingers is never taken as it is: a missing finger is said beforehand, with its reason.
    """
    code = _miscounted(found, expected) if found.fingers else NOT_A_FINGER
    if not code:
        return None
    return Problem(code, {"seen": len(found.fingers), "expected": len(expected)}, field=slap.value)


def boxes(found: Segmentation, expected: tuple[Finger, ...]) -> tuple[FingerBox, ...]:
    """Outlines left to right; named only where their number is right."""
    fitting = len(found.fingers) == len(expected)
    return tuple(
        FingerBox(expected[place] if fitting else None, finger.corners) for place, finger in enumerate(found.fingers)
    )


def _mismatch(found: Segmentation, slap: Slap, expected: tuple[Finger, ...]) -> str:
    hand = _HANDS.get(slap)
    if hand is not None and found.hand is not None and found.hand != hand:
        return WRONG_HAND
    return _miscounted(found, expected)


def _miscounted(found: Segmentation, expected: tuple[Finger, ...]) -> str:
    if len(found.fingers) < len(expected):
        return TOO_FEW
    return TOO_MANY if len(found.fingers) > len(expected) else ""
