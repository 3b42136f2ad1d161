"""What every camera does, whoever made it. Runs on each camera adapter the catalogue lists, and on --device ID."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from threading import Timer
from time import monotonic

import numpy as np
import pytest

from devices.api import Camera, Cancelled, CancelScope, DeviceFaulted, DeviceGone, DeviceKind, DeviceTimeout
from devices.manager import DeviceManager
from station.texts import LANGUAGES, text_for
from tests.support.benches import Bench, parametrize, set_up


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    parametrize(metafunc, DeviceKind.CAMERA, "bench")


@pytest.fixture
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    yield from set_up(request, tmp_path)


@pytest.fixture
def camera(bench: Bench) -> Iterator[Camera]:
    device = bench.adapter.open(bench.info, bench.options)
    yield device  # type: ignore[misc]
    device.close()


def test_discovery_is_quick_and_stable(bench: Bench) -> None:
    start_s = monotonic()
    again = [info.device_id for info in bench.adapter.discover(bench.options)]
    assert monotonic() - start_s < 0.5
    assert bench.info.device_id in again
    assert bench.info.device_id.split(":")[0] == bench.adapter.family
    assert bench.info.kind is DeviceKind.CAMERA
    assert bench.info.model


def test_the_open_device_is_the_listed_one(bench: Bench, camera: Camera) -> None:
    assert camera.info.device_id == bench.info.device_id
    assert camera.info.simulated == bench.info.simulated


def test_frames_are_rgb_read_only_and_timed(camera: Camera) -> None:
    before_s = monotonic()
    frames = list(islice(camera.frames(CancelScope(10)), 4))
    for frame in frames:
        assert frame.pixels.ndim == 3
        assert frame.pixels.shape[2] == 3
        assert frame.pixels.dtype == np.uint8
        assert frame.pixels.flags.c_contiguous
        assert not frame.pixels.flags.writeable
    times = [frame.captured_at_s for frame in frames]
    assert times == sorted(times)
    assert before_s <= times[0] <= times[-1] <= monotonic()


def test_frames_come_at_a_cameras_pace(camera: Camera) -> None:
    frames = list(islice(camera.frames(CancelScope(20)), 15))
    seconds = frames[-1].captured_at_s - frames[4].captured_at_s
    assert 10 / 75 < seconds < 10 / 8


def test_a_cancelled_scope_gives_nothing(camera: Camera) -> None:
    scope = CancelScope()
    scope.cancel()
    with pytest.raises(Cancelled):
        next(camera.frames(scope))


def test_cancel_ends_a_running_stream_within_a_second(camera: Camera) -> None:
    scope = CancelScope(20)
    frames = camera.frames(scope)
    next(frames)
    cancelled_s = monotonic() + 0.1
    timer = Timer(0.1, scope.cancel)
    timer.start()
    with pytest.raises(Cancelled):
        for _ in frames:
            pass
    timer.join()
    assert monotonic() - cancelled_s < 1.0


def test_the_deadline_ends_a_stream(camera: Camera) -> None:
    with pytest.raises(DeviceTimeout) as caught:
        for _ in camera.frames(CancelScope(0.3)):
            pass
    assert caught.value.device_id == camera.info.device_id


def test_it_can_stream_again_and_close_twice(bench: Bench, camera: Camera) -> None:
    for _ in range(2):
        next(camera.frames(CancelScope(10)))
    camera.close()
    camera.close()
    again = bench.adapter.open(bench.info, bench.options)
    assert next(again.frames(CancelScope(10))).pixels.size  # type: ignore[attr-defined]
    again.close()


def test_self_test_passes_and_each_check_has_words(camera: Camera) -> None:
    checks = list(camera.self_test(CancelScope(20)))
    assert {check.outcome for check in checks} <= {"pass", "skip"}, checks
    codes = [check.code for check in checks]
    assert len(codes) == len(set(codes))
    for language in LANGUAGES:
        assert all(text_for(code, language, {}).happened != code for code in codes)


def test_a_cancelled_self_test_raises(camera: Camera) -> None:
    scope = CancelScope()
    scope.cancel()
    with pytest.raises(Cancelled):
        list(camera.self_test(scope))


def _simulated(bench: Bench) -> None:
    if not bench.info.simulated:
        pytest.skip("real hardware has no script")


@pytest.mark.parametrize(("fault", "error"), [("timeout", DeviceTimeout), ("faulted", DeviceFaulted)])
def test_scripted_faults(bench: Bench, fault: str, error: type[Exception]) -> None:
    _simulated(bench)
    device = bench.adapter.open(bench.info, {**bench.options, "fault_at_frame": 2, "fault": fault})
    frames = device.frames(CancelScope(10))  # type: ignore[attr-defined]
    assert len(list(islice(frames, 2))) == 2
    with pytest.raises(error):
        next(frames)
    device.close()
    assert bench.adapter.discover(bench.options)


def test_a_pulled_plug_is_seen_and_the_capture_goes_on_after_it_is_back(bench: Bench) -> None:
    _simulated(bench)
    options = {**bench.options, "fault_at_frame": 3, "fault": "gone", "gone_for_s": 0.3}
    manager = DeviceManager([bench.adapter], {bench.adapter.family: options}, allow_simulated=True)
    manager.rescan()
    lease = manager.borrow(DeviceKind.CAMERA)
    scope = lease.scope(20)
    seen: list[int] = []

    def stream(camera: Camera) -> None:
        for _ in camera.frames(scope):
            seen.append(1)

    assert isinstance(lease.run(stream).exception(10), DeviceGone)
    assert len(seen) == 3
    manager.rescan()
    assert [status.state for status in manager.devices()] == ["gone"]
    assert isinstance(lease.run(stream).exception(10), DeviceGone)
    scope.wait(0.3, "bench")
    manager.rescan()
    assert [status.state for status in manager.devices()] == ["in_use"]
    assert lease.run(lambda camera: next(camera.frames(scope)).pixels.size).result(10)
    lease.release()
    assert [status.state for status in manager.devices()] == ["ready"]
