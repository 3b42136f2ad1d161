"""What every camera does beside what every device does. Runs on each camera adapter, and on --device ID."""

from itertools import islice
from time import monotonic
from typing import cast

import numpy as np
import pytest

from devices.api import STILL, Camera, Cancelled, CancelScope, DeviceKind, DeviceTimeout, StillCamera
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


@pytest.fixture
def still_camera(device: Camera) -> StillCamera:
    if STILL not in device.info.capabilities:
        pytest.skip("takes no stills")
    return cast(StillCamera, device)


def test_a_still_is_no_smaller_than_the_stream_which_goes_on_after_it(still_camera: StillCamera) -> None:
    frames = still_camera.frames(CancelScope(30))
    before = next(frames)
    still = still_camera.still(CancelScope(30))
    after = next(frames)
    assert still.pixels.ndim == 3
    assert (still.pixels.shape[2], still.pixels.dtype) == (3, np.uint8)
    assert not still.pixels.flags.writeable
    assert still.pixels.size >= before.pixels.size
    assert after.pixels.shape == before.pixels.shape
    assert before.captured_at_s < still.captured_at_s < after.captured_at_s


def test_no_still_comes_after_its_time_or_when_nobody_wants_it(still_camera: StillCamera) -> None:
    with pytest.raises(DeviceTimeout):
        still_camera.still(CancelScope(0))
    scope = CancelScope(30)
    scope.within(10).cancel()
    with pytest.raises(Cancelled):
        still_camera.still(scope)
