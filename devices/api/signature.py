"""Signature pads: pen strokes over time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from devices.api.cancel import CancelScope
from devices.api.device import Device


@dataclass(frozen=True)
class PenPoint:
    """x, y: millimetres from the pad's top left corner. t_ms: since the first point. pressure: 0..1, 1 when not sensed.

    `down` is False on the point where the pen leaves the pad, which ends a stroke.
    """

    x_mm: float
    y_mm: float
    t_ms: int
    pressure: float = 1.0
    down: bool = True


class SignaturePad(Device, Protocol):
    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height of the writing area."""
        ...

    def points(self, scope: CancelScope) -> Iterator[PenPoint]:
        """Yield pen points as they are written until the scope ends.

        Blocks: runs on this device's lane only. Raises DeviceGone, DeviceTimeout, DeviceFaulted, Cancelled.
        """
        ...
