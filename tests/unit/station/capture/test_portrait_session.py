"""The portrait session: preview, guidance, and exactly one end, whatever happens."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from threading import Event

import numpy as np
import pytest

from devices.api import Cancelled, DeviceFaulted, DeviceGone, DeviceTimeout, Frame
from station.capture.portrait import PortraitCapture
from station.capture.session import CaptureSession
from station.domain.capture import (
    CaptureFailed,
    CaptureRefused,
    CaptureStopped,
    PortraitCandidate,
    PortraitEvent,
    PortraitGuidance,
    PreviewFrame,
)
from station.domain.face_facts import Pitch
from station.quality.assets import ModelsMissing
from station.quality.face.analysis import FaceAnalysis
from station.quality.face.crop import HeadOutsideFrame
from station.quality.face.geometry import PortraitGeometry
from tests.support.cameras import INFO, LaneLease, SteppedCamera
from tests.support.clock import NOW, FakeClock
from tests.support.faces import GOOD

ENDS = (PortraitCandidate, CaptureRefused, CaptureFailed, CaptureStopped)
CROP = np.zeros((531, 413, 3), np.uint8)

BAD, BLINK, GOOD_PIXEL, SHARPER = 0, 1, 2, 3  # what the first byte of a picture says about the face in it
FACES: dict[int, FaceAnalysis | None] = {
    BAD: None,
    BLINK: replace(GOOD, eyes_open=0.01),
    GOOD_PIXEL: GOOD,
    SHARPER: replace(GOOD, sharpness=5.0),
}

ASSESSED: dict[int, FaceAnalysis | None] = {}
"""What is found only when the picture is looked at from all sides."""


class Analyser:
    """Knows the face by the picture's first byte."""

    def __init__(self, error: Exception | None = None, crop_error: Exception | None = None) -> None:
        self._error, self._crop_error = error, crop_error
        self.calls: list[str] = []

    def load(self) -> None:
        self.calls.append("load")
        if isinstance(self._error, ModelsMissing):
            raise self._error

    def forget(self) -> None:
        self.calls.append("forget")

    def analyse(self, pixels: np.ndarray, /) -> FaceAnalysis | None:
        if self._error is not None:
            raise self._error
        return FACES[int(pixels[0, 0, 0])]

    def assess(self, pixels: np.ndarray, /) -> FaceAnalysis | None:
        self.calls.append("assess")
        return ASSESSED.get(int(pixels[0, 0, 0]), self.analyse(pixels))

    def crop(self, pixels: np.ndarray, geometry: PortraitGeometry, /) -> np.ndarray:
        if self._crop_error is not None:
            raise self._crop_error
        return CROP


def picture(kind: int) -> np.ndarray:
    pixels = np.full((4, 4, 3), kind, np.uint8)
    pixels.flags.writeable = False
    return pixels


class Stage:
    """A session over a stepped camera: each guidance lets the next picture through."""

    def __init__(
        self,
        kinds: Sequence[int],
        error: Exception | None = None,
        analyser: Analyser | None = None,
        on_guidance: Callable[["Stage", int], None] = lambda stage, count: None,
    ) -> None:
        self.camera = SteppedCamera([picture(kind) for kind in kinds], error)
        self.lease = LaneLease(self.camera)
        self.analyser = analyser or Analyser()
        self.events: list[PortraitEvent] = []
        self.released_at_the_end = False
        self._on_guidance = on_guidance
        self.session = CaptureSession(self.lease, PortraitCapture(INFO, self.analyser, FakeClock()), self._hear)

    def _hear(self, event: PortraitEvent) -> None:
        self.events.append(event)
        if isinstance(event, PortraitGuidance):
            self._on_guidance(self, len(self.of(PortraitGuidance)))
            self.camera.step()
        if isinstance(event, ENDS):
            self.released_at_the_end = self.lease.released == 1

    def of(self, kind: type) -> list[PortraitEvent]:
        return [event for event in self.events if isinstance(event, kind)]

    def play(self) -> PortraitEvent:
        """Run to the end; the one ending event."""
        self.session.start()
        assert self.session.join(10)
        ends = [event for event in self.events if isinstance(event, ENDS)]
        assert len(ends) == 1
        assert self.events[-1] is ends[0]
        assert self.released_at_the_end
        return ends[0]


