"""What a capture session does for a slap: the preview with live boxes, the impression, its fingers, their names, their
scores."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from devices.api import CancelScope, DeviceInfo, FingerFrame, FingerPosition, FingerprintScanner
from station.capture.lending import capture_device, refuse_unfit
from station.capture.placement import NOT_A_FINGER, advise, boxes, refusal
from station.domain.capture import (
    CaptureRefused,
    FingerBox,
    PreviewFrame,
    SegmentedFinger,
    SlapCandidate,
    SlapEvent,
    SlapGuidance,
)
from station.domain.clock import Clock, SystemClock
from station.domain.errors import Problem, StationError
from station.domain.failed import FailedCheck
from station.domain.finger_checks import Before, Finding
from station.domain.sample import Finger, QualityScore, Slap

if TYPE_CHECKING:
    from station.quality.finger.found import Segmentation

_LIKE_A_THUMB = (Finger.RIGHT_THUMB, Finger.LEFT_THUMB, Finger.RIGHT_LITTLE, Finger.LEFT_LITTLE)
"""Not of those whose width a thumb's is held against."""


class Measured(Protocol):
    @property
    def quality(self) -> QualityScore: ...
    @property
    def minutiae(self) -> bytes: ...


class FingerScorer(Protocol):
    """What a slap needs of `Nfiq2`. Used on the session's thread; all but `warm_up` block."""

    def warm_up(self) -> object: ...
    def measure(self, prints: Sequence[NDArray[np.uint8]], /) -> Sequence[Measured]: ...
    def match(self, pairs: Sequence[tuple[bytes, bytes]], /) -> Sequence[int]: ...


class BeforeUnknown(StationError):
    """What was taken of the person before could not be read; `reason` is the code that says why."""

    code, retryable = "STN-522", True


