"""What a capture session does for a portrait: the camera's preview, live guidance, the picture."""

from collections.abc import Iterator
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from devices.api import Camera, CancelScope, DeviceInfo, Frame
from station.capture.leeway import judged, measures_left_out, rules_for
from station.capture.lending import capture_device, refuse_unfit
from station.capture.shutter import Refusal, Shot, Shutter
from station.domain.capture import CaptureRefused, PortraitCandidate, PortraitEvent, PreviewFrame
from station.domain.clock import Clock, SystemClock
from station.domain.errors import Problem, StationError
from station.domain.leeway import Leeway
from station.domain.override import may_pass
from station.quality.face.analysis import FaceAnalysis
from station.quality.face.components import scores


class FaceAnalyser(Protocol):
    """What a portrait needs of `FaceEngine`. Used on the session's thread only."""

    def load(self) -> None: ...
    def forget(self) -> None: ...
    def analyse(self, pixels: NDArray[np.uint8], /) -> FaceAnalysis | None: ...
    def crop(self, pixels: NDArray[np.uint8], analysis: FaceAnalysis, /) -> NDArray[np.uint8]: ...


class PortraitCapture:
    """One attempt: taken by itself after the hold, or at once when asked, where all checks hold; else refused."""

    field = ""
    patience_s = 10.0  # a camera gives frames all the time

    def __init__(
        self, info: DeviceInfo, analyser: FaceAnalyser, clock: Clock | None = None, leeway: Leeway | None = None
    ) -> None:
        self._info, self._analyser, self._clock = info, analyser, clock or SystemClock()
        self._leeway = leeway or Leeway()
        self._shutter = Shutter(rules_for(self._leeway))

    def give(self, camera: Camera, scope: CancelScope, /) -> Iterator[Frame]:
        return camera.frames(scope)

    def show(self, frame: Frame, /) -> PreviewFrame:
        refuse_unfit(frame.pixels, (3,), self._info.device_id)
        return PreviewFrame(frame.pixels, frame.captured_at_s)

    def prepare(self) -> None:
        self._analyser.load()
        self._analyser.forget()

    def look(self, frame: Frame, /, *, asked: bool) -> Iterator[PortraitEvent]:
        seen = self._analyser.analyse(frame.pixels)
        face = seen and judged(seen, self._leeway)
        guidance, decision = self._shutter.see(frame.pixels, face, frame.captured_at_s, asked=asked)
        yield guidance
        if isinstance(decision, Refusal):
            yield CaptureRefused(Problem(decision.code), decision.pixels, unfit=self._unfit(decision))
        if isinstance(decision, Shot):
            yield self._taken(decision)

    def _taken(self, shot: Shot) -> PortraitCandidate | CaptureRefused:
        try:
            return self._candidate(shot)
        except StationError as error:
            return CaptureRefused(error.problem(), shot.pixels)

    def _unfit(self, refusal: Refusal) -> PortraitCandidate | None:
        """What people may take all the same; None where nobody may, or no portrait can be cut out of it."""
        if refusal.face is None:
            return None
        try:
            found = self._candidate(Shot(refusal.pixels, refusal.face, refusal.checks, automatic=False))
        except StationError:  # why it is refused is told already
            return None
        return found if may_pass(found.failed) else None

    def _candidate(self, shot: Shot) -> PortraitCandidate:
        crop = self._analyser.crop(shot.pixels, shot.face)
        return PortraitCandidate(
            source=shot.pixels,
            crop=crop,
            device=capture_device(self._info),
            captured_at=self._clock.now(),
            automatic=shot.automatic,
            quality=scores(shot.face, measures_left_out(self._leeway)),
            checks=shot.checks,
        )