def test_the_picture_is_taken_when_all_holds() -> None:
    kinds = [BAD, BLINK, GOOD_PIXEL, GOOD_PIXEL, SHARPER, *[GOOD_PIXEL] * 8]
    stage = Stage(kinds)
    taken = stage.play()
    assert isinstance(taken, PortraitCandidate)
    assert taken.automatic
    assert np.array_equal(taken.source, picture(SHARPER))
    assert not taken.source.flags.writeable
    assert taken.crop is CROP
    assert taken.captured_at == NOW
    assert (taken.device.device_id, taken.device.simulated) == (INFO.device_id, True)
    assert {score.algorithm for score in taken.quality} >= {"HeadPoseYaw", "EyesOpen"}
    assert all(check.ok for check in taken.checks)
    advice = [event.advice for event in stage.of(PortraitGuidance) if isinstance(event, PortraitGuidance)]
    assert advice[:3] == ["FACE-NO-FACE", "FACE-OPEN-EYES", "FACE-HOLD"]
    assert len(advice) == 2 + 8  # 0.7 s at a frame every 0.1 s
    assert stage.analyser.calls == ["load", "forget", "assess"]


@pytest.mark.parametrize("shape", [(0, 0, 3), (4, 0, 3), (4, 4), (4, 4, 4)])
def test_a_picture_no_camera_delivers_fails_typed(shape: tuple[int, ...]) -> None:
    """Whoever made the adapter."""
    stage = Stage([BAD])
    stage.camera = SteppedCamera([picture(BAD), np.zeros(shape, np.uint8)])
    stage.lease = LaneLease(stage.camera)
    stage.session = CaptureSession(stage.lease, PortraitCapture(INFO, stage.analyser), stage._hear)
    failed = stage.play()
    assert isinstance(failed, CaptureFailed)
    assert (failed.problem.code, failed.problem.params["reason"]) == ("DEV-030", "frame format")


def test_the_preview_shows_every_frame_untouched() -> None:
    stage = Stage([BAD, BLINK, BAD], DeviceGone("fake:camera:1"))
    stage.play()
    shown = [event for event in stage.events if isinstance(event, PreviewFrame)]
    assert [int(event.pixels[0, 0, 0]) for event in shown] == [BAD, BLINK, BAD]
    assert [event.captured_at_s for event in shown] == pytest.approx([100.0, 100.1, 100.2])


def ask_at(number: int) -> Callable[[Stage, int], None]:
    def ask(stage: Stage, count: int) -> None:
        if count == number:
            stage.session.capture()

    return ask


def test_a_picture_asked_for_needs_no_hold() -> None:
    taken = Stage([BAD, GOOD_PIXEL, GOOD_PIXEL], on_guidance=ask_at(1)).play()
    assert isinstance(taken, PortraitCandidate)
    assert not taken.automatic


def test_a_picture_asked_for_obeys_the_same_checks() -> None:
    refused = Stage([BLINK, BLINK, GOOD_PIXEL], on_guidance=ask_at(1)).play()
    assert isinstance(refused, CaptureRefused)
    assert refused.problem.code == "FACE-OPEN-EYES"
    assert refused.pixels is not None
    assert int(refused.pixels[0, 0, 0]) == BLINK


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (DeviceGone("fake:camera:1"), "DEV-010"),
        (DeviceTimeout("fake:camera:1"), "DEV-020"),
        (DeviceFaulted("fake:camera:1"), "DEV-030"),
        (None, "DEV-030"),  # the stream may not just end
    ],
)
def test_a_camera_that_fails_ends_the_session(error: Exception | None, code: str) -> None:
    failed = Stage([BAD, BAD], error).play()
    assert isinstance(failed, CaptureFailed)
    assert failed.problem.code == code
    assert failed.problem.retryable


