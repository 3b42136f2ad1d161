"""Signature capture: the pen's points as they are written, until somebody says stop."""

import logging
from collections.abc import Callable
from threading import Event, Thread

from devices.api import Cancelled, CancelScope, DeviceError, DeviceFaulted, SignaturePad
from station.capture.lending import DeviceLease, capture_device, device_problem
from station.domain.capture import CaptureFailed, CaptureStopped, InkPoint, SignatureEvent
from station.domain.sample import CaptureDevice

_log = logging.getLogger(__name__)


class SignatureSession:
    """One writing on one pad. `start` and `stop` return at once and may be called from any thread.

    `on_event` hears InkPoint on the lane thread; it must not wait. After `start`, exactly one of CaptureFailed and
    CaptureStopped comes, last of all, on a thread of the session and with the lease released.
    """

    def __init__(self, lease: DeviceLease, on_event: Callable[[SignatureEvent], None]) -> None:
        self._lease = lease
        self._on_event = on_event
        self._size_mm = (0.0, 0.0)
        self._scope = CancelScope()
        self._over = Event()
        self._thread = Thread(target=self._run, name="signature", daemon=True)

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height of the writing area; known with the first point, (0, 0) before."""
        return self._size_mm

    @property
    def device(self) -> CaptureDevice:
        return capture_device(self._lease.info)

    def start(self) -> None:
        self._thread.start()

    def capture(self) -> None:
        """Nothing to do: what is written has been told, point by point."""

    def stop(self) -> None:
        """Harmless when the session has ended."""
        self._scope.cancel()
        self._over.set()

    def join(self, timeout_s: float) -> bool:
        """Wait until the end has been told; False when it was not in time."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        stream = self._lease.run(self._write)
        stream.add_done_callback(lambda _: self._over.set())
        self._over.wait()
        error = None if self._scope.cancelled else stream.exception()
        self._scope.cancel()
        self._lease.release()
        if error is None or isinstance(error, Cancelled):  # or the lease was taken away: the station is closing
            self._on_event(CaptureStopped())
            return
        if not isinstance(error, DeviceError):
            _log.error("signature capture failed", exc_info=error)
            error = DeviceFaulted(self._lease.info.device_id, reason=type(error).__name__)
        self._on_event(CaptureFailed(device_problem(error)))

    def _write(self, pad: SignaturePad) -> None:
        """On the lane. Ends by an exception only."""
        self._size_mm = pad.size_mm
        for point in pad.points(self._scope):
            if self._scope.cancelled:
                raise Cancelled
            self._on_event(InkPoint(point.x_mm, point.y_mm, point.t_ms, point.pressure, point.down))
        raise DeviceFaulted(self._lease.info.device_id, reason="no more points")
