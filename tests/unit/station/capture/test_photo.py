"""A photograph of what cannot be taken: when asked, by no check of a portrait, and not of a covered lens."""

import numpy as np

from devices.api import DeviceInfo, DeviceKind, Frame
from station.capture.photo import PhotoCapture
from station.domain.capture import CaptureRefused, PhotoCandidate
from tests.support.clock import FakeClock

INFO = DeviceInfo("sim_camera:face:1", DeviceKind.CAMERA, "Simulator", "Camera", simulated=True)
HAND = np.random.default_rng(5).integers(0, 256, (60, 80, 3), dtype=np.uint8)


def test_it_is_taken_when_asked_and_no_face_is_looked_for() -> None:
    capture, frame = PhotoCapture(INFO, FakeClock()), Frame(HAND, 0.0)
    assert list(capture.look(frame, asked=False)) == []
    (taken,) = capture.look(frame, asked=True)
    assert isinstance(taken, PhotoCandidate)
    assert (taken.pixels is HAND, taken.device.simulated) == (True, True)


def test_a_covered_lens_shows_nothing() -> None:
    black = np.full((60, 80, 3), 9, np.uint8)
    (refused,) = PhotoCapture(INFO, FakeClock()).look(Frame(black, 0.0), asked=True)
    assert isinstance(refused, CaptureRefused)
    assert refused.problem.code == "PHOTO-NOTHING-SEEN"
