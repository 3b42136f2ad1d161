"""Fingerprint scanners: plain (flat) impressions of one to four fingers at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from devices.api.cancel import CancelScope
from devices.api.device import Device


class FingerPosition(IntEnum):
    """ISO/IEC 19794-4 finger position codes."""

    RIGHT_THUMB = 1
    RIGHT_INDEX = 2
    RIGHT_MIDDLE = 3
    RIGHT_RING = 4
    RIGHT_LITTLE = 5
    LEFT_THUMB = 6
    LEFT_INDEX = 7
    LEFT_MIDDLE = 8
    LEFT_RING = 9
    LEFT_LITTLE = 10


LiveStatus: TypeAlias = Literal[
    # The words of BSI TR-03121-2.2 "Service Definition Fingerprint Acquisition".
    "searching_fingers",
    "fingers_recognized",
    "reduce_finger_pressure",
    "raise_finger_pressure",
    "keep_fingers_still",
    "capturing",
]


@dataclass(frozen=True)
class FingerFrame:
    """One image of the platen. pixels: (height, width) uint8, ridges dark on a light ground, read-only.

    `final` marks the impression itself, taken by the device at full quality; the frames before it are preview.
    `resolution_ppi` holds for this frame's pixels. captured_at_s: monotonic clock.
    """

    pixels: NDArray[np.uint8]
    resolution_ppi: int
    captured_at_s: float
    status: LiveStatus
    final: bool = False


ONE_FINGER = "one_finger"
"""Capability of a scanner whose glass holds one finger: slaps are never asked of it."""


class FingerprintScanner(Device, Protocol):
    def acquire(self, expected: tuple[FingerPosition, ...], scope: CancelScope) -> Iterator[FingerFrame]:
        """Yield preview frames, then exactly one final frame, and stop.

        `expected` are the fingers asked for, left to right as they lie on the platen: one hand's four (or fewer when
        some are missing), or two thumbs. The device may use them as a hint; the station counts for itself.
        Blocks: runs on this device's lane only. Raises DeviceGone, DeviceTimeout, DeviceFaulted, Cancelled.
        """
        ...
