"""What every signature pad does, whoever made it. Runs on each adapter of the catalogue, and on --device ID."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from threading import Timer
from time import monotonic
from typing import Any

import pytest

from devices.api import Cancelled, CancelScope, DeviceFaulted, DeviceGone, DeviceKind, DeviceTimeout, SignaturePad
from devices.manager import DeviceManager
from station.texts import LANGUAGES, text_for
from tests.support.benches import Bench, parametrize, set_up


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    parametrize(metafunc, DeviceKind.SIGNATURE, "bench")


@pytest.fixture
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    yield from set_up(request, tmp_path)


@pytest.fixture
def pad(bench: Bench) -> Iterator[SignaturePad]:
    device: Any = bench.adapter.open(bench.info, bench.options)
    yield device
    device.close()


def test_discovery_is_quick_and_stable(bench: Bench) -> None:
    start_s = monotonic()
    again = [info.device_id for info in bench.adapter.discover(bench.options)]
    assert monotonic() - start_s < 0.5
    assert bench.info.device_id in again
    assert bench.info.device_id.split(":")[0] == bench.adapter.family
    assert bench.info.kind is DeviceKind.SIGNATURE
    assert bench.info.model


def test_the_open_device_is_the_listed_one(bench: Bench, pad: SignaturePad) -> None:
    assert pad.info.device_id == bench.info.device_id
    assert pad.info.simulated == bench.info.simulated


def test_points_lie_on_the_pad_and_time_runs_on(pad: SignaturePad) -> None:
    width_mm, height_mm = pad.size_mm
    assert width_mm >= 40
    assert height_mm >= 15
    points = list(islice(pad.points(CancelScope(30)), 150))
    assert points[0].t_ms == 0
    assert points[0].down
    times = [point.t_ms for point in points]
    assert times == sorted(times)
    for point in points:
        assert 0 <= point.x_mm <= width_mm
        assert 0 <= point.y_mm <= height_mm
        assert 0 <= point.pressure <= 1


def test_it_goes_on_until_the_scope_ends(pad: SignaturePad) -> None:
    """A pad does not know when a signature is complete: it waits for the next stroke."""
    scope = CancelScope(1.5)
    with pytest.raises(DeviceTimeout) as caught:
        for _ in pad.points(scope):
            pass
    assert caught.value.device_id == pad.info.device_id


def test_a_cancelled_scope_gives_nothing(pad: SignaturePad) -> None:
    scope = CancelScope()
    scope.cancel()
    with pytest.raises(Cancelled):
        next(pad.points(scope))


def test_cancel_ends_a_running_stream_within_a_second(pad: SignaturePad) -> None:
    scope = CancelScope(20)
    points = pad.points(scope)
    next(points)
    cancelled_s = monotonic() + 0.1
    timer = Timer(0.1, scope.cancel)
    timer.start()
    with pytest.raises(Cancelled):
        for _ in points:
            pass
    timer.join()
    assert monotonic() - cancelled_s < 1.0


def test_it_can_write_again_and_close_twice(bench: Bench, pad: SignaturePad) -> None:
    for _ in range(2):
        assert next(pad.points(CancelScope(10))).down
    pad.close()
    pad.close()
    again: Any = bench.adapter.open(bench.info, bench.options)
    assert next(again.points(CancelScope(10))).down
    again.close()


def test_self_test_passes_and_each_check_has_words(pad: SignaturePad) -> None:
    checks = list(pad.self_test(CancelScope(20)))
    assert checks
    assert {check.outcome for check in checks} <= {"pass", "skip"}, checks
    for language in LANGUAGES:
        assert all(text_for(check.code, language, {}).happened != check.code for check in checks)


def test_a_cancelled_self_test_raises(pad: SignaturePad) -> None:
    scope = CancelScope()
    scope.cancel()
    with pytest.raises(Cancelled):
        list(pad.self_test(scope))


def _simulated(bench: Bench) -> None:
    if not bench.info.simulated:
        pytest.skip("real hardware has no script")


@pytest.mark.parametrize(("fault", "error"), [("timeout", DeviceTimeout), ("faulted", DeviceFaulted)])
def test_scripted_faults(bench: Bench, fault: str, error: type[Exception]) -> None:
    _simulated(bench)
    device: Any = bench.adapter.open(bench.info, {**bench.options, "fault_at_frame": 20, "fault": fault})
    points = device.points(CancelScope(10))
    assert len(list(islice(points, 20))) == 20
    with pytest.raises(error):
        next(points)
    device.close()
    assert bench.adapter.discover(bench.options)


def test_a_pulled_plug_is_seen(bench: Bench) -> None:
    _simulated(bench)
    options = {**bench.options, "fault_at_frame": 3, "fault": "gone", "gone_for_s": 0.3}
    manager = DeviceManager([bench.adapter], {bench.adapter.family: options}, allow_simulated=True)
    manager.rescan()
    lease = manager.borrow(DeviceKind.SIGNATURE)
    scope = lease.scope(20)
    assert isinstance(lease.run(lambda pad: list(pad.points(scope))).exception(10), DeviceGone)
    manager.rescan()
    assert [status.state for status in manager.devices()] == ["gone"]
    scope.wait(0.3, "bench")
    manager.rescan()
    assert lease.run(lambda pad: next(pad.points(scope)).down).result(10)
    lease.release()
    assert [status.state for status in manager.devices()] == ["ready"]
