"""The simulated camera as an adapter. Options: `script`, `blink_every_s`, `fps`, `still` (0: no stills, as before), and
the scripted faults."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING

from devices.adapters.sim_camera.script import PHASE, Script
from devices.api import (
    STILL,
    AdapterUnavailable,
    CancelScope,
    Check,
    DeviceGone,
    DeviceInfo,
    DeviceKind,
    Frame,
    Options,
)
from devices.links import faults
from devices.links.camera_checks import camera_checks
from devices.links.faults import Plug, ScriptedFault
from devices.links.options import known, number

if TYPE_CHECKING:
    from devices.adapters.sim_camera.sensor import Sensor

FAMILY = "sim_camera"
_INFO = DeviceInfo("sim_camera:head:1", DeviceKind.CAMERA, "Simulator", "Synthetic head", serial="1", simulated=True)


class SimCamera:
    """An opened simulated camera: 1280 x 720, `fps` frames a second. The script runs from the first frame on."""

    def __init__(self, info: DeviceInfo, options: Options, plug: Plug, sensor: "Sensor", large: "Sensor") -> None:
        """large: what takes stills."""
        self._info = info
        self._fps = number(FAMILY, options, "fps", 25.0, low=1.0, high=60.0)
        self._script = Script.from_options(FAMILY, options)
        self._fault = ScriptedFault.from_options(FAMILY, options)
        self._plug = plug
        self._sensor, self._large = sensor, large
        self._shown = 0

    @property
    def info(self) -> DeviceInfo:
        return self._info

    def frames(self, scope: CancelScope) -> Iterator[Frame]:
        """See Camera.frames."""
        due_s = monotonic()
        while True:
            scope.wait(max(0.0, due_s - monotonic()), self._info.device_id)
            self._fault.strike(self._shown, self._info.device_id, self._plug)
            pixels = self._sensor.expose(self._script.look_at(self._shown / self._fps))
            self._shown += 1
            now_s = monotonic()
            due_s = max(now_s, due_s + 1.0 / self._fps)  # a picture that took longer is not made up for
            yield Frame(pixels, now_s)

    def still(self, scope: CancelScope) -> Frame:
        """See StillCamera.still: what the head does now, `still` times as large."""
        device_id = self._info.device_id
        scope.check(device_id)
        self._fault.strike(self._shown, device_id, self._plug)
        pixels = self._large.expose(self._script.look_at(self._shown / self._fps))
        scope.check(device_id)
        return Frame(pixels, monotonic())

    def self_test(self, scope: CancelScope) -> Iterator[Check]:
        """The camera checks."""
        return camera_checks(self.frames(scope))

    def close(self) -> None:
        """Nothing is held."""


class SimCameraAdapter:
    """Lists one camera as long as its plug is in."""

    family = FAMILY
    kind = DeviceKind.CAMERA
    options = known("blink_every_s", "fps", "still", *faults.OPTIONS, script=PHASE)

    def __init__(self) -> None:
        self._plug = Plug()

    def discover(self, options: Options) -> Sequence[DeviceInfo]:
        """See Adapter.discover. Raises OptionInvalid."""
        Script.from_options(FAMILY, options)
        ScriptedFault.from_options(FAMILY, options)
        info = replace(_INFO, capabilities=frozenset({STILL})) if _times(options) else _INFO
        return (info,) if self._plug.inserted else ()

    def open(self, info: DeviceInfo, options: Options) -> SimCamera:
        """See Adapter.open. The first time it draws the figure's texture, about a second; needs OpenCV."""
        if not self._plug.inserted:
            raise DeviceGone(info.device_id)
        try:
            from devices.adapters.sim_camera.sensor import Sensor
        except ImportError as error:
            raise AdapterUnavailable(FAMILY, reason="OpenCV", name=error.name) from None
        sensor, times = Sensor(), _times(options)
        return SimCamera(info, options, self._plug, sensor, Sensor(times) if times > 1 else sensor)


def _times(options: Options) -> int:
    return int(number(FAMILY, options, "still", 0, low=0, high=3))


ADAPTER = SimCameraAdapter()
