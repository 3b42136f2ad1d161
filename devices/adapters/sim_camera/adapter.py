"""The simulated camera as an adapter."""

from collections.abc import Iterator, Sequence
from itertools import count
from time import monotonic

import numpy as np

from devices.api import CancelScope, Check, DeviceGone, DeviceInfo, DeviceKind, Frame, Options
from devices.links.camera_checks import camera_checks
from devices.links.faults import Plug, ScriptedFault
from devices.links.options import number

FAMILY = "sim_camera"
WIDTH, HEIGHT = 1280, 720
_INFO = DeviceInfo("sim_camera:head:1", DeviceKind.CAMERA, "Simulator", "Synthetic head", serial="1", simulated=True)


class SimCamera:
    """An opened simulated camera. Frames of 720 x 1280, 25 a second unless option `fps` says otherwise."""

    def __init__(self, info: DeviceInfo, options: Options, plug: Plug) -> None:
        self._info = info
        self._fps = number(FAMILY, options, "fps", 25.0, low=1.0, high=60.0)
        self._fault = ScriptedFault.from_options(FAMILY, options)
        self._plug = plug
        self._noise = np.random.default_rng(1)
        self._shown = 0

    @property
    def info(self) -> DeviceInfo:
        return self._info

    def frames(self, scope: CancelScope) -> Iterator[Frame]:
        """See Camera.frames."""
        start_s = monotonic()
        for number_ in count():
            scope.wait(max(0.0, start_s + number_ / self._fps - monotonic()), self._info.device_id)
            self._fault.strike(self._shown, self._info.device_id, self._plug)
            self._shown += 1
            pixels = self._noise.integers(198, 203, (HEIGHT, WIDTH, 3), dtype=np.uint8)
            pixels.flags.writeable = False
            yield Frame(pixels, monotonic())

    def self_test(self, scope: CancelScope) -> Iterator[Check]:
        """The camera checks."""
        return camera_checks(self.frames(scope))

    def close(self) -> None:
        """Nothing is held."""


class SimCameraAdapter:
    """Lists one camera as long as its plug is in."""

    family = FAMILY
    kind = DeviceKind.CAMERA

    def __init__(self) -> None:
        self._plug = Plug()

    def discover(self, options: Options) -> Sequence[DeviceInfo]:
        """See Adapter.discover."""
        ScriptedFault.from_options(FAMILY, options)
        return (_INFO,) if self._plug.inserted else ()

    def open(self, info: DeviceInfo, options: Options) -> SimCamera:
        """See Adapter.open."""
        if not self._plug.inserted:
            raise DeviceGone(info.device_id)
        return SimCamera(info, options, self._plug)


ADAPTER = SimCameraAdapter()
