"""Lane and Lease with a fake adapter. The lanes are real threads, met through futures and events, never by sleeping."""

from collections.abc import Iterator, Sequence
from threading import Event, Thread, current_thread

import pytest

from devices import lane
from devices.api import (
    Cancelled,
    CancelScope,
    Check,
    DeviceError,
    DeviceFaulted,
    DeviceGone,
    DeviceInfo,
    DeviceKind,
    Options,
)
from devices.lane import Lane, Lease

INFO = DeviceInfo("fake:one:1", DeviceKind.CAMERA, "Fake", "One", simulated=True)


class FakeDevice:
    info = INFO

    def __init__(self) -> None:
        self.closed_on = ""

    def self_test(self, scope: CancelScope) -> Iterator[Check]:
        yield Check("CAM-LIVE", "pass")

    def close(self) -> None:
        self.closed_on = current_thread().name


class FakeAdapter:
    family = "fake"
    kind = DeviceKind.CAMERA

    def __init__(self) -> None:
        self.opened: list[FakeDevice] = []
        self.refuse: DeviceError | None = None

    def discover(self, options: Options) -> Sequence[DeviceInfo]:
        return (INFO,)

    def open(self, info: DeviceInfo, options: Options) -> FakeDevice:
        if self.refuse is not None:
            raise self.refuse
        self.opened.append(FakeDevice())
        return self.opened[-1]


def make_lease(adapter: FakeAdapter, heard: list[DeviceError | None], silent_after_s: float = 5.0) -> Lease:
    return Lease(adapter, INFO, {}, report=heard.append, closed=lambda: None, silent_after_s=silent_after_s)


def test_calls_run_in_order_on_one_named_daemon_thread() -> None:
    lane = Lane("x:1")
    names = [lane.run(lambda: (current_thread().name, current_thread().daemon)) for _ in range(3)]
    assert {future.result(5) for future in names} == {("lane-x:1", True)}
    lane.close(lambda: None).result(5)


