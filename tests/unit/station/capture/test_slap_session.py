"""A slap session: preview, guidance, impression, exactly one end, the scanner given back before it."""

from collections.abc import Callable, Iterator
from threading import Event
from time import monotonic
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from devices.api import CancelScope, DeviceError, DeviceGone, FingerFrame, FingerPosition
from station.capture.session import CaptureSession
from station.capture.slap import SlapCapture
from station.domain.capture import (
    CaptureFailed,
    CaptureRefused,
    CaptureStopped,
    PreviewFrame,
    SlapCandidate,
    SlapEvent,
    SlapGuidance,
)
from station.domain.sample import Finger, QualityScore, Slap
from station.quality.finger.nfiq2 import ScorerCrashed
from tests.support.cameras import INFO, LaneLease
from tests.support.clock import NOW, FakeClock
from tests.support.scanners import FixedScorer, slap_pixels

ENDS = (SlapCandidate, CaptureRefused, CaptureFailed, CaptureStopped)


class Scanner:
    """Shows an empty glass `previews` times, then the impression; or raises, or waits for the cancel."""

    def __init__(
        self,
        pixels: NDArray[np.uint8] | None,
        error: Exception | None = None,
        previews: int = 2,
        resolution_ppi: int = 500,
    ) -> None:
        self._pixels, self._error, self._previews, self._resolution_ppi = pixels, error, previews, resolution_ppi
        self.asked: tuple[FingerPosition, ...] = ()

    def acquire(self, expected: tuple[FingerPosition, ...], scope: CancelScope) -> Iterator[FingerFrame]:
        self.asked = expected
        empty = np.full((750, 800), 251, np.uint8)
        for _ in range(self._previews):
            yield FingerFrame(empty, 250, monotonic(), "searching_fingers")
        if self._error is not None:
            raise self._error
        if self._pixels is None:
            scope.wait(30.0, "fake")
            return
        yield FingerFrame(self._pixels, self._resolution_ppi, monotonic(), "capturing", final=True)


def run(
    scanner: Any,
    slap: Slap = Slap.RIGHT_FOUR,
    expected: tuple[Finger, ...] = (),
    scorer: Any = None,
    during: Callable[[CaptureSession[Any, SlapEvent], SlapEvent], None] = lambda session, event: None,
) -> tuple[list[SlapEvent], LaneLease]:
    """All events of one session, and its lease; checks what holds for every session."""
    lease = LaneLease(scanner)
    events: list[SlapEvent] = []

    def hear(event: SlapEvent) -> None:
        if isinstance(event, ENDS):
            assert lease.released == 1
        events.append(event)
        during(session, event)

    session = CaptureSession(
        lease, SlapCapture(INFO, slap, expected or slap.fingers, scorer or FixedScorer(), FakeClock()), hear
    )
    session.start()
    assert session.join(60)
    assert [isinstance(event, ENDS) for event in events] == [False] * (len(events) - 1) + [True]
    return events, lease


def test_a_good_slap_becomes_a_candidate_with_each_finger_named_and_scored() -> None:
    pixels = slap_pixels("good", Slap.LEFT_FOUR)
    scanner, scorer = Scanner(pixels), FixedScorer(61)
    events, lease = run(scanner, Slap.LEFT_FOUR, scorer=scorer)
    assert scorer.warm
    candidate = events[-1]
    assert isinstance(candidate, SlapCandidate)
    assert candidate.source is pixels
    assert candidate.resolution_ppi == 500
    assert candidate.captured_at == NOW
    assert candidate.device.device_id == lease.info.device_id
    assert candidate.device.simulated
    assert [finger.finger for finger in candidate.fingers] == list(Slap.LEFT_FOUR.fingers)
    assert scanner.asked == tuple(FingerPosition(finger) for finger in Slap.LEFT_FOUR.fingers)
    for finger in candidate.fingers:
        assert finger.quality == QualityScore("NFIQ2", "2.3.0", 61)
        assert finger.box.score == 61
        assert finger.box.finger is finger.finger
        assert not finger.pixels.flags.writeable
        assert finger.pixels.shape[0] > finger.pixels.shape[1]
    xs = [finger.box.corners[0][0] for finger in candidate.fingers]
    assert xs == sorted(xs)


