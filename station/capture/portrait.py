"""Portrait capture: the camera's preview, live guidance, the picture. Two threads, one end.

The preview goes straight from the camera's lane to `on_event`; one "analysis" thread looks at the newest frame only, so
a slow analysis drops frames and never the preview. That thread also speaks the end, after the camera is given back.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Future
from threading import Event, Thread
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from devices.api import Camera, Cancelled, CancelScope, DeviceError, DeviceFaulted, DeviceInfo, Frame
from station.capture.lending import capture_device, device_problem, refuse_unfit
from station.capture.mailbox import Mailbox
from station.capture.shutter import Refusal, Shot, Shutter
from station.domain.capture import (
    CaptureFailed,
    CaptureRefused,
    CaptureStopped,
    PortraitCandidate,
    PortraitEvent,
    PreviewFrame,
)
from station.domain.clock import Clock, SystemClock
from station.domain.errors import Problem, StationError
from station.quality.face.analysis import FaceAnalysis
from station.quality.face.components import scores

End: TypeAlias = PortraitCandidate | CaptureRefused | CaptureFailed | CaptureStopped

_log = logging.getLogger(__name__)


class AnalysisFailed(StationError):
    """The analysis of a frame broke in a way nobody foresaw; the log holds the details."""

    code, retryable = "STN-505", True


class FaceAnalyser(Protocol):
    """What a session needs of `FaceEngine`. Used on the analysis thread only."""

    def load(self) -> None: ...
    def forget(self) -> None: ...
    def analyse(self, pixels: NDArray[np.uint8], /) -> FaceAnalysis | None: ...
    def crop(self, pixels: NDArray[np.uint8], analysis: FaceAnalysis, /) -> NDArray[np.uint8]: ...


class CameraLease(Protocol):
    """What a session needs of `devices.manager.Lease`."""

    info: DeviceInfo

    def run(self, call: Callable[[Any], None], /) -> Future[None]: ...
    def release(self) -> None: ...


class PortraitSession:
    """One attempt at one portrait. `start`, `capture` and `stop` return at once and may be called from any thread.

    `on_event` hears PreviewFrame on the lane thread and everything else on the analysis thread; it must not wait. After
    `start`, exactly one of PortraitCandidate, CaptureRefused, CaptureFailed and CaptureStopped comes, last of all and
    with the lease released, so that the next session may borrow the camera.
    """

    def __init__(
        self,
        lease: CameraLease,
        analyser: FaceAnalyser,
        on_event: Callable[[PortraitEvent], None],
        clock: Clock | None = None,
    ) -> None:
        self._lease = lease
        self._analyser = analyser
        self._on_event = on_event
        self._clock = clock or SystemClock()
        self._scope = CancelScope()
        self._newest: Mailbox[Frame] = Mailbox()
        self._asked, self._stopped = Event(), Event()
        self._thread = Thread(target=self._run, name="analysis", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def capture(self) -> None:
        """Take the picture now, if all checks hold in the next frame; otherwise the session ends refused."""
        self._asked.set()

    def stop(self) -> None:
        """Harmless when the session has ended."""
        self._stopped.set()
        self._scope.cancel()
        self._newest.close()

    def join(self, timeout_s: float) -> bool:
        """Wait until the end has been told; False when it was not in time."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        stream = self._lease.run(self._show)
        stream.add_done_callback(lambda _: self._newest.close())
        try:
            end = self._watch(stream)
        except StationError as error:
            end = CaptureFailed(error.problem())
        except Exception:  # noqa: BLE001 - logged; a bug must end the session as any error does
            _log.exception("portrait analysis failed")
            end = CaptureFailed(AnalysisFailed().problem())
        self._scope.cancel()
        self._lease.release()
        self._on_event(end)

    def _show(self, camera: Camera) -> None:
        """On the lane: every frame to the preview, the newest to the analysis. Ends by an exception only."""
        for frame in camera.frames(self._scope):
            if self._scope.cancelled:
                raise Cancelled
            refuse_unfit(frame.pixels, (3,), self._lease.info.device_id)
            self._on_event(PreviewFrame(frame.pixels, frame.captured_at_s))
            self._newest.put(frame)
        raise DeviceFaulted(self._lease.info.device_id, reason="no more frames")

    def _watch(self, stream: Future[None]) -> End:
        """On the analysis thread, until there is a reason to end."""
        self._analyser.load()
        self._analyser.forget()
        shutter = Shutter()
        while (frame := self._newest.take()) is not None:
            face = self._analyser.analyse(frame.pixels)
            asked = self._asked.is_set()
            guidance, decision = shutter.see(frame.pixels, face, frame.captured_at_s, asked=asked)
            if self._stopped.is_set():
                break
            self._on_event(guidance)
            if isinstance(decision, Refusal):
                return CaptureRefused(Problem(decision.code), decision.pixels)
            if isinstance(decision, Shot):
                return self._candidate(decision)
        return CaptureStopped() if self._stopped.is_set() else self._failure(stream)

    def _candidate(self, shot: Shot) -> End:
        try:
            crop = self._analyser.crop(shot.pixels, shot.face)
        except StationError as error:
            return CaptureRefused(error.problem(), shot.pixels)
        return PortraitCandidate(
            source=shot.pixels,
            crop=crop,
            device=capture_device(self._lease.info),
            captured_at=self._clock.now(),
            automatic=shot.automatic,
            quality=scores(shot.face),
            checks=shot.checks,
        )

    def _failure(self, stream: Future[None]) -> End:
        """The stream ended by itself: why."""
        error = stream.exception()
        if isinstance(error, DeviceError):
            return CaptureFailed(device_problem(error))
        if isinstance(error, Cancelled):  # the lease was taken away: the station is closing
            return CaptureStopped()
        raise error if error is not None else RuntimeError("the camera's lane ended without a reason")
