"""What a capture session does for a photograph of what cannot be taken: a bandaged hand, a covered eye. No check of a
portrait holds for it; it is taken when asked, and refused only where nothing can be seen."""

from collections.abc import Iterator

import numpy as np

from devices.api import DeviceInfo, Frame
from station.capture.camera import CameraCapture
from station.capture.lending import capture_device
from station.domain.capture import CaptureRefused, PhotoCandidate, PhotoEvent
from station.domain.clock import Clock
from station.domain.errors import Problem

_LEAST_SPREAD = 4.0
"""Of the grey values, standard deviation: a lens that is covered, or a room without light, has less."""


class PhotoCapture(CameraCapture):
    def __init__(self, info: DeviceInfo, clock: Clock) -> None:
        super().__init__(info)
        self._clock = clock

    def look(self, frame: Frame, /, *, asked: bool) -> Iterator[PhotoEvent]:
        if not asked:
            return
        if float(np.std(frame.pixels[::4, ::4])) < _LEAST_SPREAD:
            yield CaptureRefused(Problem("PHOTO-NOTHING-SEEN"), frame.pixels)
            return
        yield PhotoCandidate(frame.pixels, capture_device(self._info), self._clock.now())