def test_preview_comes_first_and_the_impression_is_shown_while_it_is_assessed() -> None:
    pixels = slap_pixels("good", Slap.THUMBS)
    events, _ = run(Scanner(pixels), Slap.THUMBS)
    previews = [event for event in events if isinstance(event, PreviewFrame)]
    assert [event.pixels.shape for event in previews] == [(750, 800), (750, 800), (1500, 1600)]
    advices = [event for event in events if isinstance(event, SlapGuidance)]
    assert advices[-1].advice == "FNG-ASSESSING"
    assert (advices[-1].seen, advices[-1].expected) == (2, 2)
    assert {event.advice for event in advices[:-1]} <= {"FNG-PLACE"}
    assert events[-3] is previews[-1]
    assert events[-2] is advices[-1]


@pytest.mark.parametrize(
    ("outcome", "slap", "code"),
    [
        ("three_fingers", Slap.RIGHT_FOUR, "FNG-TOO-FEW"),
        ("extra_finger", Slap.THUMBS, "FNG-TOO-MANY"),
        ("wrong_hand", Slap.LEFT_FOUR, "FNG-WRONG-HAND"),
        ("smudge", Slap.RIGHT_FOUR, "FNG-NOT-A-FINGER"),
        ("blank", Slap.RIGHT_FOUR, "FNG-NOT-A-FINGER"),
    ],
)
def test_what_must_not_be_used_is_refused_and_never_scored(outcome: str, slap: Slap, code: str) -> None:
    scorer = FixedScorer()
    events, _ = run(Scanner(slap_pixels(outcome, slap)), slap, scorer=scorer)
    refused = events[-1]
    assert isinstance(refused, CaptureRefused)
    assert refused.problem.code == code
    assert refused.problem.params["seen"] == len(refused.boxes)
    assert refused.problem.field == slap.value
    assert refused.pixels is not None
    assert scorer.asked == 0


def test_missing_fingers_said_beforehand_are_not_missed() -> None:
    expected = (Finger.RIGHT_INDEX, Finger.RIGHT_RING, Finger.RIGHT_LITTLE)
    pixels = slap_pixels("good", Slap.RIGHT_FOUR, expected=expected)
    events, _ = run(Scanner(pixels), expected=expected)
    assert isinstance(events[-1], SlapCandidate)
    assert tuple(finger.finger for finger in events[-1].fingers) == expected


def test_a_print_without_a_score_is_no_finger_and_the_picture_says_which() -> None:
    events, _ = run(Scanner(slap_pixels("good", Slap.THUMBS)), Slap.THUMBS, scorer=FixedScorer(None))
    refused = events[-1]
    assert isinstance(refused, CaptureRefused)
    assert refused.problem.code == "FNG-NOT-A-FINGER"
    assert [box.doubted for box in refused.boxes] == [True, True]


@pytest.mark.parametrize("error", [DeviceGone("fake")])
def test_the_scanners_error_ends_the_session(error: DeviceError) -> None:
    events, _ = run(Scanner(None, error))
    assert isinstance(events[-1], CaptureFailed)
    assert events[-1].problem.code == error.code
    assert events[-1].problem.retryable
    assert events[-1].problem.field == "right_four"


def test_a_scanner_that_gives_no_impression_is_faulted() -> None:
    class Empty(Scanner):
        def acquire(self, expected: tuple[FingerPosition, ...], scope: CancelScope) -> Iterator[FingerFrame]:
            return iter(())

    events, _ = run(Empty(None))
    assert isinstance(events[-1], CaptureFailed)
    assert events[-1].problem.code == "DEV-030"


