"""What a capture session does for a portrait: the camera's preview, live guidance, the picture."""

from collections.abc import Iterator
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from devices.api import DeviceInfo, Frame
from station.capture.camera import CameraCapture
from station.capture.leeway import judged, measures_left_out, rules_for
from station.capture.lending import capture_device
from station.capture.shutter import Refusal, Shot, Shutter
from station.domain.capture import CaptureRefused, PortraitCandidate, PortraitEvent
from station.domain.clock import Clock, SystemClock
from station.domain.errors import Problem, StationError
from station.domain.leeway import EVERYTHING, Leeway
from station.domain.override import may_pass
from station.quality.face.analysis import FaceAnalysis
from station.quality.face.components import scores


class FaceAnalyser(Protocol):
    """What a portrait needs of `FaceEngine`. Used on the session's thread only."""

    def load(self) -> None: ...
    def forget(self) -> None: ...
    def analyse(self, pixels: NDArray[np.uint8], /) -> FaceAnalysis | None: ...
    def crop(self, pixels: NDArray[np.uint8], analysis: FaceAnalysis, /) -> NDArray[np.uint8]: ...


class PortraitCapture(CameraCapture):
    """One attempt: taken by itself after the hold, or at once when asked, where all checks hold; else refused."""

    def __init__(
        self, info: DeviceInfo, analyser: FaceAnalyser, clock: Clock | None = None, leeway: Leeway = EVERYTHING
    ) -> None:
        super().__init__(info)
        self._analyser, self._clock = analyser, clock or SystemClock()
        self._leeway = leeway
        self._shutter = Shutter(rules_for(self._leeway))

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
