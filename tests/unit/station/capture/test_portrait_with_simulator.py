"""The whole of it once: simulated camera, real lane and lease, real engine, automatic capture."""

import pytest

from devices.adapters.sim_camera.adapter import ADAPTER
from devices.api import DeviceKind
from devices.manager import DeviceManager
from station.capture.portrait import PortraitCapture
from station.capture.session import CaptureSession
from station.domain.capture import CaptureFailed, PortraitCandidate, PortraitEvent, PortraitGuidance, PreviewFrame
from station.domain.face_facts import Still
from station.quality.assets import assets_folder
from station.quality.face.engine import FaceEngine

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def engine() -> FaceEngine:
    folder = assets_folder() / "models"
    if not folder.is_dir():
        pytest.skip("the face models are not there: run set-up")
    return FaceEngine(folder)


def play(engine: FaceEngine, options: dict[str, object]) -> list[PortraitEvent]:
    manager = DeviceManager((ADAPTER,), {"sim_camera": options}, allow_simulated=lambda: True)  # type: ignore[dict-item]
    manager.rescan()
    events: list[PortraitEvent] = []
    try:
        lease = manager.borrow(DeviceKind.CAMERA)
        session = CaptureSession(lease, PortraitCapture(lease.info, engine), events.append)
        session.start()
        assert session.join(60)
        manager.rescan()
        manager.borrow(DeviceKind.CAMERA).release()  # the lease was given back before the end was told
    finally:
        manager.close()
    return events


def test_guided_from_the_side_to_the_picture(engine: FaceEngine) -> None:
    turned, straight = {"seconds": 1.5, "yaw": -12.0}, {"seconds": 60.0}
    events = play(engine, {"script": [turned, straight], "blink_every_s": 0.0})
    taken = events[-1]
    assert isinstance(taken, PortraitCandidate)
    assert taken.automatic
    assert taken.device.simulated
    assert taken.source.shape == (720, 1280, 3)
    assert taken.crop.shape == (531, 413, 3)
    assert all(check.ok for check in taken.checks)
    advice = [event.advice for event in events if isinstance(event, PortraitGuidance)]
    assert advice[0] == "FACE-LOOK-STRAIGHT"
    assert set(advice[-3:]) == {"FACE-HOLD"}
    assert sum(isinstance(event, PreviewFrame) for event in events) >= len(advice)


def test_after_the_choice_a_still_has_twice_the_pixels_of_the_face(engine: FaceEngine) -> None:
    taken = play(engine, {"script": [{"seconds": 60.0}], "blink_every_s": 0.0, "still": 2})[-1]
    assert isinstance(taken, PortraitCandidate)
    assert (taken.still, taken.source.shape) == (Still.TAKEN, (1440, 2560, 3))
    assert taken.detail > 1.2


def test_unplugged_in_the_preview(engine: FaceEngine) -> None:
    events = play(
        engine, {"script": [{"seconds": 60.0, "yaw": -12.0}], "fault_at_frame": 7, "fault": "gone", "gone_for_s": 0}
    )
    failed = events[-1]
    assert isinstance(failed, CaptureFailed)
    assert failed.problem.code == "DEV-010"
    assert sum(isinstance(event, PreviewFrame) for event in events) == 7
