"""What a capture session does for a photograph of what cannot be taken: a bandaged hand, a covered eye. No check of a
portrait holds for it; it is taken when asked, and refused only where nothing can be seen."""

from collections.abc import Iterator

import numpy as np

from devices.api import Camera, CancelScope, DeviceInfo, Frame
from station.capture.lending import capture_device, refuse_unfit
from station.domain.capture import CaptureRefused, PhotoCandidate, PhotoEvent, PreviewFrame
from station.domain.clock import Clock
from station.domain.errors import Problem

_LEAST_SPREAD = 4.0
"""Of the grey values, standard deviation: a lens that is covered, or a room without light, has less."""


class PhotoCapture:
    field = ""
    patience_s = 10.0  # a camera gives frames all the time

    def __init__(self, info: DeviceInfo, clock: Clock) -> None:
        self._info, self._clock = info, clock

    def give(self, camera: Camera, scope: CancelScope, /) -> Iterator[Frame]:
        return camera.frames(scope)

    def show(self, frame: Frame, /) -> PreviewFrame:
        refuse_unfit(frame.pixels, (3,), self._info.device_id)
        return PreviewFrame(frame.pixels, frame.captured_at_s)

    def prepare(self) -> None:
        """Nothing is loaded."""

    def look(self, frame: Frame, /, *, asked: bool) -> Iterator[PhotoEvent]:
        if not asked:
            return
        if float(np.std(frame.pixels[::4, ::4])) < _LEAST_SPREAD:
            yield CaptureRefused(Problem("PHOTO-NOTHING-SEEN"), frame.pixels)
            return
        yield PhotoCandidate(frame.pixels, capture_device(self._info), self._clock.now())
