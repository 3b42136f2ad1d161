"""Pose from a mesh that was turned on purpose."""

from math import cos, radians, sin

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.quality.face.pose import _HEAD, _INDEX, fit_head


def turned(yaw: float, pitch: float, roll: float, scale: float = 100.0) -> np.ndarray:
    """A mesh whose rigid points are the average head's, rolled, then pitched, then yawed (ISO/IEC 19794-5 order)."""
    y, p, r = radians(yaw), radians(pitch), radians(roll)
    about_y = np.array([[cos(y), 0, sin(y)], [0, 1, 0], [-sin(y), 0, cos(y)]])
    about_x = np.array([[1, 0, 0], [0, cos(p), -sin(p)], [0, sin(p), cos(p)]])
    about_z = np.array([[cos(r), -sin(r), 0], [sin(r), cos(r), 0], [0, 0, 1]])
    mesh = np.zeros((468, 3))
    mesh[_INDEX] = scale * (_HEAD @ (about_y @ about_x @ about_z).T) * (1, -1, -1) + (320, 240, 0)
    return mesh


@given(yaw=st.floats(-60, 60), pitch=st.floats(-45, 45), roll=st.floats(-60, 60), scale=st.floats(20, 800))
def test_the_angles_come_back(yaw: float, pitch: float, roll: float, scale: float) -> None:
    fit = fit_head(turned(yaw, pitch, roll, scale))
    assert (fit.pose.yaw, fit.pose.pitch, fit.pose.roll) == pytest.approx((yaw, pitch, roll), abs=1e-6)
    assert fit.scale == pytest.approx(scale)


def test_signs_as_the_person_sees_them() -> None:
    nose, left_eye, right_eye = 168, 263, 33  # bridge; outer eye corners, the person's left and right

    def away(mesh: np.ndarray) -> np.ndarray:
        return np.asarray(mesh[nose] - (mesh[127] + mesh[356]) / 2)  # from the temples to the bridge

    assert away(turned(20, 0, 0))[0] > 0  # turned to the own left: the nose points to the right of the picture
    assert away(turned(0, 20, 0))[1] > away(turned(0, 0, 0))[1]  # looking down: the bridge sinks
    tilted = turned(0, 0, 20)
    assert tilted[left_eye, 1] < tilted[right_eye, 1]  # to the own right shoulder: the own left eye is higher


def test_the_average_head_is_symmetrical_and_looks_straight() -> None:
    pose = fit_head(turned(0, 0, 0)).pose
    assert (pose.yaw, pose.pitch, pose.roll) == pytest.approx((0, 0, 0), abs=1e-9)
    mirrored = {tuple(np.round(point * (-1, 1, 1), 4)) for point in _HEAD - _HEAD.mean(axis=0)}
    assert {tuple(np.round(point, 4)) for point in _HEAD - _HEAD.mean(axis=0)} == mirrored


def test_straightening_undoes_turn_and_scale() -> None:
    mesh = turned(25, -10, 15, 250)
    back = fit_head(mesh).straightened(mesh)[_INDEX]
    assert back - back.mean(axis=0) == pytest.approx(_HEAD, abs=1e-9)
