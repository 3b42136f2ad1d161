"""What is left in a picture by what was done to it: edges of a thing that is held up, the beat of a stretch."""

import numpy as np
import pytest

from station.quality.cv import cv2
from station.quality.face.frame_edges import straight_sides
from station.quality.face.resampled import one_way

BOX = (220.0, 140.0, 200.0, 240.0)
SIZE = (720, 640)


def scene(*boxes: tuple[int, int, int, int], light: int = 245) -> np.ndarray:
    """A grey wall and lighter things on it: left, top, right, bottom."""
    pixels = np.full((*SIZE, 3), 180, np.uint8)
    for left, top, right, bottom in boxes:
        pixels[top:bottom, left:right] = light
    return pixels


def chequered(pitch: int) -> np.ndarray:
    rows, columns = np.indices(SIZE)
    return np.repeat((150 + 60 * np.sin(rows / pitch) * np.sin(columns / pitch)).astype(np.uint8)[..., None], 3, axis=2)


def test_a_thing_around_the_face_has_four_sides() -> None:
    assert straight_sides(scene((120, 60, 520, 560)), BOX) == 4


def test_a_slight_step_is_an_edge_too() -> None:
    assert straight_sides(scene((120, 60, 520, 560), light=195), BOX) == 4


def test_turned_it_still_has() -> None:
    turn = cv2.getRotationMatrix2D((320, 310), 14.0, 1.0)
    turned = cv2.warpAffine(scene((120, 60, 520, 560)), turn, SIZE[::-1], borderValue=(180, 180, 180))
    assert straight_sides(np.asarray(turned, np.uint8), BOX) == 4


def test_a_screen_behind_somebody_never_has_three() -> None:
    behind = scene((120, 60, 520, 720))
    cv2.ellipse(behind, (320, 720), (300, 260), 0, 0, 360, (90, 60, 60), -1)  # shoulders
    assert straight_sides(behind, BOX) == 2


@pytest.mark.parametrize("pitch", [6, 9, 12])
def test_a_pattern_has_no_side(pitch: int) -> None:
    assert straight_sides(chequered(pitch), BOX) == 0


def camera(seed: int = 1) -> np.ndarray:
    """Grey with detail of all sizes and grain, which each pixel has of its own."""
    draw = np.random.default_rng(seed)
    coarse = cv2.resize(draw.normal(0, 30, (90, 120)).astype(np.float32), (640, 480), interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.clip(128 + coarse + draw.normal(0, 3, (480, 640)), 0, 255), np.uint8)


@pytest.mark.parametrize("way", [cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_AREA])
@pytest.mark.parametrize(("across", "down"), [(1.12, 1.0), (1.0, 1.12), (0.88, 1.0)])
def test_a_stretch_is_noticed_whichever_way(across: float, down: float, way: int) -> None:
    assert one_way(np.asarray(cv2.resize(camera(), None, fx=across, fy=down, interpolation=way), np.uint8)) > 4


@pytest.mark.parametrize("factor", [0.7, 0.9, 1.0, 1.25, 1.5, 2.25])
def test_a_change_of_size_is_none(factor: float) -> None:
    sized = cv2.resize(camera(), None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
    assert one_way(np.asarray(sized, np.uint8)) < 4


@pytest.mark.parametrize("quality", [10, 40, 90])
def test_compression_is_none(quality: int) -> None:
    _, stream = cv2.imencode(".jpg", camera(), [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert one_way(np.asarray(cv2.imdecode(stream, cv2.IMREAD_GRAYSCALE), np.uint8)) < 4


def test_a_plain_area_has_no_beat() -> None:
    assert one_way(np.full((64, 64), 128, np.uint8)) < 4
