"""The simulated camera: its script, its triangles, and that a picture is drawn once and differs by noise only."""

from collections import OrderedDict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.adapters.sim_camera import scene as scenes
from devices.adapters.sim_camera.anatomy import CENTRE, control_points
from devices.adapters.sim_camera.geometry import Surface
from devices.adapters.sim_camera.look import Look
from devices.adapters.sim_camera.raster import rasterise
from devices.adapters.sim_camera.scene import Scene
from devices.adapters.sim_camera.script import DEFAULT, MOVE_S, Script
from devices.adapters.sim_camera.sensor import Sensor
from devices.api import OptionInvalid

PHASES = [{"seconds": 2.0, "yaw": 20.0}, {"seconds": 1.0, "distance": 2.0}]


def script(**options: object) -> Script:
    return Script.from_options("sim_camera", {"blink_every_s": 0, **options})  # type: ignore[dict-item]


def test_phases_follow_each_other_and_the_last_one_stays() -> None:
    told = script(script=PHASES)
    assert told.look_at(0.0) == told.look_at(1.99) == Look(yaw=20.0)
    assert told.look_at(2.0 + MOVE_S) == told.look_at(500.0) == Look(distance=2.0)


def test_a_move_goes_from_look_to_look() -> None:
    told = script(script=PHASES)
    way = [told.look_at(2.0 + MOVE_S * part / 20) for part in range(21)]
    yaws = [look.yaw for look in way]
    assert yaws == sorted(yaws, reverse=True)
    assert 3 < len(set(yaws)) < 12
    assert way[0] == Look(yaw=20.0)
    assert way[-1] == Look(distance=2.0)


def test_it_blinks_now_and_then() -> None:
    told = script(blink_every_s=2.0, script=[{"seconds": 1}])
    closed = [told.look_at(step / 100).blink for step in range(600)]
    assert max(closed[:199]) == 0.0
    assert max(closed[200:230]) == pytest.approx(1.0, abs=0.05)
    assert max(closed[230:399]) == 0.0
    assert max(closed[400:430]) > 0.9


def test_the_default_script_begins_badly_and_ends_well() -> None:
    told = script()
    assert told.look_at(0.5).distance > 1.4
    assert told.look_at(3.0).roll > 8.0
    assert told.look_at(sum(phase.seconds for phase in DEFAULT)) == Look()


@pytest.mark.parametrize(
    ("phase", "option"),
    [
        ({"seconds": 1, "wave": 1}, "script.wave"),
        ({"yaw": 120}, "yaw"),
        ({"seconds": 0}, "seconds"),
        ({"blink": "yes"}, "blink"),
        ({"distance": 0.1}, "distance"),
    ],
)
def test_a_wrong_phase_is_named(phase: dict[str, object], option: str) -> None:
    with pytest.raises(OptionInvalid) as caught:
        script(script=[phase])
    assert caught.value.params["option"] == option


@given(st.floats(-60, 60), st.floats(0.6, 4.0), st.floats(0, 1))
def test_quantising_stays_near_and_is_stable(yaw: float, distance: float, blink: float) -> None:
    look = Look(yaw=yaw, distance=distance, blink=blink).quantised()
    assert abs(look.yaw - yaw) <= 0.2501
    assert abs(look.distance - distance) <= 0.00501
    assert abs(look.blink - blink) <= 0.2501
    assert look.quantised() == look


def test_the_nearer_triangle_is_seen_and_one_from_behind_is_not() -> None:
    corners = np.array([[2, 2], [2, 12], [12, 2], [2, 2], [12, 2], [2, 12]], np.float32)
    near = np.array([1, 1, 1, 5, 5, 5], np.float32)
    texels = np.array([[10, 0], [10, 0], [10, 0], [50, 0], [50, 0], [50, 0]], np.float32)
    front, behind = np.array([[0, 1, 2]]), np.array([[3, 4, 5]])
    seen = rasterise(corners, near, texels, np.concatenate([front, behind]), (16, 16))
    assert set(seen.columns.tolist()) == {10.0}
    assert seen.near[3, 3] == 1.0
    assert seen.near[14, 14] < -1000
    again = np.concatenate([front, front + 3])
    over = rasterise(corners[[0, 1, 2, 0, 1, 2]], near, texels, again, (16, 16))
    assert set(over.columns.tolist()) == {50.0}
    assert len(over.pixels) == len(set(over.pixels.tolist())) == 66


def test_texels_are_mixed_between_the_corners() -> None:
    corners = np.array([[0, 0], [0, 10], [10, 0]], np.float32)
    texels = np.array([[0, 0], [0, 100], [100, 0]], np.float32)
    seen = rasterise(corners, np.zeros(3, np.float32), texels, np.array([[0, 1, 2]]), (12, 12))
    at = {int(pixel): (column, row) for pixel, column, row in zip(seen.pixels, seen.columns, seen.rows, strict=True)}
    assert at[3 * 12 + 4] == pytest.approx((40.0, 30.0), abs=1e-3)


def test_the_surface_runs_through_the_anatomy() -> None:
    points = control_points()
    away = points - CENTRE
    found = Surface().points(away / np.linalg.norm(away, axis=1, keepdims=True))
    error = np.linalg.norm(found - points, axis=1)
    assert np.median(error) < 0.6
    assert error.max() < 4.0


def test_pictures_are_kept_and_the_head_is_even(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scenes, "_KEPT", 2)
    monkeypatch.setattr(scenes, "_drawn", OrderedDict())  # one that came after other looks is off by a level or two
    scene = Scene()
    neutral = scene.picture(Look())
    assert scene.picture(Look(yaw=0.1)) is neutral
    assert Scene().picture(Look()) is neutral
    assert not neutral.flags.writeable
    assert neutral.shape == (720, 1280, 3)
    face = neutral[230:520, 510:771].astype(np.float32).mean(axis=2)
    assert np.abs(face - face[:, ::-1]).mean() < 3.0
    scene.picture(Look(yaw=5))
    scene.picture(Look(yaw=10))
    assert scene.picture(Look()) is not neutral
    assert (scene.picture(Look()) == neutral).all()


def test_outside_the_frame_there_is_the_wall_only() -> None:
    wall = Scene().picture(Look(distance=0.6, shift_x=-500.0))
    assert int(wall.max()) - int(wall.min()) < 20


def test_the_whole_body_stays_closed_near_by() -> None:
    near = Scene().picture(Look(distance=0.6, shift_y=60.0))
    assert near[700, 640].max() < 150  # cloth, not the wall behind it


def test_noise_differs_from_frame_to_frame() -> None:
    sensor = Sensor()
    one, two = sensor.expose(Look()), sensor.expose(Look())
    difference = one.astype(np.int16) - two
    assert not one.flags.writeable
    assert 1.0 < difference.std() < 4.0
    assert abs(difference.mean()) < 0.1
