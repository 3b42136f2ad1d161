"""The portrait is cut where the geometry says, without upscaling tricks, padding or shifts."""

import numpy as np
import pytest

from station.quality.face.crop import HeadOutsideFrame, crop_portrait
from station.quality.face.geometry import HEIGHT, WIDTH, portrait_geometry


def ramps(width: int, height: int) -> np.ndarray:
    """Red grows with x, green with y: a pixel tells where it came from."""
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    return np.dstack([x * 250 / width, y * 250 / height, np.zeros_like(x)]).astype(np.uint8)


@pytest.mark.drawn(3)
@pytest.mark.parametrize("factor", [0.8, 1.0, 1.7, 3.2])
@pytest.mark.parametrize("tilt", [0.0, 8.0])
def test_each_pixel_comes_from_its_place(factor: float, tilt: float) -> None:
    width, height = round(1000 * factor), round(1000 * factor)
    pupils = (440 * factor, 450 * factor), (560 * factor, (450 + tilt) * factor)
    geometry = portrait_geometry(pupils, (500 * factor, 660 * factor))
    portrait = crop_portrait(ramps(width, height), geometry)
    assert portrait.shape == (HEIGHT, WIDTH, 3)
    assert not portrait.flags.writeable
    for x, y in ((0, 0), (206, 238), (412, 530), (10, 500)):
        from_x, from_y = geometry.to_frame @ (x, y, 1)
        red, green, _ = portrait[y, x]
        assert red == pytest.approx(from_x * 250 / width, abs=1.5)
        assert green == pytest.approx(from_y * 250 / height, abs=1.5)


def test_fine_stripes_become_grey_not_moire() -> None:
    stripes = np.zeros((2000, 2000, 3), np.uint8)
    stripes[:, ::2] = 255
    portrait = crop_portrait(stripes, portrait_geometry(((800, 900), (1200, 900)), (1000, 1600)))
    assert float(portrait[20:-20, 20:-20].std()) < 35  # 127 in the frame


def test_a_head_at_the_edge_is_refused_not_padded() -> None:
    geometry = portrait_geometry(((60, 300), (180, 300)), (120, 510))
    with pytest.raises(HeadOutsideFrame) as refused:
        crop_portrait(np.zeros((720, 1280, 3), np.uint8), geometry)
    assert refused.value.problem().code == "STN-503"
