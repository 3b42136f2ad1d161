"""Advice and refusal, most urgent first."""

import pytest

from devices.api import LiveStatus
from station.capture.placement import advise, boxes, refusal
from station.domain.sample import Finger, Slap
from station.quality.finger.found import FoundFinger, Hand, Segmentation

FOUR = Slap.RIGHT_FOUR.fingers
BOX = FoundFinger(((0, 0), (9, 0), (9, 20), (0, 20)), 0.0)


def found(count: int, hand: Hand | None = None) -> Segmentation:
    return Segmentation((BOX,) * count, hand, 0.0)


@pytest.mark.parametrize(
    ("seen", "status", "code"),
    [
        (found(0), "searching_fingers", "FNG-PLACE"),
        (found(0), "reduce_finger_pressure", "FNG-PLACE"),
        (found(3), "fingers_recognized", "FNG-TOO-FEW"),
        (found(5), "fingers_recognized", "FNG-TOO-MANY"),
        (found(4, "left"), "keep_fingers_still", "FNG-WRONG-HAND"),
        (found(3, "left"), "keep_fingers_still", "FNG-WRONG-HAND"),
        (found(4, "right"), "reduce_finger_pressure", "FNG-PRESS-LESS"),
        (found(4, "right"), "raise_finger_pressure", "FNG-PRESS-MORE"),
        (found(4, "right"), "keep_fingers_still", "FNG-KEEP-STILL"),
        (found(4), "fingers_recognized", "FNG-KEEP-STILL"),
    ],
)
def test_advice(seen: Segmentation, status: LiveStatus, code: str) -> None:
    assert advise(seen, Slap.RIGHT_FOUR, FOUR, status) == code


@pytest.mark.parametrize(
    ("seen", "code"),
    [
        (found(0), "FNG-NOT-A-FINGER"),
        (found(3), "FNG-TOO-FEW"),
        (found(5), "FNG-TOO-MANY"),
    ],
)
def test_refusal_says_what_was_seen_and_expected(seen: Segmentation, code: str) -> None:
    problem = refusal(seen, Slap.RIGHT_FOUR, FOUR)
    assert problem is not None
    assert problem.code == code
    assert problem.params == {"seen": len(seen.fingers), "expected": 4}
    assert problem.field == "right_four"
    assert problem.retryable


def test_what_fits_is_not_refused() -> None:
    assert refusal(found(4, "right"), Slap.RIGHT_FOUR, FOUR) is None
    assert refusal(found(4), Slap.RIGHT_FOUR, FOUR) is None
    assert refusal(found(4, "left"), Slap.RIGHT_FOUR, FOUR) is None  # which hand it is, `judging` says
    assert refusal(found(4, "left"), Slap.LEFT_FOUR, Slap.LEFT_FOUR.fingers) is None
    assert refusal(found(2, "left"), Slap.THUMBS, Slap.THUMBS.fingers) is None  # thumbs are of both hands


def test_marked_fingers_are_not_missed() -> None:
    three = FOUR[:3]
    assert refusal(found(3), Slap.RIGHT_FOUR, three) is None
    problem = refusal(found(4, "right"), Slap.RIGHT_FOUR, three)
    assert problem is not None
    assert problem.code == "FNG-TOO-MANY"


def test_boxes_are_named_only_where_their_number_is_right() -> None:
    assert [box.finger for box in boxes(found(4), FOUR)] == list(FOUR)
    assert [box.finger for box in boxes(found(3), FOUR)] == [None] * 3
    assert boxes(found(2), (Finger.LEFT_THUMB, Finger.RIGHT_THUMB))[0].corners == BOX.corners
