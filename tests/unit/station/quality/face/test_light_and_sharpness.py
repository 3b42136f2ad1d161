"""Light and sharpness on drawn faces: right where the light comes from, blind to skin tone and contrast."""

import numpy as np
import pytest

from station.quality.cv import cv2
from station.quality.face.aligned import EYE_LINE, HEIGHT, IED, WIDTH, AlignedFace, align
from station.quality.face.lighting import lighting
from station.quality.face.sharpness import sharpness_ratio


def drawn(pixels: np.ndarray) -> AlignedFace:
    points = np.zeros((468, 2))
    points[61], points[291] = (WIDTH / 2 - 30, 250), (WIDTH / 2 + 30, 250)
    oval = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.ellipse(oval, (WIDTH // 2, 170), (85, 125), 0.0, 0.0, 360.0, 1, -1)
    return AlignedFace(pixels, points, oval.astype(np.bool_), np.eye(2, 3))


def flat(tone: tuple[int, int, int] = (190, 150, 130)) -> np.ndarray:
    return np.tile(np.array(tone, np.uint8), (HEIGHT, WIDTH, 1))


def texture() -> np.ndarray:
    grain = np.random.default_rng(5).integers(60, 180, (HEIGHT, WIDTH), dtype=np.uint8)
    return np.dstack([grain] * 3)


def test_even_light_is_even_for_every_skin() -> None:
    for tone in ((235, 200, 185), (150, 105, 80), (70, 48, 40)):
        light = lighting(drawn(flat(tone)))
        assert light.balance == pytest.approx(1.0)
        assert light.zones == pytest.approx(1.0)
        assert light.uniformity == pytest.approx(1.0)
        assert light.burnt == 0.0


def test_shade_on_one_side_is_told_from_the_person() -> None:
    pixels = flat()
    pixels[:, WIDTH // 2 :] //= 2  # the right of the picture is the person's left
    light = lighting(drawn(pixels))
    assert light.left < light.right
    assert light.balance < 0.4
    assert light.uniformity == pytest.approx(0.0)
    mirrored = lighting(drawn(pixels[:, ::-1]))
    assert (mirrored.left, mirrored.right) == pytest.approx((light.right, light.left))


def test_a_shaded_chin_darkens_its_zone_only() -> None:
    pixels = flat()
    pixels[270:] //= 3
    light = lighting(drawn(pixels))
    assert light.zones < 0.6
    assert light.balance == pytest.approx(1.0)


def test_burnt_share_and_brightest() -> None:
    pixels = flat()
    pixels[: HEIGHT // 2] = 255
    light = lighting(drawn(pixels))
    assert 0.3 < light.burnt < 0.7
    assert light.brightest == 255
    assert lighting(drawn(flat((30, 24, 20)))).brightest < 40


def test_blur_lowers_sharpness_and_contrast_does_not() -> None:
    sharp = sharpness_ratio(drawn(texture()))
    faint = (texture().astype(np.float32) * 0.3 + 20).astype(np.uint8)
    assert sharpness_ratio(drawn(faint)) == pytest.approx(sharp, rel=0.02)
    ratios = [sharpness_ratio(drawn(cv2.GaussianBlur(texture(), (0, 0), sigma))) for sigma in (0.5, 1.0, 2.0, 3.0)]
    assert [sharp, *ratios] == sorted([sharp, *ratios], reverse=True)
    assert ratios[2] < 3.0


def test_a_flat_picture_has_no_sharpness() -> None:
    assert sharpness_ratio(drawn(flat())) == 0.0


@pytest.mark.parametrize("apart", [60, 113, 400])
def test_alignment_brings_the_pupils_to_their_places(apart: int) -> None:
    frame = np.zeros((900, 900, 3), np.uint8)
    left, right = (450 - apart / 2, 300.0), (450 + apart / 2, 300.0 + apart / 8)
    for x, y in (left, right):
        cv2.circle(frame, (round(x), round(y)), max(2, apart // 20), (255, 255, 255), -1)
    points = np.tile(np.array([450.0, 400.0, 0.0]), (468, 1))
    face = align(frame, (left, right), points)
    rows, columns = np.nonzero(face.pixels[:, :, 0] > 128)
    for place in (WIDTH / 2 - IED / 2, WIDTH / 2 + IED / 2):
        near = abs(columns - place) < 20
        assert columns[near].mean() == pytest.approx(place, abs=1.5)
        assert rows[near].mean() == pytest.approx(EYE_LINE, abs=1.5)
