"""However a driver behaves, a session of each kind has the same one end, and its device is what that end says.

Here drivers that no adapter of ours is like; what each shipped adapter does is in tests/contract.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from threading import Event
from typing import Any

import numpy as np
import pytest

from devices.api import CancelScope, DeviceError, DeviceInfo, DeviceKind, FingerFrame, Frame, Options, PenPoint
from devices.manager import DeviceManager
from station.capture.portrait import PortraitCapture
from station.domain.capture import CaptureFailed, CaptureStopped
from tests.support.sessions import KINDS, Listening

Broken = Callable[[CancelScope], None]
"""What a driver does after the first that it gave."""


GREY = np.full((150, 160), 251, np.uint8)
FIRST = {
    DeviceKind.CAMERA: Frame(np.zeros((4, 4, 3), np.uint8), 0.0),
    DeviceKind.DOCUMENT: Frame(np.zeros((4, 4, 3), np.uint8), 0.0),
    DeviceKind.FINGERPRINT: FingerFrame(GREY, 250, 0.0, "searching_fingers"),
    DeviceKind.SIGNATURE: PenPoint(1.0, 1.0, 0),
}


def wait(scope: CancelScope) -> None:
    scope.wait(30, "bad")


def nothing() -> None: ...


def wait_for(event: Event) -> None:
    assert event.wait(10)


@dataclass
class Driver:
    """Of every kind at once: what its script says it does."""

    kind: DeviceKind
    then: Broken = wait
    closing: Callable[[], None] = nothing
    opening: Callable[[], None] = nothing
    family: str = "bad"
    size_mm: tuple[float, float] = (100.0, 40.0)
    closed: int = 0
    info: DeviceInfo = field(init=False)

    def __post_init__(self) -> None:
        self.info = DeviceInfo(f"bad:{self.kind}:1", self.kind, "Bad", "Driver")

    def discover(self, options: Options) -> tuple[DeviceInfo, ...]:
        return (self.info,)

    def open(self, info: DeviceInfo, options: Options) -> "Driver":
        self.opening()
        return self

    def close(self) -> None:
        self.closed += 1
        self.closing()

    def self_test(self, scope: CancelScope) -> Iterator[Any]:
        return iter(())

    def frames(self, scope: CancelScope) -> Iterator[Any]:
        yield FIRST[self.kind]
        self.then(scope)

    def acquire(self, expected: object, scope: CancelScope) -> Iterator[Any]:
        return self.frames(scope)

    points = frames


def managed(driver: Driver, silent_after_s: float = 5.0) -> DeviceManager:
    made = DeviceManager([driver], {}, allow_simulated=lambda: True, silent_after_s=silent_after_s)
    made.rescan()
    return made


def error_of(manager: DeviceManager) -> DeviceError:
    error = manager.devices()[0].error
    assert error is not None
    return error


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> DeviceKind:
    chosen: DeviceKind = request.param
    return chosen


def raising(error: BaseException) -> Callable[..., None]:
    def do(*_: object) -> None:
        raise error

    return do


@pytest.mark.parametrize("error", [KeyError("height"), SystemExit(3)], ids=lambda error: type(error).__name__)
def test_what_a_driver_raises_untyped_is_one_story_for_every_kind(
    kind: DeviceKind, error: BaseException, caplog: pytest.LogCaptureFixture
) -> None:
    driver = Driver(kind, then=raising(error))
    manager = managed(driver)
    listening = Listening(manager, kind)
    end = listening.end()
    assert isinstance(end, CaptureFailed)
    assert (end.problem.code, end.problem.params["reason"]) == ("DEV-030", type(error).__name__)
    assert driver.closed == 1
    assert listening.state == "faulted"
    assert error_of(manager).code == "DEV-030"
    assert f"bad:{kind}:1 broke" in caplog.text


def test_a_driver_that_does_not_even_open_leaves_its_device_to_the_next(
    kind: DeviceKind, caplog: pytest.LogCaptureFixture
) -> None:
    driver = Driver(kind, opening=raising(RuntimeError("no licence")))
    manager = managed(driver)
    end = Listening(manager, kind).end()
    assert isinstance(end, CaptureFailed)
    assert end.problem.code == "DEV-030"
    assert "broke" in caplog.text
    driver.opening = nothing
    assert isinstance(Listening(manager, kind).stop(), CaptureStopped)


@pytest.mark.parametrize("error", [OSError("usb"), SystemExit(3)], ids=lambda error: type(error).__name__)
def test_a_driver_that_breaks_while_it_closes_is_told_of_and_lent_again(
    kind: DeviceKind, error: BaseException, caplog: pytest.LogCaptureFixture
) -> None:
    driver = Driver(kind, closing=raising(error))
    manager = managed(driver)
    for _ in range(2):
        assert isinstance(Listening(manager, kind).stop(), CaptureStopped)
        assert error_of(manager).params["reason"] == type(error).__name__
    assert driver.closed == 2
    assert caplog.text.count("did not close") == 2


def test_a_driver_that_never_closes_delays_the_end_no_longer_than_its_lane_may_be_silent(kind: DeviceKind) -> None:
    release = Event()
    manager = managed(Driver(kind, closing=partial(wait_for, release)), silent_after_s=0.02)
    listening = Listening(manager, kind)
    assert isinstance(listening.stop(), CaptureStopped)
    assert listening.state == "faulted"
    manager.close()
    assert not release.is_set(), "nobody waited for the driver"
    release.set()


def test_a_driver_that_does_not_hear_the_cancel_is_left_behind(kind: DeviceKind) -> None:
    release = Event()
    listening = Listening(managed(Driver(kind, then=lambda _: wait_for(release)), silent_after_s=0.02), kind)
    assert isinstance(listening.stop(), CaptureStopped)
    assert listening.state == "faulted"
    release.set()


def test_a_camera_that_gives_nothing_any_more_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PortraitCapture, "patience_s", 0.05)
    release = Event()
    driver = Driver(DeviceKind.CAMERA, then=lambda _: wait_for(release))
    listening = Listening(managed(driver, silent_after_s=0.02), DeviceKind.CAMERA)
    end = listening.end()
    assert isinstance(end, CaptureFailed)
    assert (end.problem.code, listening.state) == ("DEV-020", "faulted")
    release.set()


def test_closing_the_station_ends_a_running_session_through_its_own_lane(kind: DeviceKind) -> None:
    heard = Event()

    def until_told(scope: CancelScope) -> None:
        while not scope.cancelled:
            heard.wait(0.001)
        scope.check("bad")

    driver = Driver(kind, then=until_told)
    manager = managed(driver)
    listening = Listening(manager, kind)
    assert listening.first.wait(10)
    manager.close()
    assert driver.closed == 1, "the lane was not told, and given up"
    assert isinstance(listening.end(), CaptureStopped)
    assert listening.state == "ready"