def test_stopping_ends_it_quietly() -> None:
    stage = Stage([BAD] * 50, on_guidance=lambda stage, count: stage.session.stop() if count == 3 else None)
    assert isinstance(stage.play(), CaptureStopped)
    assert len(stage.of(PortraitGuidance)) == 3
    stage.session.stop()
    stage.session.capture()
    assert isinstance(stage.events[-1], CaptureStopped)


def test_a_lease_taken_away_is_a_stop() -> None:
    assert isinstance(Stage([BAD], Cancelled()).play(), CaptureStopped)


def test_missing_models_are_told() -> None:
    failed = Stage([BAD], analyser=Analyser(ModelsMissing(file="x.tflite"))).play()
    assert isinstance(failed, CaptureFailed)
    assert (failed.problem.code, failed.problem.params) == ("STN-501", {"file": "x.tflite"})


def test_a_head_that_leaves_the_frame_is_refused() -> None:
    refused = Stage([GOOD_PIXEL] * 20, analyser=Analyser(crop_error=HeadOutsideFrame())).play()
    assert isinstance(refused, CaptureRefused)
    assert refused.problem.code == "STN-503"


def test_a_bug_in_the_analysis_ends_it_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        failed = Stage([BAD], analyser=Analyser(ZeroDivisionError("bug"))).play()
    assert isinstance(failed, CaptureFailed)
    assert failed.problem.code == "STN-150"
    assert "ZeroDivisionError" in caplog.text


def test_a_slow_analysis_skips_frames_and_never_holds_up_the_preview() -> None:
    pictures = [picture(BAD)] * 30
    camera = SteppedCamera(pictures, DeviceGone("fake:camera:1"))
    analysed: list[int] = []

    class Slow(Analyser):
        def analyse(self, pixels: np.ndarray, /) -> FaceAnalysis | None:
            if not analysed:  # the first frame takes as long as all others together
                for _ in pictures:
                    camera.step()
                assert all_shown.wait(10)
            analysed.append(camera.shown)
            return None

    events: list[PortraitEvent] = []
    all_shown = Event()

    def hear(event: PortraitEvent) -> None:
        events.append(event)
        if camera.shown == len(pictures):
            all_shown.set()

    session = CaptureSession(LaneLease(camera), PortraitCapture(INFO, Slow()), hear)
    session.start()
    assert session.join(10)
    assert len([event for event in events if isinstance(event, PreviewFrame)]) == len(pictures)
    assert len(analysed) <= 2
    assert isinstance(events[-1], CaptureFailed)


@pytest.mark.parametrize(("measured", "offset", "taken"), [(11.0, 0.0, False), (11.0, 6.0, True), (2.0, -7.0, False)])
def test_pitch_is_judged_from_the_cameras_zero(
    measured: float, offset: float, taken: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a low camera sees as looking down is straight before it; and the other way round."""
    bowed = replace(GOOD, pose=replace(GOOD.pose, pitch=measured))
    monkeypatch.setitem(FACES, GOOD_PIXEL, bowed)
    kind = PortraitCapture(INFO, Analyser(), FakeClock(), pitch_offset=offset)
    kind.prepare()
    told = [event for at in range(12) for event in kind.look(Frame(picture(GOOD_PIXEL), at / 5), asked=False)]
    found = [event for event in told if isinstance(event, PortraitCandidate)]
    assert bool(found) is taken
    if taken:
        assert found[0].pitch == Pitch(measured, offset)
        assert {each.algorithm: each.native for each in found[0].quality}["HeadPosePitch"] == measured - offset
        assert found[0].detail == pytest.approx(GOOD.geometry.scale)
