"""A still after the choice: taken where the camera can, judged as the frame was, and never in the way of it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from threading import Event
from typing import Any

import numpy as np
import pytest

from devices.api import STILL, CancelScope, DeviceError, DeviceFaulted, DeviceGone, DeviceTimeout, Frame
from station.capture import stills
from station.capture.portrait import PortraitCapture
from station.capture.session import CaptureSession
from station.capture.stills import SAME_FACE, Stills, likeness
from station.domain.capture import CaptureStopped, PortraitCandidate, PortraitEvent, PortraitGuidance
from station.domain.face_facts import Still
from station.quality.face.analysis import FaceAnalysis
from station.quality.face.geometry import PortraitGeometry
from tests.support.cameras import INFO, LaneLease, SteppedCamera
from tests.support.clock import FakeClock
from tests.support.faces import GOOD

ABLE = replace(INFO, capabilities=frozenset({STILL}))
SHARP, BLINKING, NEARER, STRANGER = 2, 1, 3, 4
LARGER = replace(
    GOOD,
    frame_size=(2560, 1440),
    box=(1060.0, 440.0, 440.0, 580.0),
    pupils=((1164.0, 640.0), (1396.0, 640.0)),
    chin=(1280.0, 1060.0),
)
FACES = {SHARP: GOOD, BLINKING: replace(LARGER, eyes_open=0.01), NEARER: LARGER, STRANGER: LARGER}


def picture(kind: int, side: int = 4) -> np.ndarray:
    return np.full((side, side, 3), kind, np.uint8)


def face_of(kind: int) -> np.ndarray:
    """A crop: of all kinds the same person's but the stranger's."""
    random = np.random.default_rng(kind == STRANGER)
    return np.repeat(np.repeat(random.integers(0, 255, (9, 7, 1), np.uint8), 59, 0), 59, 1).repeat(3, 2)


class Analyser:
    def load(self) -> None: ...

    def forget(self) -> None: ...

    def analyse(self, pixels: np.ndarray, /) -> FaceAnalysis | None:
        return FACES[int(pixels[0, 0, 0])]

    assess = analyse

    def crop(self, pixels: np.ndarray, geometry: PortraitGeometry, /) -> np.ndarray:
        return face_of(int(pixels[0, 0, 0]))


class Able(SteppedCamera):
    info = ABLE

    def __init__(self, still: Callable[[CancelScope], Frame]) -> None:
        super().__init__([picture(SHARP)] * 40)
        self._still = still
        self.asked = 0

    def still(self, scope: CancelScope) -> Frame:
        self.asked += 1
        assert scope.left_s <= stills.STILL_S
        return self._still(scope)


def gives(pixels: Any) -> Callable[[CancelScope], Frame]:
    return lambda _: Frame(pixels, 1.0)


def raises(error: DeviceError) -> Callable[[CancelScope], Frame]:
    def still(_: CancelScope) -> Frame:
        raise error

    return still


def session(camera: Able, hear: Callable[[PortraitEvent], object], info: Any = ABLE) -> CaptureSession[Any, Any]:
    def heard(event: Any) -> None:
        hear(event)
        if isinstance(event, PortraitGuidance):
            camera.step()
            camera.step()  # the still is taken after a frame

    return CaptureSession(LaneLease(camera), PortraitCapture(info, Analyser(), FakeClock()), heard)


def play(camera: Able, info: Any = ABLE) -> PortraitCandidate:
    events: list[PortraitEvent] = []
    running = session(camera, events.append, info)
    running.start()
    assert running.join(10)
    assert isinstance(events[-1], PortraitCandidate)
    return events[-1]


def test_the_still_is_the_portrait_where_it_holds_all_that_the_frame_did() -> None:
    camera = Able(gives(picture(NEARER, 8)))
    taken = play(camera)
    assert (taken.still, taken.source.shape, camera.asked) == (Still.TAKEN, (8, 8, 3), 1)
    assert taken.detail == LARGER.geometry.scale
    assert taken.automatic


@pytest.mark.parametrize(
    ("still", "why"),
    [
        (gives(picture(BLINKING, 8)), Still.REFUSED),
        (gives(picture(STRANGER, 8)), Still.OTHER_FACE),
        (gives(picture(NEARER, 4)), Still.NO_LARGER),
        (gives(picture(SHARP, 8)), Still.NO_LARGER),  # another part of the room, as few pixels of the face
        (gives(np.zeros((0, 8, 3), np.uint8)), Still.FAILED),
        (raises(DeviceTimeout("fake:camera:1")), Still.LATE),
        (raises(DeviceFaulted("fake:camera:1")), Still.FAILED),
        (raises(DeviceGone("fake:camera:1")), Still.FAILED),
    ],
)
def test_else_the_frame_stays_and_why_is_said(still: Callable[[CancelScope], Frame], why: Still) -> None:
    taken = play(Able(still))
    assert (taken.still, taken.source.shape, int(taken.source[0, 0, 0])) == (why, (4, 4, 3), SHARP)


def test_a_camera_that_takes_none_is_asked_for_none() -> None:
    camera = Able(gives(picture(NEARER, 8)))
    taken = play(camera, INFO)
    assert (taken.still, camera.asked) == (None, 0)


def test_a_camera_that_hangs_in_it_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stills, "STILL_S", 0.05)
    monkeypatch.setattr(stills, "GRACE_S", 0.05)
    free = Event()

    def hang(_: CancelScope) -> Frame:
        free.wait(10)
        return Frame(picture(NEARER, 8), 1.0)

    waiting = Stills()
    frames = waiting.frames(Able(hang), CancelScope())
    next(frames)
    taken = waiting.take()  # nobody takes another frame meanwhile
    free.set()
    assert taken is Still.LATE


def test_one_that_nobody_waits_for_any_more_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stills, "STILL_S", 0.05)
    monkeypatch.setattr(stills, "GRACE_S", 0.05)

    class AtOnce(Able):
        def frames(self, scope: CancelScope) -> Iterator[Frame]:
            yield from (Frame(picture(SHARP), at) for at in (1.0, 2.0))

    camera, waiting = AtOnce(gives(picture(NEARER, 8))), Stills()
    frames = waiting.frames(camera, CancelScope())
    next(frames)
    assert waiting.take() is Still.LATE
    next(frames)
    assert camera.asked == 0


def test_stopped_while_it_is_taken_it_ends_at_once() -> None:
    inside = Event()

    def until_cancelled(scope: CancelScope) -> Frame:
        inside.set()
        scope.wait(10, "fake:camera:1")
        raise AssertionError

    events: list[PortraitEvent] = []
    running = session(Able(until_cancelled), events.append)
    running.start()
    assert inside.wait(5)
    running.stop()
    assert running.join(2)
    assert isinstance(events[-1], CaptureStopped)


def test_after_the_last_frame_nobody_waits() -> None:
    ended = Stills()

    class One:
        def frames(self, scope: CancelScope) -> Iterator[Frame]:
            yield Frame(picture(SHARP), 1.0)

    assert len(list(ended.frames(One(), CancelScope()))) == 1  # type: ignore[arg-type]
    assert ended.take() is Still.FAILED


def test_a_face_is_like_itself_in_other_light_and_unlike_another() -> None:
    one, other = face_of(SHARP), face_of(STRANGER)
    assert likeness(one, (one * 0.7 + 20).astype(np.uint8)) > SAME_FACE > likeness(one, other)
    assert likeness(np.zeros_like(one), one) == 0.0
