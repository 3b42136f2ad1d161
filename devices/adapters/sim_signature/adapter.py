"""The simulated signature pad as an adapter.

Options: `seed` (whose hand), `speed` (1 writes as fast as a person, 0 at once), and the scripted faults of
`devices.links.faults`, where a point counts as a frame.
"""

from collections.abc import Iterator, Sequence
from time import monotonic

from devices.adapters.sim_signature.pen import sign
from devices.api import CancelScope, Check, DeviceGone, DeviceInfo, DeviceKind, Options, PenPoint
from devices.links import faults
from devices.links.faults import Plug, ScriptedFault
from devices.links.options import known, number

FAMILY = "sim_signature"
SIZE_MM = (96.0, 60.0)
_INFO = DeviceInfo(
    "sim_signature:pad:1", DeviceKind.SIGNATURE, "Simulator", "Signature pad", serial="1", simulated=True
)
_FOREVER_S = 3600.0


class SimSignature:
    """An opened simulated pad. Each `points` call writes the signature once and then waits with the pen lifted."""

    def __init__(self, info: DeviceInfo, options: Options, plug: Plug) -> None:
        self._info = info
        self._seed = int(number(FAMILY, options, "seed", 1, low=0, high=2**31))
        self._speed = number(FAMILY, options, "speed", 1.0, low=0.0, high=100.0)
        self._fault = ScriptedFault.from_options(FAMILY, options)
        self._plug = plug
        self._written = 0

    @property
    def info(self) -> DeviceInfo:
        return self._info

    @property
    def size_mm(self) -> tuple[float, float]:
        return SIZE_MM

    def points(self, scope: CancelScope) -> Iterator[PenPoint]:
        """See SignaturePad.points."""
        start_s = monotonic()
        for point in sign(self._seed, SIZE_MM):
            due_s = start_s + point.t_ms / 1000 / self._speed if self._speed else start_s
            scope.wait(max(0.0, due_s - monotonic()), self._info.device_id)
            self._fault.strike(self._written, self._info.device_id, self._plug)
            self._written += 1
            yield point
        while True:
            scope.wait(_FOREVER_S, self._info.device_id)

    def self_test(self, scope: CancelScope) -> Iterator[Check]:
        """The pad says its size."""
        scope.check(self._info.device_id)
        self._fault.strike(self._written, self._info.device_id, self._plug)
        yield Check("PAD-SIZE", "pass", f"{SIZE_MM[0]:.0f} x {SIZE_MM[1]:.0f} mm")

    def close(self) -> None:
        """Nothing is held."""


class SimSignatureAdapter:
    """Lists one pad as long as its plug is in."""

    family = FAMILY
    kind = DeviceKind.SIGNATURE
    options = known("seed", "speed", *faults.OPTIONS)

    def __init__(self) -> None:
        self._plug = Plug()

    def discover(self, options: Options) -> Sequence[DeviceInfo]:
        """See Adapter.discover."""
        ScriptedFault.from_options(FAMILY, options)
        return (_INFO,) if self._plug.inserted else ()

    def open(self, info: DeviceInfo, options: Options) -> SimSignature:
        """See Adapter.open."""
        if not self._plug.inserted:
            raise DeviceGone(info.device_id)
        return SimSignature(info, options, self._plug)


ADAPTER = SimSignatureAdapter()
