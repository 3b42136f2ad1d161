"""What a capture session does for a page of paper: where it lies in the preview, and the page once somebody asks."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from devices.api import DeviceInfo, Frame
from station.capture.camera import CameraCapture
from station.capture.lending import capture_device
from station.domain.capture import CaptureRefused, PageCandidate, PageEvent, PageGuidance, PreviewFrame
from station.domain.clock import Clock
from station.domain.errors import Problem
from station.quality.cv import cv2
from station.quality.page import edges
from station.quality.page.look import look_at

_PREVIEW_PX = 1280
"""Longer side: a camera of eight megapixels would keep the window busy with pixels that it has no room for."""


class PageCapture(CameraCapture):
    """One page: taken when asked, and refused only where nothing of it can be read."""

    def __init__(self, info: DeviceInfo, expected: str, clock: Clock) -> None:
        """expected: size of the paper, as `station.quality.page.measures`."""
        super().__init__(info)
        self._expected, self._clock = expected, clock

    def show(self, frame: Frame, /) -> PreviewFrame:
        return replace(super().show(frame), pixels=_small(frame.pixels))

    def look(self, frame: Frame, /, *, asked: bool) -> Iterator[PageEvent]:
        if not asked:
            found = edges.corners_of(_small(frame.pixels))
            yield PageGuidance(None if found is None else tuple((float(x), float(y)) for x, y in found))
            return
        page = look_at(frame.pixels, self._expected)
        if page.unreadable:
            yield CaptureRefused(Problem(page.unreadable), _small(page.pixels))
            return
        device, at = capture_device(self._info), self._clock.now()
        yield PageCandidate(page.pixels, device, at, page.size, page.ppi, page.warnings, page.likeness)


def _small(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    scale = _PREVIEW_PX / max(pixels.shape[:2])
    if scale >= 1:
        return pixels
    small = np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    small.flags.writeable = False
    return small
