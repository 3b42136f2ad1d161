"""What a device says of itself and of its errors, in the words of the domain."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Protocol, TypeVar

from devices.api import DeviceError, DeviceInfo
from station.domain.errors import Problem
from station.domain.sample import CaptureDevice

T = TypeVar("T")


class DeviceLease(Protocol):
    """What a session needs of `devices.manager.Lease`."""

    info: DeviceInfo

    def run(self, call: Callable[[Any], T], /) -> Future[T]: ...
    def release(self) -> None: ...


def capture_device(info: DeviceInfo) -> CaptureDevice:
    return CaptureDevice(info.device_id, info.make, info.model, info.serial, info.firmware, info.simulated)


def device_problem(error: DeviceError) -> Problem:
    params = {key: value if isinstance(value, str | int | float) else str(value) for key, value in error.params.items()}
    return Problem(error.code, params, error.retryable)
