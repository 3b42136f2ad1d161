"""DeviceManager with fakes: what is listed, who may borrow, how health and news follow."""

from collections.abc import Callable, Iterator, Sequence
from threading import Event

import pytest

from devices.api import (
    AdapterUnavailable,
    CancelScope,
    Check,
    DeviceBusy,
    DeviceFaulted,
    DeviceGone,
    DeviceInfo,
    DeviceKind,
    DeviceMissing,
    Options,
)
from devices.manager import DeviceManager


def info(device_id: str, *, simulated: bool = False, kind: DeviceKind = DeviceKind.CAMERA) -> DeviceInfo:
    return DeviceInfo(device_id, kind, "Fake", device_id, simulated=simulated)


class FakeDevice:
    def __init__(self, about: DeviceInfo) -> None:
        self.info = about

    def self_test(self, scope: CancelScope) -> Iterator[Check]:
        yield Check("CAM-LIVE", "pass")

    def close(self) -> None:
        pass


class FakeAdapter:
    kind = DeviceKind.CAMERA

    def __init__(self, family: str, *listed: DeviceInfo) -> None:
        self.family = family
        self.listed: list[DeviceInfo] = list(listed)
        self.broken: Exception | None = None

    def discover(self, options: Options) -> Sequence[DeviceInfo]:
        if self.broken is not None:
            raise self.broken
        return tuple(self.listed)

    def open(self, about: DeviceInfo, options: Options) -> FakeDevice:
        return FakeDevice(about)


def make(
    *adapters: FakeAdapter,
    allow_simulated: Callable[[], bool] = lambda: True,
    simulated_first: bool = False,
    document_camera: str = "",
    silent_after_s: float = 5.0,
    on_change: Callable[[], None] = lambda: None,
) -> DeviceManager:
    manager = DeviceManager(
        adapters,
        {},
        allow_simulated=allow_simulated,
        simulated_first=simulated_first,
        document_camera=document_camera,
        silent_after_s=silent_after_s,
        on_change=on_change,
    )
    manager.rescan()
    return manager


def states(manager: DeviceManager) -> dict[str, str]:
    return {status.info.device_id: status.state for status in manager.devices()}


def raise_(error: Exception) -> Callable[[object], None]:
    def call(device: object) -> None:
        raise error

    return call


def test_a_demonstration_may_put_simulated_before_real() -> None:
    adapters = FakeAdapter("b", info("b:real")), FakeAdapter("a", info("a:sim", simulated=True))
    manager = make(*adapters, simulated_first=True)
    with manager.borrow(DeviceKind.CAMERA) as lease:
        assert lease.info.device_id == "a:sim"


def test_real_goes_before_simulated_and_a_name_before_both() -> None:
    manager = make(FakeAdapter("a", info("a:sim", simulated=True)), FakeAdapter("b", info("b:real")))
    with manager.borrow(DeviceKind.CAMERA) as lease:
        assert lease.info.device_id == "b:real"
    with manager.borrow(DeviceKind.CAMERA, "a:sim") as lease:
        assert lease.info.device_id == "a:sim"


def test_simulators_do_not_exist_in_production() -> None:
    manager = make(FakeAdapter("a", info("a:sim", simulated=True)), allow_simulated=lambda: False)
    assert manager.devices() == ()
    with pytest.raises(DeviceMissing):
        manager.borrow(DeviceKind.CAMERA, "a:sim")


def test_a_device_is_lent_once() -> None:
    manager = make(FakeAdapter("a", info("a:1")))
    lease = manager.borrow(DeviceKind.CAMERA)
    assert states(manager) == {"a:1": "in_use"}
    with pytest.raises(DeviceBusy):
        manager.borrow(DeviceKind.CAMERA)
    lease.release()
    assert states(manager) == {"a:1": "ready"}
    manager.borrow(DeviceKind.CAMERA).release()


def test_a_camera_that_is_said_to_stand_over_the_desk_takes_no_faces() -> None:
    adapters = FakeAdapter("a", info("a:1")), FakeAdapter("b", info("b:1"))
    manager = make(*adapters, document_camera="a:")
    with manager.borrow(DeviceKind.CAMERA) as faces, manager.borrow(DeviceKind.DOCUMENT) as papers:
        assert (faces.info.device_id, papers.info.device_id) == ("b:1", "a:1")
    alone = make(FakeAdapter("a", info("a:1")), document_camera="a:")
    with pytest.raises(DeviceMissing):
        alone.borrow(DeviceKind.CAMERA)


def test_missing_names_the_kind() -> None:
    with pytest.raises(DeviceMissing) as caught:
        make(FakeAdapter("a", info("a:1"))).borrow(DeviceKind.SIGNATURE)
    assert caught.value.params == {"device": "signature", "kind": "signature"}


def test_unplugging_and_plugging_in_again_is_told_once_each() -> None:
    adapter, told = FakeAdapter("a", info("a:1")), list[int]()
    manager = make(adapter, on_change=lambda: told.append(1))
    assert told == [1]
    adapter.listed.clear()
    manager.rescan()
    manager.rescan()
    assert (states(manager), told) == ({"a:1": "gone"}, [1, 1])
    adapter.listed.append(info("a:1"))
    manager.rescan()
    assert (states(manager), told) == ({"a:1": "ready"}, [1, 1, 1])


