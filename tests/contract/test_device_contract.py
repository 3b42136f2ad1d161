"""What every device does, of whatever kind, whoever made it. Runs on each adapter of the catalogue, and on --device ID.

What a kind does beside this is in the file of that kind.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from threading import Timer, active_count
from typing import Any

import pytest

from devices.api import (
    Cancelled,
    CancelScope,
    Device,
    DeviceFaulted,
    DeviceGone,
    DeviceKind,
    DeviceTimeout,
    FingerPosition,
    Options,
)
from devices.manager import DeviceManager
from station.texts import LANGUAGES, text_for
from tests.support.benches import Bench, parametrize


@dataclass(frozen=True)
class Verb:
    """How a kind of device is made to give samples.

    well: what is true of a first sample. too_short_s: a deadline that a stream does not meet. endless: options with
    which a simulated device gives samples until it is told to stop.
    """

    stream: Callable[[Any, CancelScope], Iterator[Any]]
    well: Callable[[Any], bool]
    too_short_s: float
    endless: Options


RIGHT_FOUR = tuple(FingerPosition(code) for code in (2, 3, 4, 5))
VERBS = {
    DeviceKind.CAMERA: Verb(lambda camera, scope: camera.frames(scope), lambda frame: frame.pixels.size > 0, 0.3, {}),
    DeviceKind.DOCUMENT: Verb(lambda camera, scope: camera.frames(scope), lambda frame: frame.pixels.size > 0, 0.3, {}),
    DeviceKind.FINGERPRINT: Verb(
        lambda scanner, scope: scanner.acquire(RIGHT_FOUR, scope),
        lambda frame: frame.pixels.size > 0,
        0.03,
        {"preview_frames": 1000, "preview_interval_s": 0.1},
    ),
    # A pad does not know when a signature is complete: after the simulator's has been written it waits for more.
    DeviceKind.SIGNATURE: Verb(lambda pad, scope: pad.points(scope), lambda point: point.down, 1.5, {}),
    DeviceKind.CARD_READER: Verb(lambda reader, scope: reader.cards(scope), lambda seen: seen.change > 0, 0.3, {}),
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A terminal gives no samples; what it does is in its own file."""
    parametrize(metafunc, *(VERBS if "verb" in metafunc.fixturenames else DeviceKind))


@pytest.fixture
def verb(bench: Bench) -> Verb:
    return VERBS[bench.adapter.kind]


@pytest.fixture
def scripted(bench: Bench) -> Bench:
    if not bench.info.simulated:
        pytest.skip("real hardware has no script")
    return bench


def test_discovery_is_stable_and_leaves_nothing_running(bench: Bench) -> None:
    running = active_count()
    again = [info.device_id for info in bench.adapter.discover(bench.options)]
    assert active_count() == running
    assert bench.info.device_id in again
    assert bench.info.device_id.split(":")[0] == bench.adapter.family
    assert bench.info.kind is bench.adapter.kind
    assert bench.info.model


def test_the_open_device_is_the_listed_one(bench: Bench, device: Device) -> None:
    assert device.info.device_id == bench.info.device_id
    assert device.info.simulated == bench.info.simulated


def test_a_cancelled_scope_gives_nothing(device: Device, verb: Verb) -> None:
    scope = CancelScope()
    scope.cancel()
    with pytest.raises(Cancelled):
        next(verb.stream(device, scope))


def test_cancel_ends_a_running_stream(bench: Bench, verb: Verb) -> None:
    device = bench.adapter.open(bench.info, {**bench.options, **(verb.endless if bench.info.simulated else {})})
    scope = CancelScope(60)
    stream = verb.stream(device, scope)
    assert len(list(islice(stream, 3))) == 3
    late: list[bool] = []

    def drain() -> None:
        for _ in stream:
            late.append(scope.cancelled)

    timer = Timer(0.1, scope.cancel)
    timer.start()
    with pytest.raises(Cancelled):  # a stream that waits on ends with its deadline, which is another error
        drain()
    timer.join()
    assert sum(late) <= 1, "what was on its way when it was cancelled"
    device.close()


def test_the_deadline_ends_a_stream(device: Device, verb: Verb) -> None:
    with pytest.raises(DeviceTimeout) as caught:
        for _ in verb.stream(device, CancelScope(verb.too_short_s)):
            pass
    assert caught.value.device_id == device.info.device_id


def test_it_can_stream_again_and_close_twice(bench: Bench, device: Device, verb: Verb) -> None:
    for _ in range(2):
        assert verb.well(next(verb.stream(device, CancelScope(10))))
    device.close()
    device.close()
    again = bench.adapter.open(bench.info, bench.options)
    assert verb.well(next(verb.stream(again, CancelScope(60))))
    again.close()


def test_self_test_passes_and_each_check_has_words(device: Device) -> None:
    checks = list(device.self_test(CancelScope(20)))
    assert checks
    assert {check.outcome for check in checks} <= {"pass", "skip"}, checks
    codes = [check.code for check in checks]
    assert len(codes) == len(set(codes))
    for language in LANGUAGES:
        assert all(text_for(code, language, {}).happened != code for code in codes)


def test_a_cancelled_self_test_raises(device: Device) -> None:
    scope = CancelScope()
    scope.cancel()
    with pytest.raises(Cancelled):
        list(device.self_test(scope))


@pytest.mark.parametrize(("fault", "error"), [("timeout", DeviceTimeout), ("faulted", DeviceFaulted)])
def test_scripted_faults(scripted: Bench, verb: Verb, fault: str, error: type[Exception]) -> None:
    device = scripted.adapter.open(scripted.info, {**scripted.options, "fault_at_frame": 2, "fault": fault})
    stream = verb.stream(device, CancelScope(10))
    assert len(list(islice(stream, 2))) == 2
    with pytest.raises(error):
        next(stream)
    device.close()
    assert scripted.adapter.discover(scripted.options)


def test_a_pulled_plug_is_seen_and_the_capture_goes_on_after_it_is_back(scripted: Bench, verb: Verb) -> None:
    adapter = scripted.adapter
    options = {**scripted.options, "fault_at_frame": 3, "fault": "gone", "gone_for_s": 0.3}
    manager = DeviceManager([adapter], {adapter.family: options}, allow_simulated=lambda: True)
    manager.rescan()
    lease = manager.borrow(adapter.kind)
    scope = lease.scope(20)
    seen: list[object] = []

    def stream(device: Device) -> None:
        seen.extend(verb.stream(device, scope))

    assert isinstance(lease.run(stream).exception(10), DeviceGone)
    assert len(seen) == 3
    manager.rescan()
    assert [status.state for status in manager.devices()] == ["gone"]
    assert isinstance(lease.run(stream).exception(10), DeviceGone)
    scope.wait(0.3, "bench")
    manager.rescan()
    assert [status.state for status in manager.devices()] == ["in_use"]
    assert lease.run(lambda device: verb.well(next(verb.stream(device, scope)))).result(10)
    lease.release()
    assert [status.state for status in manager.devices()] == ["ready"]
