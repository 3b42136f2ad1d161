"""What every camera does beside what every device does. Runs on each camera adapter, and on --device ID."""

from itertools import islice
from time import monotonic

import numpy as np
import pytest

from devices.api import Camera, CancelScope, DeviceKind
from tests.support.benches import parametrize


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    parametrize(metafunc, DeviceKind.CAMERA)


def test_frames_are_rgb_read_only_and_timed(device: Camera) -> None:
    before_s = monotonic()
    frames = list(islice(device.frames(CancelScope(10)), 4))
    for frame in frames:
        assert frame.pixels.ndim == 3
        assert frame.pixels.shape[2] == 3
        assert frame.pixels.dtype == np.uint8
        assert frame.pixels.flags.c_contiguous
        assert not frame.pixels.flags.writeable
    times = [frame.captured_at_s for frame in frames]
    assert times == sorted(times)
    assert before_s <= times[0] <= times[-1] <= monotonic()


def test_frames_come_at_a_cameras_pace(device: Camera) -> None:
    frames = list(islice(device.frames(CancelScope(20)), 15))
    seconds = frames[-1].captured_at_s - frames[4].captured_at_s
    assert 10 / 75 < seconds < 10 / 8
