"""The simulated camera's head stands as it is told: what we measure must be what was asked for."""

from collections.abc import Callable

import numpy as np
import pytest

from devices.adapters.sim_camera.adapter import ADAPTER
from devices.api import CancelScope
from station.capture.guidance import Guide
from station.quality.assets import assets_folder
from station.quality.face.analysis import FaceAnalysis
from station.quality.face.engine import FaceEngine
from station.quality.face.geometry import HEIGHT, WIDTH

Look = Callable[..., FaceAnalysis]


def exposed(**look: float) -> np.ndarray:
    """One frame, 1280 x 720, of the head with the given look."""
    options = {"script": [{"seconds": 1.0, **look}], "blink_every_s": 0.0}
    (info,) = ADAPTER.discover(options)
    camera = ADAPTER.open(info, options)
    try:
        return next(camera.frames(CancelScope(10))).pixels
    finally:
        camera.close()


@pytest.fixture(scope="module")
def engine() -> FaceEngine:
    folder = assets_folder() / "models"
    if not folder.is_dir():
        pytest.skip("the face models are not there: run set-up")
    return FaceEngine(folder)


@pytest.fixture(scope="module")
def seen(engine: FaceEngine) -> Look:
    def look(**changes: float) -> FaceAnalysis:
        engine.forget()
        face = engine.analyse(exposed(**changes))
        assert face is not None
        return face

    return look


@pytest.mark.parametrize("yaw", [-15.0, -9.0, 9.0, 15.0])
def test_yaw(seen: Look, yaw: float) -> None:
    assert seen(yaw=yaw).pose.yaw == pytest.approx(yaw, abs=2.5)


@pytest.mark.parametrize("pitch", [-10.0, 10.0])
def test_pitch(seen: Look, pitch: float) -> None:
    assert seen(pitch=pitch).pose.pitch == pytest.approx(pitch, abs=4.0)


@pytest.mark.parametrize("roll", [-13.0, 13.0])
def test_roll(seen: Look, roll: float) -> None:
    assert seen(roll=roll).pose.roll == pytest.approx(roll, abs=1.0)


def test_eyes_close_and_open(seen: Look) -> None:
    assert seen().eyes_open > 0.08
    assert seen(blink=1.0).eyes_open < 0.03


def test_mouth_opens_and_smiles(seen: Look) -> None:
    assert seen().mouth_open < 0.04
    assert seen(mouth_open=1.0).mouth_open > 0.1
    assert seen(smile=1.0).mouth_width > seen().mouth_width + 0.06


def test_the_eye_distance_falls_with_the_distance(seen: Look) -> None:
    near, far = seen(distance=1.0), seen(distance=1.5)
    assert near.pupil_distance / far.pupil_distance == pytest.approx(1.5, abs=0.08)


def test_the_light_comes_from_where_it_comes(seen: Look) -> None:
    from_image_left = seen(side_light=-1.0).lighting
    assert from_image_left.right > from_image_left.left  # the person's right is at the left of the picture
    from_image_right = seen(side_light=1.0).lighting
    assert from_image_right.left > from_image_right.right


@pytest.mark.parametrize(
    ("look", "advice"),
    [
        ({}, "FACE-HOLD"),
        ({"distance": 1.55}, "FACE-COME-CLOSER"),
        ({"distance": 0.75}, "FACE-GO-BACK"),
        ({"roll": 13.0}, "FACE-STRAIGHTEN"),
        ({"yaw": -9.0}, "FACE-LOOK-STRAIGHT"),
        ({"pitch": 12.0}, "FACE-CHIN-UP"),
        ({"shift_x": -250.0}, "FACE-MOVE-LEFT"),
        ({"shift_x": 250.0}, "FACE-MOVE-RIGHT"),
        ({"brightness": 0.1}, "FACE-LIGHT-MORE"),
        ({"brightness": 2.0}, "FACE-LIGHT-LESS"),
        ({"blink": 1.0}, "FACE-OPEN-EYES"),
        ({"smile": 1.0}, "FACE-NEUTRAL"),
        ({"mouth_open": 1.0}, "FACE-CLOSE-MOUTH"),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(value) or "good",
)
def test_advice_from_the_picture_itself(seen: Look, look: dict[str, float], advice: str) -> None:
    assert Guide().advise(seen(**look), 0.0).advice == advice


def test_the_crop_lies_as_icao_wants(engine: FaceEngine) -> None:
    pixels = exposed()
    engine.forget()
    face = engine.analyse(pixels)
    assert face is not None
    crop = engine.crop(pixels, face.geometry)
    assert crop.shape == (HEIGHT, WIDTH, 3)
    engine.forget()
    again = engine.analyse(crop)
    assert again is not None
    assert (again.pupils[0][1] + again.pupils[1][1]) / 2 / HEIGHT == pytest.approx(0.45, abs=0.01)
    assert 2 * again.eyes_to_chin / HEIGHT == pytest.approx(0.745, abs=0.03)


def test_the_original_shows_the_head_where_the_crop_does(engine: FaceEngine) -> None:
    pixels = exposed()
    engine.forget()
    face = engine.analyse(pixels)
    assert face is not None
    geometry = face.geometry.original()
    original = engine.crop(pixels, geometry)
    width, height = geometry.size
    assert original.shape == (height, width, 3)
    assert height == int(face.geometry.height)
    engine.forget()
    again = engine.analyse(original)
    assert again is not None
    assert (again.pupils[0][1] + again.pupils[1][1]) / 2 / height == pytest.approx(0.45, abs=0.01)
    assert (again.pupils[0][0] + again.pupils[1][0]) / 2 / width == pytest.approx(0.5, abs=0.01)
    assert 2 * again.eyes_to_chin / height == pytest.approx(0.745, abs=0.03)


def test_following_costs_no_accuracy(engine: FaceEngine) -> None:
    engine.forget()
    pixels = exposed(yaw=4.0)
    yaws = [face.pose.yaw for face in (engine.analyse(pixels) for _ in range(14)) if face is not None]
    assert len(yaws) == 14
    assert max(yaws) - min(yaws) < 2.0