def nothing_before() -> "Future[Before | Problem]":
    """Of a person of whom nothing was taken, checked as any."""
    known: Future[Before | Problem] = Future()
    known.set_result(Before())
    return known


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
        before: "Callable[[], Future[Before | Problem]]" = nothing_before,
        doubted: str = "",
    ) -> None:
        """expected: the slap's fingers without the missing ones, left to right. before: what is to be known of the
        person, asked at the start and waited for at the end. doubted: the check that refused the last attempt at this;
        one that may err and says so again asks."""
        self._info, self._slap, self._expected, self._scorer = info, slap, expected, scorer
        self._clock = clock or SystemClock()
        self._ask, self._doubted = before, doubted
        self._before = nothing_before()
        self._empty: FingerFrame | None = None
        self._last: FingerFrame | None = None
        self.field = slap.value

    def give(self, scanner: FingerprintScanner, scope: CancelScope, /) -> Iterator[FingerFrame]:
        return scanner.acquire(tuple(FingerPosition(finger) for finger in self._expected), scope)

    def show(self, frame: FingerFrame, /) -> PreviewFrame | None:
        refuse_unfit(frame.pixels, (), self._info.device_id)
        if frame.final:
            return None
        if frame.status == "searching_fingers":
            self._empty = frame
        else:
            self._last = frame
        return PreviewFrame(frame.pixels, frame.captured_at_s)

    def prepare(self) -> None:
        self._scorer.warm_up()  # ready when the fingers are
        self._before = self._ask()

    def look(self, frame: FingerFrame, /, *, asked: bool) -> Iterator[SlapEvent]:
        from station.quality.finger.segmentation import segment  # OpenCV: not at the station's start

        found = segment(frame.pixels, frame.resolution_ppi)
        outlines = boxes(found, self._expected)
        if not frame.final:
            advice = advise(found, self._slap, self._expected, frame.status)
            yield SlapGuidance(self._wipe(frame) or advice, outlines, len(found.fingers), len(self._expected))
            return
        yield from self._impression(frame, found, outlines)

    def _impression(
        self, frame: FingerFrame, found: "Segmentation", outlines: tuple[FingerBox, ...]
    ) -> Iterator[SlapEvent]:
        from station.capture.judging import Seen, findings, of_the_glass
        from station.capture.naming import Judged
        from station.quality.finger.segmentation import crop

        before = self._known()
        wrong = of_the_glass(frame.pixels, frame.resolution_ppi, self._residue_mm2(), before.rules.limits)
        problem = self._problem(wrong, outlines) if wrong else refusal(found, self._slap, self._expected)
        if problem is not None:
            yield CaptureRefused(problem, frame.pixels, outlines)
            return
        prints = tuple(crop(frame.pixels, finger, frame.resolution_ppi) for finger in found.fingers)
        seen = Seen(
            frame.pixels, frame.resolution_ppi, found, prints, self._slap, self._expected, before.rules, before.years,
            self._moved_mm(frame), _known_width_mm(before),
        )  # fmt: skip
        judged = Judged(findings(seen), before.rules, self._doubted)
        if judged.refused is not None:
            yield self._refused(judged.refused, frame, outlines)
            return
        yield PreviewFrame(frame.pixels, frame.captured_at_s)
        yield SlapGuidance("FNG-ASSESSING", outlines, len(outlines), len(self._expected))
        measured = self._scorer.measure(prints)
        empty = tuple(place for place, each in enumerate(measured) if each.quality.score is None)
        if empty:
            no_finger = Finding(FailedCheck(NOT_A_FINGER), refuses=True, places=empty)
            yield self._refused(no_finger, frame, outlines)
            return
        judged = judged.matched(*self._matched(measured, before), self._expected)
        if judged.refused is not None:
            yield self._refused(judged.refused, frame, outlines)
            return
        doubted = judged.doubted
        yield SlapCandidate(
            slap=self._slap,
            source=frame.pixels,
            resolution_ppi=frame.resolution_ppi,
            fingers=tuple(
                SegmentedFinger(
                    finger,
                    pixels,
                    each.quality,
                    replace(outline, score=each.quality.score, doubted=place in doubted),
                    judged.named_by(finger),
                )
                for place, (finger, pixels, each, outline) in enumerate(
                    zip(self._expected, prints, measured, outlines, strict=True)
                )
            ),
            device=capture_device(self._info),
            captured_at=self._clock.now(),
            questions=judged.questions,
            noted=judged.noted,
        )

    def _matched(self, measured: Sequence[Measured], before: Before) -> tuple[tuple[Finding, ...], frozenset[Finger]]:
        from station.capture.matching import Matching, Print

        fresh = [Print(finger, each.minutiae) for finger, each in zip(self._expected, measured, strict=True)]
        earlier = self._scorer.measure([each.pixels for each in before.prints])
        known = [Print(each.finger, of_it.minutiae) for each, of_it in zip(before.prints, earlier, strict=True)]
        matching = Matching(fresh, known, before.rules.limits)
        scores = self._scorer.match(matching.pairs) if matching.pairs else ()
        if before.rules.cross == "off":
            return (), matching.confirmed(scores)
        return (*matching.findings(scores), *matching.unlike(scores)), matching.confirmed(scores)

    def _refused(self, finding: Finding, frame: FingerFrame, outlines: tuple[FingerBox, ...]) -> CaptureRefused:
        doubted = finding.places or tuple(range(len(outlines)))
        shown = tuple(replace(each, doubted=place in doubted) for place, each in enumerate(outlines))
        return CaptureRefused(self._problem(finding, outlines), frame.pixels, shown)

    def _problem(self, finding: Finding, outlines: tuple[FingerBox, ...]) -> Problem:
        counted = {"seen": len(outlines), "expected": len(self._expected)}
        return Problem(finding.check.code, counted, field=self._slap.value)

    def _wipe(self, frame: FingerFrame) -> str:
        """The advice to wipe the glass, while it is empty and shows ridges."""
        from station.capture.judging import RESIDUE

        limits = self._known().rules.limits if self._before.done() else Before().rules.limits
        searching = frame.status == "searching_fingers"
        return RESIDUE if searching and _ridges_mm2(frame) > limits.residue_mm2 else ""

    def _known(self) -> Before:
        """Waits for it. Raises BeforeUnknown."""
        known = self._before.result()
        if isinstance(known, Problem):
            raise BeforeUnknown(reason=known.code, field=self.field)
        return known

    def _residue_mm2(self) -> float:
        return _ridges_mm2(self._empty) if self._empty is not None else 0.0

    def _moved_mm(self, final: FingerFrame) -> float:
        from station.quality.finger.motion import shift_mm

        last = self._last
        if last is None:
            return 0.0
        return shift_mm(last.pixels, last.resolution_ppi, final.pixels, final.resolution_ppi)


def _ridges_mm2(frame: FingerFrame) -> float:
    from station.quality.finger.ridges import ridge_area_mm2

    return ridge_area_mm2(frame.pixels, frame.resolution_ppi)


def _known_width_mm(before: Before) -> float:
    """Usual width of the index, middle and ring fingers taken before; 0 where there are none."""
    from station.quality.finger.row import usual_width_mm
    from station.quality.finger.segmentation import CROP_MARGIN_MM, CROP_PPI

    widths = [each.pixels.shape[1] for each in before.prints if each.finger not in _LIKE_A_THUMB]
    return usual_width_mm([each * 25.4 / CROP_PPI - CROP_MARGIN_MM for each in widths])
