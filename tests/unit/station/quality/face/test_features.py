"""Eyes and mouth measured on drawn contours."""

import numpy as np
import pytest

from station.quality.face.features import eyes_open, gaze, mouth_open, mouth_width
from station.quality.face.iris import Eye
from station.quality.face.pose import HeadFit


def eye(outer_x: float, inner_x: float, opening: float, pupil_x: float) -> Eye:
    """A lens-shaped contour of 16 points, the rest unused."""
    contour = np.zeros((71, 2))
    along = np.linspace(outer_x, inner_x, 9)
    bow = np.sin(np.linspace(0, np.pi, 9)) * opening / 2
    contour[0:9] = np.column_stack([along, 100 + bow])
    contour[9:16] = np.column_stack([along[1:8], 100 - bow[1:8]])
    return Eye(contour, np.array([[pupil_x, 100.0]] * 5))


def pair(opening: tuple[float, float] = (10, 10), look: float = 0.0) -> tuple[Eye, Eye]:
    return eye(80, 120, opening[0], 100 + look), eye(220, 180, opening[1], 200 + look)


def test_the_narrower_eye_counts() -> None:
    assert eyes_open(pair((10, 10)), 200) == pytest.approx(0.05)
    assert eyes_open(pair((10, 1)), 200) == pytest.approx(0.005)


def test_gaze_is_positive_to_the_own_left_and_zero_ahead() -> None:
    assert gaze(pair()) == pytest.approx(0.0)
    assert gaze(pair(look=4.0)) == pytest.approx(0.1)  # to the right of the picture
    assert gaze(pair(look=-4.0)) == pytest.approx(-0.1)


def test_squinting_inwards_is_no_gaze() -> None:
    assert gaze((eye(80, 120, 10, 103), eye(220, 180, 10, 197))) == pytest.approx(0.0)


def test_mouth_opening_and_width() -> None:
    mesh = np.zeros((468, 3))
    mesh[[13, 14], 1] = 300, 320
    mesh[[61, 291], 0] = 70, 126
    assert mouth_open(mesh, 200) == pytest.approx(0.1)
    assert mouth_width(mesh, HeadFit(np.eye(3), 100.0)) == pytest.approx(0.56)


def test_a_turned_head_does_not_narrow_the_mouth() -> None:
    angle = np.radians(30)
    turn = np.array([[np.cos(angle), 0, np.sin(angle)], [0, 1, 0], [-np.sin(angle), 0, np.cos(angle)]])
    mesh = np.zeros((468, 3))
    mesh[[61, 291]] = (np.array([[-28, 0, 0], [28, 0, 0]]) @ turn.T) * (1, -1, -1)
    assert mouth_width(mesh, HeadFit(turn, 100.0)) == pytest.approx(0.56)
