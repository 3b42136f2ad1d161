"""What a device says of itself and of its errors, in the words of the domain."""

from typing import Any

import numpy as np

from devices.api import DeviceError, DeviceFaulted, DeviceInfo
from station.domain.errors import Problem
from station.domain.sample import CaptureDevice


def refuse_unfit(pixels: Any, channels: tuple[int, ...], device_id: str) -> None:
    """What an adapter gives may be anything: no picture, or one without a row. channels: (3,) for colour, () for grey.

    Raises DeviceFaulted.
    """
    fits = isinstance(pixels, np.ndarray) and pixels.dtype == np.uint8 and pixels.ndim == 2 + len(channels)
    if not fits or pixels.shape[2:] != channels or not pixels.size:
        raise DeviceFaulted(device_id, reason="frame format")


def capture_device(info: DeviceInfo) -> CaptureDevice:
    return CaptureDevice(
        info.device_id,
        info.make,
        info.model,
        info.serial,
        info.firmware,
        info.simulated,
        info.registered.technology,
        info.registered.vendor,
        info.registered.device,
    )


def device_problem(error: DeviceError) -> Problem:
    params = {key: value if isinstance(value, str | int | float) else str(value) for key, value in error.params.items()}
    return Problem(error.code, params, error.retryable)
