"""The portrait's rectangle obeys the ICAO table for any face."""

from math import cos, hypot, radians, sin

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.domain.framing import ORIGINAL
from station.quality.face.geometry import HEIGHT, WIDTH, Point, largest_height, portrait_geometry


def face(middle: Point, apart: float, to_chin: float, turn: float) -> tuple[tuple[Point, Point], Point]:
    """Pupils and chin of a face turned in the picture; degrees, image x towards image y."""
    across = cos(radians(turn)), sin(radians(turn))
    down = -across[1], across[0]
    left = middle[0] - across[0] * apart / 2, middle[1] - across[1] * apart / 2
    right = middle[0] + across[0] * apart / 2, middle[1] + across[1] * apart / 2
    return (left, right), (middle[0] + down[0] * to_chin, middle[1] + down[1] * to_chin)


def to_portrait(geometry_map: np.ndarray, point: Point) -> np.ndarray:
    return np.linalg.solve(geometry_map[:, :2], np.array(point) - geometry_map[:, 2])


@given(
    x=st.floats(-100, 2000),
    y=st.floats(-100, 2000),
    apart=st.floats(20, 600),
    ratio=st.floats(1.4, 2.1),
    turn=st.floats(-60, 60),
)
def test_any_face_lies_as_icao_wants(x: float, y: float, apart: float, ratio: float, turn: float) -> None:
    pupils, chin = face((x, y), apart, apart * ratio, turn)
    geometry = portrait_geometry(pupils, chin)
    left, right, low = (to_portrait(geometry.to_frame, point) for point in (*pupils, chin))
    assert left[1] == pytest.approx(right[1], abs=1e-6)  # level
    assert left[0] < right[0]
    assert (left[0] + right[0]) / 2 + 0.5 == pytest.approx(WIDTH / 2)  # Mh 50 %
    assert (left[1] + 0.5) / HEIGHT == pytest.approx(0.45)  # Mv, 30-50 %
    assert 2 * (low[1] - left[1]) / HEIGHT == pytest.approx(0.745)  # L, head length 74-75 %
    assert hypot(*(right - left)) >= 90  # IED in the portrait, for any human ratio
    assert geometry.height / geometry.width == pytest.approx(HEIGHT / WIDTH)


def test_room_says_on_which_side_it_is_missing() -> None:
    pupils, chin = face((640, 320), 116, 210, 0)
    geometry = portrait_geometry(pupils, chin)
    left, top, right, bottom = geometry.room((1280, 720))
    assert left + geometry.width + right == pytest.approx(1280)
    assert top + geometry.height + bottom == pytest.approx(720)
    assert geometry.fits((1280, 720))

    beside = portrait_geometry(*face((100, 320), 116, 210, 0))
    assert [room < 0 for room in beside.room((1280, 720))] == [True, False, False, False]
    low = portrait_geometry(*face((640, 620), 116, 210, 0))
    assert [room < 0 for room in low.room((1280, 720))] == [False, False, False, True]
    assert not low.fits((1280, 720))


def test_the_largest_portrait_is_bound_by_the_shorter_side() -> None:
    assert largest_height((1280, 720)) == 720
    assert largest_height((413, 720)) == 531


@given(to_chin=st.floats(120, 1500), turn=st.floats(-40, 40))
def test_the_original_shows_the_same_at_the_same_heights(to_chin: float, turn: float) -> None:
    """One rule for both: eyes and chin at the same shares of the height, and in the middle."""
    pupils, chin = face((2000, 2000), to_chin / 1.8, to_chin, turn)
    geometry = portrait_geometry(pupils, chin)
    original = geometry.original()
    width, height = original.size
    for point in (*pupils, chin):
        x, y = geometry.in_portrait(point)
        other_x, other_y = original.in_portrait(point)
        assert (other_y + 0.5) / height == pytest.approx((y + 0.5) / HEIGHT)
        from_middle = (x + 0.5 - WIDTH / 2) / HEIGHT
        assert (other_x + 0.5 - width / 2) / height == pytest.approx(from_middle, abs=1e-9)
    assert original.height == pytest.approx(geometry.height)
    assert width / height == pytest.approx(3 / 4, abs=0.002)


@given(to_chin=st.floats(120, 1500))
def test_the_original_makes_up_no_pixel(to_chin: float) -> None:
    pupils, chin = face((2000, 2000), to_chin / 1.8, to_chin, 0)
    geometry = portrait_geometry(pupils, chin)
    original = geometry.original()
    assert original.scale >= 1
    if geometry.height >= 1600:
        assert original.size == ORIGINAL
    else:
        assert original.size[1] == int(geometry.height)  # as many as there are
