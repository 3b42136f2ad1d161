"""What every fingerprint scanner does, whoever made it. Runs on each adapter of the catalogue, and on --device ID."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from threading import Timer
from time import monotonic
from typing import Any

import numpy as np
import pytest

from devices.api import (
    Cancelled,
    CancelScope,
    DeviceFaulted,
    DeviceGone,
    DeviceKind,
    DeviceTimeout,
    FingerPosition,
    FingerprintScanner,
)
from devices.manager import DeviceManager
from station.texts import LANGUAGES, text_for
from tests.support.benches import Bench, parametrize, set_up

RIGHT_FOUR = tuple(FingerPosition(code) for code in (2, 3, 4, 5))
THUMBS = (FingerPosition.LEFT_THUMB, FingerPosition.RIGHT_THUMB)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    parametrize(metafunc, DeviceKind.FINGERPRINT, "bench")


@pytest.fixture
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    yield from set_up(request, tmp_path)


@pytest.fixture
def scanner(bench: Bench) -> Iterator[FingerprintScanner]:
    device: Any = bench.adapter.open(bench.info, bench.options)
    yield device
    device.close()


def test_discovery_is_quick_and_stable(bench: Bench) -> None:
    start_s = monotonic()
    again = [info.device_id for info in bench.adapter.discover(bench.options)]
    assert monotonic() - start_s < 0.5
    assert bench.info.device_id in again
    assert bench.info.device_id.split(":")[0] == bench.adapter.family
    assert bench.info.kind is DeviceKind.FINGERPRINT
    assert bench.info.model


def test_the_open_device_is_the_listed_one(bench: Bench, scanner: FingerprintScanner) -> None:
    assert scanner.info.device_id == bench.info.device_id
    assert scanner.info.simulated == bench.info.simulated


@pytest.mark.parametrize("expected", [RIGHT_FOUR, THUMBS], ids=["four", "thumbs"])
def test_preview_then_exactly_one_final_frame(
    scanner: FingerprintScanner, expected: tuple[FingerPosition, ...]
) -> None:
    before_s = monotonic()
    frames = list(scanner.acquire(expected, CancelScope(60)))
    assert [frame.final for frame in frames] == [False] * (len(frames) - 1) + [True]
    assert len(frames) > 1
    for frame in frames:
        assert frame.pixels.ndim == 2
        assert frame.pixels.dtype == np.uint8
        assert not frame.pixels.flags.writeable
        assert frame.resolution_ppi >= 200
        mean_mm = np.array(frame.pixels.shape) / frame.resolution_ppi * 25.4
        assert mean_mm.min() > 12.8  # a single finger at the least (FAP 10)
    assert frames[-1].resolution_ppi >= 500
    times = [frame.captured_at_s for frame in frames]
    assert times == sorted(times)
    assert before_s <= times[0] <= times[-1] <= monotonic()


def test_ridges_are_dark_on_light_ground(scanner: FingerprintScanner) -> None:
    *_, final = scanner.acquire(RIGHT_FOUR, CancelScope(60))
    assert np.percentile(final.pixels, 95) > 200
    assert final.pixels.min() < 100


def test_a_cancelled_scope_gives_nothing(scanner: FingerprintScanner) -> None:
    scope = CancelScope()
    scope.cancel()
    with pytest.raises(Cancelled):
        next(scanner.acquire(RIGHT_FOUR, scope))


def test_cancel_ends_a_running_acquisition_within_a_second(bench: Bench) -> None:
    slow = {**bench.options, "preview_frames": 1000, "preview_interval_s": 0.1} if bench.info.simulated else {}
    scanner: Any = bench.adapter.open(bench.info, slow)
    scope = CancelScope(60)
    frames = scanner.acquire(RIGHT_FOUR, scope)
    list(islice(frames, 3))
    cancelled_s = monotonic() + 0.1
    timer = Timer(0.1, scope.cancel)
    timer.start()
    with pytest.raises(Cancelled):
        for _ in frames:
            pass
    timer.join()
    assert monotonic() - cancelled_s < 1.0
    scanner.close()


def test_the_deadline_ends_an_acquisition(scanner: FingerprintScanner) -> None:
    with pytest.raises(DeviceTimeout) as caught:
        for _ in scanner.acquire(RIGHT_FOUR, CancelScope(0.03)):
            pass
    assert caught.value.device_id == scanner.info.device_id


def test_it_can_acquire_again_and_close_twice(bench: Bench, scanner: FingerprintScanner) -> None:
    for _ in range(2):
        *_, final = scanner.acquire(THUMBS, CancelScope(60))
        assert final.final
    scanner.close()
    scanner.close()
    again: Any = bench.adapter.open(bench.info, bench.options)
    assert next(again.acquire(THUMBS, CancelScope(60))).pixels.size
    again.close()


def test_self_test_passes_and_each_check_has_words(scanner: FingerprintScanner) -> None:
    checks = list(scanner.self_test(CancelScope(20)))
    assert checks
    assert {check.outcome for check in checks} <= {"pass", "skip"}, checks
    for language in LANGUAGES:
        assert all(text_for(check.code, language, {}).happened != check.code for check in checks)


def test_a_cancelled_self_test_raises(scanner: FingerprintScanner) -> None:
    scope = CancelScope()
    scope.cancel()
    with pytest.raises(Cancelled):
        list(scanner.self_test(scope))


def _simulated(bench: Bench) -> None:
    if not bench.info.simulated:
        pytest.skip("real hardware has no script")


@pytest.mark.parametrize(("fault", "error"), [("timeout", DeviceTimeout), ("faulted", DeviceFaulted)])
def test_scripted_faults(bench: Bench, fault: str, error: type[Exception]) -> None:
    _simulated(bench)
    device: Any = bench.adapter.open(bench.info, {**bench.options, "fault_at_frame": 2, "fault": fault})
    frames = device.acquire(RIGHT_FOUR, CancelScope(10))
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
    lease = manager.borrow(DeviceKind.FINGERPRINT)
    scope = lease.scope(20)
    seen: list[int] = []

    def acquire(scanner: FingerprintScanner) -> None:
        for _ in scanner.acquire(RIGHT_FOUR, scope):
            seen.append(1)

    assert isinstance(lease.run(acquire).exception(10), DeviceGone)
    assert len(seen) == 3
    manager.rescan()
    assert [status.state for status in manager.devices()] == ["gone"]
    scope.wait(0.3, "bench")
    manager.rescan()
    assert [status.state for status in manager.devices()] == ["in_use"]
    assert lease.run(lambda scanner: next(scanner.acquire(RIGHT_FOUR, scope)).pixels.size).result(10)
    lease.release()
    assert [status.state for status in manager.devices()] == ["ready"]