def test_gone_in_a_call_shows_at_once() -> None:
    manager = make(FakeAdapter("a", info("a:1")))
    lease = manager.borrow(DeviceKind.CAMERA)
    lease.run(raise_(DeviceGone("a:1"))).exception(5)
    assert states(manager) == {"a:1": "gone"}
    manager.rescan()
    assert states(manager) == {"a:1": "in_use"}
    lease.release()


def test_faulted_stays_until_it_opens_well_again() -> None:
    manager = make(FakeAdapter("a", info("a:1")), FakeAdapter("b", info("b:1")))
    with manager.borrow(DeviceKind.CAMERA, "a:1") as lease:
        lease.run(raise_(DeviceFaulted("a:1"))).exception(5)
    assert states(manager) == {"a:1": "faulted", "b:1": "ready"}
    with manager.borrow(DeviceKind.CAMERA) as lease:
        assert lease.info.device_id == "b:1"
    with manager.borrow(DeviceKind.CAMERA, "a:1") as lease:
        lease.run(lambda device: None).result(5)
    assert states(manager)["a:1"] == "ready"


def test_an_abandoned_lane_marks_its_device_until_it_is_plugged_in_anew() -> None:
    adapter, go, started = FakeAdapter("a", info("a:1")), Event(), Event()
    manager = make(adapter, silent_after_s=0.02)
    lease = manager.borrow(DeviceKind.CAMERA)

    def hang(device: FakeDevice) -> None:
        started.set()
        go.wait(30)

    lease.run(hang)
    assert started.wait(5)
    lease.release()
    assert states(manager) == {"a:1": "faulted"}
    with pytest.raises(DeviceFaulted):
        manager.borrow(DeviceKind.CAMERA)
    adapter.listed.clear()
    manager.rescan()
    adapter.listed.append(info("a:1"))
    manager.rescan()
    fresh = manager.borrow(DeviceKind.CAMERA)
    assert fresh.run(lambda device: device.info.device_id).result(5) == "a:1"
    go.set()
    lease.end().result(5)
    assert states(manager) == {"a:1": "in_use"}
    fresh.release()


def test_a_broken_adapter_is_reported_and_the_others_work() -> None:
    broken, well = FakeAdapter("broken"), FakeAdapter("well", info("w:1"))
    broken.broken = RuntimeError("segment")
    manager = make(broken, well)
    assert states(manager) == {"w:1": "ready"}
    assert [error.params["reason"] for error in manager.unavailable()] == ["RuntimeError"]
    broken.broken = AdapterUnavailable("broken", reason="library")
    manager.rescan()
    assert [error.params["reason"] for error in manager.unavailable()] == ["library"]
    broken.broken = None
    manager.rescan()
    assert manager.unavailable() == ()


def test_the_hotplug_thread_tells_of_a_borrow() -> None:
    told = Event()
    manager = make(FakeAdapter("a", info("a:1")), on_change=told.set)
    manager.start()
    told.clear()
    lease = manager.borrow(DeviceKind.CAMERA)
    assert told.wait(5)
    manager.close()
    assert lease.scope().cancelled
    assert states(manager) == {"a:1": "ready"}


@pytest.mark.parametrize("answer", [None, ("no device",), 7])
def test_an_adapter_that_answers_nonsense_is_reported_and_the_others_work(answer: object) -> None:
    bad, good = FakeAdapter("bad"), FakeAdapter("good", info("good:1"))
    bad.discover = lambda options: answer  # type: ignore[method-assign,assign,return-value]
    manager = make(bad, good)
    assert states(manager) == {"good:1": "ready"}
    assert [error.device_id for error in manager.unavailable()] == ["bad"]


def test_an_adapter_that_gives_no_answer_holds_up_nobody_and_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """A network camera whose host is down: the station starts, and other devices come and go meanwhile."""
    monkeypatch.setattr("devices.manager.ANSWER_S", 0.02)
    answer, asked = Event(), list[int]()

    class Waiting(FakeAdapter):
        def discover(self, options: Options) -> Sequence[DeviceInfo]:
            asked.append(1)
            assert answer.wait(10)
            return super().discover(options)

    waiting, other = Waiting("net", info("net:1")), FakeAdapter("usb", info("usb:1"))
    manager = make(waiting, other)
    assert not answer.is_set(), "it was waited for"
    assert states(manager) == {"usb:1": "ready"}
    assert [(error.device_id, error.code) for error in manager.unavailable()] == [("net", "DEV-060")]
    other.listed.clear()
    manager.rescan()
    assert states(manager) == {"usb:1": "gone"}
    assert asked == [1], "it is not asked again before it answers"
    answer.set()
    monkeypatch.setattr("devices.manager.ANSWER_S", 10.0)
    manager.rescan()
    assert states(manager) == {"net:1": "ready", "usb:1": "gone"}
    assert manager.unavailable() == ()
