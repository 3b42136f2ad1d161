"""Prints as bytes: what WSQ keeps and how large it is, which sizes are refused, PNG loses nothing."""

from io import BytesIO

import _wsq
import numpy as np
import pytest
from PIL import Image

from station.formats.finger_image import FingerImageSize, encode_png, encode_wsq

ROW, COLUMN = np.mgrid[0:320, 0:240]
PRINT = (128 + 90 * np.sin(2 * np.pi * np.hypot(ROW - 160, COLUMN - 120) / 9)).astype(np.uint8)
ENCODED = encode_wsq(PRINT)


def test_a_print_keeps_its_size_and_nearly_its_grey() -> None:
    grey, width, height, _ = _wsq.decompress(ENCODED)
    back = np.frombuffer(grey, np.uint8).reshape(height, width)
    assert back.shape == PRINT.shape
    assert np.abs(back.astype(int) - PRINT).mean() < 6


def test_the_rate_is_three_quarters_of_a_bit_a_pixel() -> None:
    noisy = np.clip(PRINT + np.random.default_rng(1).normal(0, 12, PRINT.shape), 0, 255).astype(np.uint8)
    bits = len(encode_wsq(noisy)) * 8 / noisy.size
    assert 0.5 < bits < 1.0


def test_the_same_pixels_give_the_same_bytes_also_when_not_contiguous() -> None:
    doubled = np.repeat(PRINT, 2, axis=1)
    assert encode_wsq(doubled[:, ::2]) == ENCODED


@pytest.mark.parametrize("shape", [(63, 200), (200, 63), (4097, 100), (1, 1)])
def test_sizes_no_print_has_are_refused(shape: tuple[int, int]) -> None:
    with pytest.raises(FingerImageSize) as caught:
        encode_wsq(np.full(shape, 200, np.uint8))
    assert caught.value.code == "STN-261"


def test_png_loses_nothing_and_says_its_resolution() -> None:
    image = Image.open(BytesIO(encode_png(PRINT, 500)))
    assert np.array_equal(np.array(image), PRINT)
    assert image.info["dpi"] == pytest.approx((500, 500), abs=0.1)
