"""When the picture is taken, and which."""

from dataclasses import replace

import numpy as np

from station.capture.shutter import Refusal, Shot, Shutter
from tests.support.faces import GOOD


def frame(number: int) -> np.ndarray:
    return np.full((2, 2, 3), number, np.uint8)


def test_the_sharpest_frame_of_the_hold_is_taken() -> None:
    shutter = Shutter()
    assert shutter.see(frame(0), replace(GOOD, sharpness=9.9, eyes_open=0.01), 0.0, asked=False)[1] is None
    for number, (at_s, sharpness) in enumerate([(0.1, 4.0), (0.4, 4.8)], start=1):
        assert shutter.see(frame(number), replace(GOOD, sharpness=sharpness), at_s, asked=False)[1] is None
    guidance, shot = shutter.see(frame(3), replace(GOOD, sharpness=4.2), 0.9, asked=False)
    assert guidance.holding == 1.0
    assert isinstance(shot, Shot)
    assert shot.automatic
    assert shot.face.sharpness == 4.8
    assert np.array_equal(shot.pixels, frame(2))
    assert all(check.ok for check in shot.checks)


def test_a_broken_hold_forgets_its_frames() -> None:
    shutter = Shutter()
    shutter.see(frame(1), replace(GOOD, sharpness=9.0), 0.0, asked=False)
    shutter.see(frame(2), replace(GOOD, gaze=0.2), 0.3, asked=False)
    for at_s in (0.4, 0.7):
        assert shutter.see(frame(3), GOOD, at_s, asked=False)[1] is None
    _, shot = shutter.see(frame(3), GOOD, 1.1, asked=False)
    assert isinstance(shot, Shot)
    assert shot.face.sharpness == GOOD.sharpness


def test_asked_for_it_is_taken_at_once() -> None:
    _, shot = Shutter().see(frame(1), GOOD, 0.0, asked=True)
    assert isinstance(shot, Shot)
    assert not shot.automatic


def test_asked_for_while_a_check_fails_it_is_refused_with_the_advice() -> None:
    for face, code in ((replace(GOOD, eyes_open=0.01), "FACE-OPEN-EYES"), (None, "FACE-NO-FACE")):
        _, refusal = Shutter().see(frame(1), face, 0.0, asked=True)
        assert isinstance(refusal, Refusal)
        assert refusal.code == code
        assert np.array_equal(refusal.pixels, frame(1))
