"""What a device says of itself and of its errors, in the words of the domain."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Protocol, TypeVar

import numpy as np

from devices.api import DeviceError, DeviceFaulted, DeviceInfo
from station.domain.errors import Problem
from station.domain.sample import CaptureDevice

T = TypeVar("T")


class DeviceLease(Protocol):
    """What a session needs of `devices.manager.Lease`."""

    info: DeviceInfo

    def run(self, call: Callable[[Any], T], /) -> Future[T]: ...
    def release(self) -> None: ...


def refuse_unfit(pixels: object, dimensions: int, device_id: str) -> None:
    """What an adapter gives may be anything: no picture, or one without a row. Raises DeviceFaulted."""
    if not isinstance(pixels, np.ndarray) or pixels.dtype != np.uint8 or pixels.ndim != dimensions or not pixels.size:
        raise DeviceFaulted(device_id, reason="frame format")


def capture_device(info: DeviceInfo) -> CaptureDevice:
    return CaptureDevice(info.device_id, info.make, info.model, info.serial, info.firmware, info.simulated)


def device_problem(error: DeviceError) -> Problem:
    params = {key: value if isinstance(value, str | int | float) else str(value) for key, value in error.params.items()}
    return Problem(error.code, params, error.retryable)
