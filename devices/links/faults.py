"""Scripted faults, the same in every simulated device: what goes wrong, and at which frame.

Options: `fault_at_frame = 7`, `fault = "gone" | "timeout" | "faulted"`, `gone_for_s = 3`. Each opened device counts its
frames from 0. After "gone" the adapter's `discover` leaves the device out for `gone_for_s`, as after a pulled plug.
"""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from time import monotonic

from devices.api import DeviceError, DeviceFaulted, DeviceGone, DeviceTimeout, Options
from devices.links.options import number, text

OPTIONS = ("fault_at_frame", "fault", "gone_for_s")
_ERRORS: dict[str, type[DeviceError]] = {"gone": DeviceGone, "timeout": DeviceTimeout, "faulted": DeviceFaulted}


class Plug:
    """Whether a simulated device is plugged in. Thread-safe; one an adapter."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._back_at_s = float("-inf")

    def pull(self, seconds: float) -> None:
        """Out for so long, counted from now."""
        with self._lock:
            self._back_at_s = self._clock() + seconds

    @property
    def inserted(self) -> bool:
        with self._lock:
            return self._clock() >= self._back_at_s


@dataclass(frozen=True)
class ScriptedFault:
    """kind "" means none. at_frame counts from 0."""

    kind: str = ""
    at_frame: int = -1
    gone_for_s: float = 3.0

    @classmethod
    def from_options(cls, family: str, options: Options) -> "ScriptedFault":
        """Raises OptionInvalid."""
        if "fault_at_frame" not in options:
            return cls()
        return cls(
            text(family, options, "fault", "gone", choices=tuple(_ERRORS)),
            int(number(family, options, "fault_at_frame", 0, low=0, high=1e9)),
            number(family, options, "gone_for_s", 3.0, low=0.0, high=3600.0),
        )

    def strike(self, frame: int, device_id: str, plug: Plug) -> None:
        """Raise the scripted error when its frame has come; also when the device is out already."""
        if not plug.inserted:
            raise DeviceGone(device_id)
        if not self.kind or frame != self.at_frame:
            return
        if self.kind == "gone":
            plug.pull(self.gone_for_s)
        raise _ERRORS[self.kind](device_id, frame=frame)
