"""Sessions of each kind on any device: what they do where nobody looks for faces."""

from collections.abc import Callable
from threading import Event
from typing import Any

import numpy as np
from numpy.typing import NDArray

from devices.api import DeviceInfo, DeviceKind
from devices.manager import DeviceManager
from station.capture.page import PageCapture
from station.capture.portrait import PortraitCapture
from station.capture.session import CaptureSession
from station.capture.signature import SignatureCapture
from station.capture.slap import SlapCapture
from station.domain.capture import ENDS
from station.domain.clock import SystemClock
from station.domain.sample import Slap
from station.quality.face.analysis import FaceAnalysis
from station.quality.face.geometry import PortraitGeometry
from tests.support.scanners import FixedScorer


class Faceless:
    """A face analyser that sees nobody."""

    def load(self) -> None: ...
    def forget(self) -> None: ...
    def analyse(self, pixels: NDArray[np.uint8], /) -> FaceAnalysis | None:
        return None

    def assess(self, pixels: NDArray[np.uint8], /) -> FaceAnalysis | None:
        return None

    def crop(self, pixels: NDArray[np.uint8], geometry: PortraitGeometry, /) -> NDArray[np.uint8]:
        return pixels


KINDS: dict[DeviceKind, Callable[[DeviceInfo], Any]] = {
    DeviceKind.CAMERA: lambda info: PortraitCapture(info, Faceless()),
    DeviceKind.DOCUMENT: lambda info: PageCapture(info, "", SystemClock()),
    DeviceKind.FINGERPRINT: lambda info: SlapCapture(info, Slap.RIGHT_FOUR, Slap.RIGHT_FOUR.fingers, FixedScorer()),
    DeviceKind.SIGNATURE: SignatureCapture,
}
"""What captures. A terminal takes no sample: `tests/contract/test_payment_contract.py`."""
assert set(DeviceKind) - set(KINDS) == {DeviceKind.PAYMENT, DeviceKind.CARD_READER}


class Listening:
    """A session on a device that `manager` lends. first: something was told. state: the device's when the end came."""

    def __init__(self, manager: DeviceManager, kind: DeviceKind) -> None:
        self._manager, self._kind = manager, kind
        self.events: list[object] = []
        self.first, self.state = Event(), ""
        lease = manager.borrow(kind)
        self.session: CaptureSession[Any, Any] = CaptureSession(lease, KINDS[kind](lease.info), self._hear)
        self.session.start()

    def _hear(self, event: object) -> None:
        self.events.append(event)
        if isinstance(event, ENDS):
            self.state = self._manager.devices(self._kind)[0].state
        self.first.set()

    def stop(self) -> object:
        """Stopped once it runs; its end."""
        assert self.first.wait(20)
        self.session.stop()
        return self.end()

    def end(self) -> object:
        assert self.session.join(20), "no end was told"
        ends = [event for event in self.events if isinstance(event, ENDS)]
        assert len(ends) == 1
        assert self.events[-1] is ends[0]
        return ends[0]