def test_an_error_reaches_the_future_and_the_lane_goes_on() -> None:
    lane = Lane("x:1")
    with pytest.raises(ZeroDivisionError):
        lane.run(lambda: 1 // 0).result(5)
    assert lane.run(lambda: 7).result(5) == 7
    lane.close(lambda: None).result(5)


def test_closing_cancels_what_waits_and_runs_the_last_call() -> None:
    lane, started, go, done = Lane("x:1"), Event(), Event(), Event()

    def hold() -> bool:
        started.set()
        return go.wait(5)

    first = lane.run(hold)
    assert started.wait(5)
    waiting = lane.run(lambda: "never")
    ended = lane.close(done.set)
    go.set()
    assert first.result(5)
    with pytest.raises(Cancelled):
        waiting.result(5)
    ended.result(5)
    assert done.is_set()
    with pytest.raises(Cancelled):
        lane.run(lambda: 1).result(5)


def test_lease_opens_at_first_use_and_closes_on_the_lane() -> None:
    adapter, heard = FakeAdapter(), []
    lease = make_lease(adapter, heard)
    assert not adapter.opened
    assert lease.run(lambda device: device.info.device_id).result(5) == "fake:one:1"
    lease.run(lambda device: None).result(5)
    lease.release()
    lease.release()
    assert len(adapter.opened) == 1
    assert adapter.opened[0].closed_on == "lane-fake:one:1"
    assert heard == [None]


def test_release_cancels_the_scopes_it_gave() -> None:
    adapter = FakeAdapter()
    lease = make_lease(adapter, [])
    scope, started = lease.scope(), Event()

    def stream(device: FakeDevice) -> None:
        started.set()
        scope.wait(60, "fake:one:1")

    running = lease.run(stream)
    assert started.wait(5)
    lease.release()
    assert isinstance(running.exception(5), Cancelled)
    assert lease.scope().cancelled


def test_a_gone_device_is_opened_anew_by_the_next_call() -> None:
    adapter, heard = FakeAdapter(), []
    lease = make_lease(adapter, heard)

    def pulled(device: FakeDevice) -> None:
        raise DeviceGone(INFO.device_id)

    assert isinstance(lease.run(pulled).exception(5), DeviceGone)
    assert adapter.opened[0].closed_on
    lease.run(lambda device: None).result(5)
    lease.release()
    assert len(adapter.opened) == 2
    assert [error.code if error else "" for error in heard] == ["", "DEV-010", ""]


def test_a_refused_open_reaches_the_caller() -> None:
    adapter, heard = FakeAdapter(), []
    adapter.refuse = DeviceFaulted(INFO.device_id)
    lease = make_lease(adapter, heard)
    assert lease.run(lambda device: None).exception(5) is adapter.refuse
    lease.release()
    assert heard == [adapter.refuse]


def test_a_silent_lane_is_abandoned_as_faulted() -> None:
    adapter, heard, go, started = FakeAdapter(), [], Event(), Event()
    lease = make_lease(adapter, heard, silent_after_s=0.02)

    def hang(device: FakeDevice) -> None:
        started.set()
        go.wait(30)

    lease.run(hang)
    assert started.wait(5)
    lease.release()
    assert lease.silent
    assert heard[-1] is not None
    assert heard[-1].code == "DEV-030"
    go.set()
    lease.end().result(5)
    assert not lease.silent


def test_several_silent_lanes_are_waited_for_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """A station that closes tells all of them at once; who comes to the second has waited for it already."""
    go, started, heard = Event(), Event(), list[DeviceError | None]()
    lease = make_lease(FakeAdapter(), heard, silent_after_s=1000.0)
    lease.run(lambda device: started.set() or go.wait(30))
    assert started.wait(5)
    lease.end()
    later_s = lane.monotonic() + 1000.0
    monkeypatch.setattr(lane, "monotonic", lambda: later_s)
    waiting = Thread(target=lease.release, daemon=True)
    waiting.start()
    waiting.join(10)
    assert not waiting.is_alive()
    assert heard[-1] is not None
    assert heard[-1].code == "DEV-030"
    go.set()


def test_release_from_its_own_lane_does_not_wait_for_itself() -> None:
    adapter = FakeAdapter()
    lease = make_lease(adapter, [])
    lease.run(lambda device: lease.release()).result(5)
    lease.end().result(5)
    assert adapter.opened[0].closed_on


def test_a_lane_that_was_just_told_to_end_is_never_called_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hot-plug thread may ask at any instant; so it asks here whenever the clock is read."""
    go, said = Event(), list[bool]()
    lease = make_lease(FakeAdapter(), [])
    lease.run(lambda device: go.wait(10))
    read = lane.monotonic

    def asked() -> float:
        monkeypatch.setattr(lane, "monotonic", read)
        said.append(lease.silent)
        monkeypatch.setattr(lane, "monotonic", asked)
        return read()

    monkeypatch.setattr(lane, "monotonic", asked)
    ending = lease.end()
    said.append(lease.silent)
    monkeypatch.setattr(lane, "monotonic", read)
    assert len(said) >= 2
    assert not any(said)
    go.set()
    ending.result(10)


@pytest.mark.parametrize("error", [DeviceGone("fake:one:1"), OSError("usb")])
def test_a_driver_that_cannot_close_keeps_nobody_from_going_on(error: Exception) -> None:
    adapter, heard = FakeAdapter(), list[DeviceError | None]()
    lease = make_lease(adapter, heard)
    lease.run(lambda device: None).result(10)

    def refuse() -> None:
        raise error

    adapter.opened[0].close = refuse  # type: ignore[method-assign]
    lease.release()
    assert isinstance(heard[-1], type(error) if isinstance(error, DeviceError) else DeviceFaulted)


def test_a_driver_that_breaks_and_cannot_close_is_opened_anew_all_the_same() -> None:
    adapter, heard = FakeAdapter(), list[DeviceError | None]()
    lease = make_lease(adapter, heard)

    def gone(device: FakeDevice) -> None:
        device.close = lambda: 1 / 0  # type: ignore[method-assign,assign,return-value]
        raise DeviceGone(INFO.device_id)

    with pytest.raises(DeviceGone):
        lease.run(gone).result(10)
    assert isinstance(heard[-1], DeviceGone), "the first fault is the one that is told last"
    lease.run(lambda device: None).result(10)
    assert len(adapter.opened) == 2
    lease.release()
