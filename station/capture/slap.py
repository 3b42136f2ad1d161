"""What a capture session does for a slap: the preview with live boxes, the impression, its fingers, their scores."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from devices.api import CancelScope, DeviceInfo, FingerFrame, FingerPosition, FingerprintScanner
from station.capture.lending import capture_device, refuse_unfit
from station.capture.placement import advise, boxes, refusal
from station.domain.capture import (
    CaptureRefused,
    PreviewFrame,
    SegmentedFinger,
    SlapCandidate,
    SlapEvent,
    SlapGuidance,
)
from station.domain.clock import Clock, SystemClock
from station.domain.sample import Finger, QualityScore, Slap


class FingerScorer(Protocol):
    """What a slap needs of `Nfiq2`. Used on the session's thread; `score` blocks, `warm_up` does not."""

    def warm_up(self) -> object: ...
    def score(self, prints: Sequence[NDArray[np.uint8]], /) -> tuple[QualityScore, ...]: ...


class SlapCapture:
    """One attempt: a slap scanner takes the impression by itself when the fingers lie still."""

    patience_s = None  # a scanner may wait for the fingers

    def __init__(
        self,
        info: DeviceInfo,
        slap: Slap,
        expected: tuple[Finger, ...],
        scorer: FingerScorer,
        clock: Clock | None = None,
    ) -> None:
        """expected: the slap's fingers without the missing ones, left to right."""
        self._info, self._slap, self._expected, self._scorer = info, slap, expected, scorer
        self._clock = clock or SystemClock()
        self.field = slap.value

    def give(self, scanner: FingerprintScanner, scope: CancelScope, /) -> Iterator[FingerFrame]:
        return scanner.acquire(tuple(FingerPosition(finger) for finger in self._expected), scope)

    def show(self, frame: FingerFrame, /) -> PreviewFrame | None:
        refuse_unfit(frame.pixels, (), self._info.device_id)
        return None if frame.final else PreviewFrame(frame.pixels, frame.captured_at_s)

    def prepare(self) -> None:
        self._scorer.warm_up()  # ready when the fingers are

    def look(self, frame: FingerFrame, /, *, asked: bool) -> Iterator[SlapEvent]:
        from station.quality.finger.segmentation import crop, segment  # OpenCV: not at the station's start

        found = segment(frame.pixels, frame.resolution_ppi)
        outlines = boxes(found, self._expected)
        if not frame.final:
            advice = advise(found, self._slap, self._expected, frame.status)
            yield SlapGuidance(advice, outlines, len(found.fingers), len(self._expected))
            return
        problem = refusal(found, self._slap, self._expected)
        if problem is not None:
            yield CaptureRefused(problem, frame.pixels, outlines)
            return
        yield PreviewFrame(frame.pixels, frame.captured_at_s)
        yield SlapGuidance("FNG-ASSESSING", outlines, len(outlines), len(self._expected))
        prints = [crop(frame.pixels, finger, frame.resolution_ppi) for finger in found.fingers]
        scores = self._scorer.score(prints)
        yield SlapCandidate(
            slap=self._slap,
            source=frame.pixels,
            resolution_ppi=frame.resolution_ppi,
            fingers=tuple(
                SegmentedFinger(finger, pixels, score, replace(outline, score=score.score))
                for finger, pixels, score, outline in zip(self._expected, prints, scores, outlines, strict=True)
            ),
            device=capture_device(self._info),
            captured_at=self._clock.now(),
        )
