"""Cameras: a stream of exposures."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from devices.api.cancel import CancelScope
from devices.api.device import Device


@dataclass(frozen=True)
class Frame:
    """One exposure. pixels: (height, width, 3) uint8, sRGB order R, G, B, read-only. captured_at_s: monotonic clock."""

    pixels: NDArray[np.uint8]
    captured_at_s: float


class Camera(Device, Protocol):
    def frames(self, scope: CancelScope) -> Iterator[Frame]:
        """Yield frames at the camera's own pace and resolution, never upscaled, until the scope ends.

        Blocks: runs on this device's lane only. Raises DeviceGone, DeviceTimeout, DeviceFaulted, Cancelled.
        """
        ...


STILL = "still"
"""Capability of a camera that takes pictures larger than its stream: it is a StillCamera."""


class StillCamera(Camera, Protocol):
    def still(self, scope: CancelScope) -> Frame:
        """One exposure at the largest size that the camera has, never upscaled; as large as the stream where there is
        nothing larger.

        Called between two frames of `frames`, which goes on afterwards as before, whatever became of it. Blocks, and
        the stream stands still meanwhile. Raises as `frames` does: DeviceTimeout too when the scope's time is over.
        """
        ...
