"""Slap capture: the scanner's preview with live boxes, the impression, its fingers, their scores. Two threads, one end.

Preview frames go straight from the scanner's lane to `on_event`; one "analysis" thread finds the fingers in the newest
frame only. When the scanner has given the impression, that thread segments and scores it and speaks the end.
"""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from threading import Event, Thread
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from devices.api import (
    Cancelled,
    CancelScope,
    DeviceError,
    DeviceFaulted,
    FingerFrame,
    FingerPosition,
    FingerprintScanner,
)
from station.capture.lending import DeviceLease, capture_device, device_problem, refuse_unfit
from station.capture.mailbox import Mailbox
from station.capture.placement import advise, boxes, refusal
from station.domain.capture import (
    CaptureFailed,
    CaptureRefused,
    CaptureStopped,
    PreviewFrame,
    SegmentedFinger,
    SlapCandidate,
    SlapEvent,
    SlapGuidance,
)
from station.domain.clock import Clock, SystemClock
from station.domain.errors import StationError
from station.domain.sample import Finger, QualityScore, Slap

End: TypeAlias = SlapCandidate | CaptureRefused | CaptureFailed | CaptureStopped

_log = logging.getLogger(__name__)


class SlapAnalysisFailed(StationError):
    """The analysis of an impression broke in a way nobody foresaw; the log holds the details."""

    code, retryable = "STN-521", True


class FingerScorer(Protocol):
    """What a session needs of `Nfiq2`. Used on the analysis thread; `score` blocks, `warm_up` does not."""

    def warm_up(self) -> object: ...
    def score(self, prints: Sequence[NDArray[np.uint8]], /) -> tuple[QualityScore, ...]: ...


class SlapSession:
    """One attempt at one slap. `start`, `capture` and `stop` return at once and may be called from any thread.

    `on_event` hears the preview on the lane thread and everything else, the impression too, on the analysis thread; it
    must not wait. After `start`, exactly one of SlapCandidate, CaptureRefused, CaptureFailed and CaptureStopped comes,
    last of all and with the lease released, so that the next session may borrow the scanner.
    """

    def __init__(
        self,
        lease: DeviceLease,
        slap: Slap,
        expected: tuple[Finger, ...],
        on_event: Callable[[SlapEvent], None],
        scorer: FingerScorer,
        clock: Clock | None = None,
    ) -> None:
        """expected: the slap's fingers without the missing ones, left to right."""
        self._lease = lease
        self._slap = slap
        self._expected = expected
        self._on_event = on_event
        self._scorer = scorer
        self._clock = clock or SystemClock()
        self._scope = CancelScope()
        self._newest: Mailbox[FingerFrame] = Mailbox()
        self._stopped = Event()
        self._thread = Thread(target=self._run, name="analysis", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def capture(self) -> None:
        """Nothing to do: a slap scanner takes the impression by itself when the fingers lie still."""

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
            end = CaptureFailed(replace(error.problem(), field=self._slap.value))
        except Exception:  # noqa: BLE001 - logged; a bug must end the session as any error does
            _log.exception("slap analysis failed")
            end = CaptureFailed(replace(SlapAnalysisFailed().problem(), field=self._slap.value))
        if self._stopped.is_set():
            end = CaptureStopped()
        self._scope.cancel()
        self._lease.release()
        self._on_event(end)

    def _show(self, scanner: FingerprintScanner) -> FingerFrame:
        """On the lane: every preview frame to the screen, the newest to the analysis, until the impression is there."""
        positions = tuple(FingerPosition(finger) for finger in self._expected)
        for frame in scanner.acquire(positions, self._scope):
            if self._scope.cancelled:
                raise Cancelled
            refuse_unfit(frame.pixels, (), self._lease.info.device_id)
            if frame.final:
                return frame
            self._on_event(PreviewFrame(frame.pixels, frame.captured_at_s))
            self._newest.put(frame)
        raise DeviceFaulted(self._lease.info.device_id, reason="no impression")

    def _watch(self, stream: Future[FingerFrame]) -> End:
        """On the analysis thread: guide while there is a preview, then judge what the scanner gave."""
        from station.quality.finger.segmentation import segment  # OpenCV: not at the station's start

        self._scorer.warm_up()  # ready when the fingers are
        while (frame := self._newest.take()) is not None:
            found = segment(frame.pixels, frame.resolution_ppi)
            advice = advise(found, self._slap, self._expected, frame.status)
            self._guide(SlapGuidance(advice, boxes(found, self._expected), len(found.fingers), len(self._expected)))
        if self._stopped.is_set():
            return CaptureStopped()
        error = stream.exception()
        if isinstance(error, DeviceError):
            return CaptureFailed(replace(device_problem(error), field=self._slap.value))
        if isinstance(error, Cancelled):  # the lease was taken away: the station is closing
            return CaptureStopped()
        return self._judge(stream.result())

    def _judge(self, frame: FingerFrame) -> End:
        from station.quality.finger.segmentation import crop, segment

        found = segment(frame.pixels, frame.resolution_ppi)
        outlines = boxes(found, self._expected)
        problem = refusal(found, self._slap, self._expected)
        if problem is not None:
            return CaptureRefused(problem, frame.pixels, outlines)
        self._guide(PreviewFrame(frame.pixels, frame.captured_at_s))
        self._guide(SlapGuidance("FNG-ASSESSING", outlines, len(outlines), len(self._expected)))
        prints = [crop(frame.pixels, finger, frame.resolution_ppi) for finger in found.fingers]
        scores = self._scorer.score(prints)
        fingers = tuple(
            SegmentedFinger(finger, pixels, score, replace(outline, score=score.score))
            for finger, pixels, score, outline in zip(self._expected, prints, scores, outlines, strict=True)
        )
        return SlapCandidate(
            slap=self._slap,
            source=frame.pixels,
            resolution_ppi=frame.resolution_ppi,
            fingers=fingers,
            device=capture_device(self._lease.info),
            captured_at=self._clock.now(),
        )

    def _guide(self, event: PreviewFrame | SlapGuidance) -> None:
        if not self._stopped.is_set():
            self._on_event(event)
