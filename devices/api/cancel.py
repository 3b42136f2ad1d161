"""One object carries the deadline and the cancel; every blocking call takes it and waits through it."""

from threading import Event
from time import monotonic

from devices.api.errors import Cancelled, DeviceTimeout


class CancelScope:
    """Thread-safe: `cancel` may be called from any thread, `wait` and `check` on the lane."""

    def __init__(self, timeout_s: float = float("inf")) -> None:
        self._stop = Event()
        self._deadline_s = monotonic() + timeout_s

    def cancel(self) -> None:
        self._stop.set()

    @property
    def cancelled(self) -> bool:
        return self._stop.is_set()

    @property
    def left_s(self) -> float:
        """Seconds to the deadline, never negative; infinite when there is none."""
        return max(0.0, self._deadline_s - monotonic())

    def within(self, timeout_s: float) -> "CancelScope":
        """A part of this scope's time: it ends no later, and whoever cancels either cancels both."""
        part = CancelScope(min(timeout_s, self.left_s))
        part._stop = self._stop
        return part

    def check(self, device_id: str) -> None:
        """Raise Cancelled or DeviceTimeout when either is due; return at once otherwise."""
        self.wait(0.0, device_id)

    def wait(self, seconds: float, device_id: str) -> None:
        """Sleep `seconds`; raise Cancelled or DeviceTimeout as soon as either is due."""
        left_s = self.left_s
        if self._stop.wait(min(seconds, left_s)):
            raise Cancelled
        if left_s <= seconds:
            raise DeviceTimeout(device_id)
