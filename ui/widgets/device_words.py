"""What a device is called, in the language in use. No Qt."""

from typing import TYPE_CHECKING

from ui.messages import say

if TYPE_CHECKING:  # not before the window is there
    from station.services.views import DeviceView


def device_name(device: "DeviceView") -> str:
    """Maker and model, as they are written on it; of a simulator, which has neither, what it stands for."""
    return say(f"shell.simulator.{device.kind}") if device.simulated else device.name
