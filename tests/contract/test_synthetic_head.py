"""The synthetic head is taken for a face, and what the script says is what the face measures see."""

from collections.abc import Callable

import numpy as np
import pytest

from devices.adapters.sim_camera.look import Look
from devices.adapters.sim_camera.scene import Scene
from station.quality.assets import ModelsMissing, face_models
from station.quality.face.analysis import FaceAnalysis
from station.quality.face.detector import FaceDetector
from station.quality.face.engine import FaceEngine
from station.quality.face.mesh import MeshFinder, region_of

Analyse = Callable[[Look], FaceAnalysis]


@pytest.fixture(scope="module")
def scene() -> Scene:
    return Scene()


@pytest.fixture(scope="module")
def analyse(scene: Scene) -> Analyse:
    try:
        engine = FaceEngine(face_models())
    except ModelsMissing:
        pytest.skip("the face models are not set up")

    def call(look: Look) -> FaceAnalysis:
        engine.forget()
        found = engine.analyse(scene.picture(look))
        assert found is not None
        return found

    return call


def test_detector_and_mesh_accept_it(scene: Scene, analyse: Analyse) -> None:
    detector, mesh = FaceDetector(face_models()), MeshFinder(face_models())
    for look in (Look(), Look(distance=1.6), Look(yaw=25), Look(roll=-20), Look(blink=1), Look(mouth_open=1)):
        pixels = scene.picture(look)
        (found,) = detector.detect(pixels)
        assert found.score >= 0.8
        seen = mesh.find(pixels, region_of(found))
        assert seen is not None
        assert seen.presence > 0.95


def test_the_neutral_look_is_fit_for_a_portrait(analyse: Analyse) -> None:
    found = analyse(Look())
    assert found.pupil_distance >= 120
    assert abs(found.pose.yaw) < 2
    assert abs(found.pose.pitch) < 4
    assert abs(found.pose.roll) < 2
    assert found.eyes_open >= 0.07
    assert found.mouth_open <= 0.05
    assert abs(found.gaze) < 0.05
    assert found.second_face == 0
    assert found.lighting.balance > 0.93
    assert found.lighting.zones > 0.7
    assert found.background is not None
    assert found.background.lightness > 80
    assert found.background.chroma < 3


@pytest.mark.parametrize("yaw", [-20.0, -10.0, 10.0, 20.0])
def test_yaw_is_seen_as_yaw(analyse: Analyse, yaw: float) -> None:
    pose = analyse(Look(yaw=yaw)).pose
    assert pose.yaw == pytest.approx(yaw, abs=8)
    assert abs(pose.roll) < 4


@pytest.mark.parametrize("pitch", [-12.0, 12.0])
def test_pitch_is_seen_as_pitch(analyse: Analyse, pitch: float) -> None:
    assert analyse(Look(pitch=pitch)).pose.pitch == pytest.approx(pitch, abs=8)


@pytest.mark.parametrize("roll", [-15.0, 15.0])
def test_roll_is_seen_as_roll(analyse: Analyse, roll: float) -> None:
    assert analyse(Look(roll=roll)).pose.roll == pytest.approx(roll, abs=3)


def test_a_blink_closes_the_eyes(analyse: Analyse) -> None:
    opened, half, closed = (analyse(Look(blink=blink)).eyes_open for blink in (0.0, 0.5, 1.0))
    assert opened > half > closed
    assert closed < 0.03


def test_smile_and_open_mouth_are_seen(analyse: Analyse) -> None:
    neutral = analyse(Look())
    assert analyse(Look(smile=1)).mouth_width > neutral.mouth_width + 0.05
    assert analyse(Look(mouth_open=1)).mouth_open > 0.1


def test_distance_and_place_are_seen(analyse: Analyse) -> None:
    neutral = analyse(Look())
    assert analyse(Look(distance=2.0)).pupil_distance == pytest.approx(neutral.pupil_distance / 2, rel=0.06)
    assert analyse(Look(shift_x=60)).pupils[0][0] > neutral.pupils[0][0] + 90
    assert analyse(Look(shift_y=-30)).pupils[0][1] > neutral.pupils[0][1] + 45


def test_dim_light_and_light_from_one_side_are_seen(scene: Scene, analyse: Analyse) -> None:
    well = scene.picture(Look()).mean()
    assert scene.picture(Look(brightness=0.3)).mean() < 0.65 * well
    assert analyse(Look(brightness=0.3)).lighting.left < 0.4 * analyse(Look()).lighting.left
    from_image_left = analyse(Look(side_light=-0.9)).lighting
    assert from_image_left.right > from_image_left.left
    assert from_image_left.balance < 0.75


def test_it_is_as_sharp_as_a_camera(scene: Scene) -> None:
    picture = scene.picture(Look())[280:360, 560:720].astype(np.float32).mean(axis=2)
    edges = np.abs(np.diff(picture, axis=1)).max()
    assert edges > 40