def test_a_picture_no_scanner_delivers_fails_typed() -> None:
    events, _ = run(Scanner(np.full((100, 5000), 255, np.uint8)))
    assert isinstance(events[-1], CaptureFailed)
    assert events[-1].problem.code == "STN-520"


@pytest.mark.parametrize("shape", [(0, 0), (100, 0), (10, 10, 3)])
def test_an_impression_without_a_row_or_in_colour_is_the_scanners_fault(shape: tuple[int, ...]) -> None:
    events, _ = run(Scanner(np.zeros(shape, np.uint8)))
    assert isinstance(events[-1], CaptureFailed)
    assert events[-1].problem.code == "DEV-030"


def test_a_dead_scorer_fails_the_session_and_can_be_tried_again() -> None:
    scorer = FixedScorer(error=ScorerCrashed(exit_code=-11))
    events, _ = run(Scanner(slap_pixels("good", Slap.THUMBS)), Slap.THUMBS, scorer=scorer)
    assert isinstance(events[-1], CaptureFailed)
    assert (events[-1].problem.code, events[-1].problem.retryable) == ("STN-510", True)


def test_a_bug_in_the_analysis_ends_the_session_with_its_number(caplog: pytest.LogCaptureFixture) -> None:
    events, _ = run(
        Scanner(slap_pixels("good", Slap.THUMBS)), Slap.THUMBS, scorer=FixedScorer(error=ZeroDivisionError())
    )
    assert isinstance(events[-1], CaptureFailed)
    assert (events[-1].problem.code, events[-1].problem.field) == ("STN-150", "thumbs")
    assert str(events[-1].problem.params["incident"]) in caplog.text


def test_stop_ends_a_preview_without_an_end() -> None:
    def stop(session: CaptureSession[Any, SlapEvent], event: SlapEvent) -> None:
        if isinstance(event, PreviewFrame):
            session.stop()

    events, _ = run(Scanner(None, previews=5), during=stop)
    assert isinstance(events[-1], CaptureStopped)
    assert len(events) < 7


def test_stop_while_prints_are_scored_gives_no_candidate() -> None:
    def stop(session: CaptureSession[Any, SlapEvent], event: SlapEvent) -> None:
        if isinstance(event, SlapGuidance) and event.advice == "FNG-ASSESSING":
            session.stop()

    events, _ = run(Scanner(slap_pixels("good", Slap.THUMBS)), Slap.THUMBS, during=stop)
    assert isinstance(events[-1], CaptureStopped)


def test_stop_and_capture_after_the_end_change_nothing() -> None:
    def again(session: CaptureSession[Any, SlapEvent], event: SlapEvent) -> None:
        session.capture()
        if isinstance(event, ENDS):
            session.stop()
            session.stop()

    events, _ = run(Scanner(slap_pixels("good", Slap.THUMBS)), Slap.THUMBS, during=again)
    assert isinstance(events[-1], SlapCandidate)


def test_a_slow_analysis_drops_preview_frames_and_never_the_impression() -> None:
    """The analysis is held at its first frame until the last preview frame was shown."""
    busy, last_shown = Event(), Event()
    shown: list[PreviewFrame] = []

    def during(session: CaptureSession[Any, SlapEvent], event: SlapEvent) -> None:
        if isinstance(event, SlapGuidance) and event.advice == "FNG-PLACE":
            busy.set()
            assert last_shown.wait(10)
        elif isinstance(event, PreviewFrame):
            shown.append(event)
            if len(shown) == 20:
                last_shown.set()

    class Fast(Scanner):
        def acquire(self, expected: tuple[FingerPosition, ...], scope: CancelScope) -> Iterator[FingerFrame]:
            frames = super().acquire(expected, scope)
            yield next(frames)
            assert busy.wait(10)
            yield from frames

    events, _ = run(Fast(slap_pixels("good", Slap.THUMBS), previews=20), Slap.THUMBS, during=during)
    assert isinstance(events[-1], SlapCandidate)
    assert len(shown) == 21
    assert sum(isinstance(event, SlapGuidance) for event in events) <= 3
