"""Prints as bytes: WSQ sizes from the frame header, damage is typed, PNG loses nothing."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from station.formats.finger_image import (
    FingerImageSize,
    FingerImageUnreadable,
    decode_wsq,
    encode_png,
    encode_wsq,
    wsq_size,
)

ROW, COLUMN = np.mgrid[0:320, 0:240]
PRINT = (128 + 90 * np.sin(2 * np.pi * np.hypot(ROW - 160, COLUMN - 120) / 9)).astype(np.uint8)
ENCODED = encode_wsq(PRINT)


def test_a_print_keeps_its_size_and_nearly_its_grey() -> None:
    back = decode_wsq(ENCODED)
    assert back.shape == PRINT.shape
    assert not back.flags.writeable
    assert np.abs(back.astype(int) - PRINT).mean() < 6


def test_the_rate_is_three_quarters_of_a_bit_a_pixel() -> None:
    noisy = np.clip(PRINT + np.random.default_rng(1).normal(0, 12, PRINT.shape), 0, 255).astype(np.uint8)
    bits = len(encode_wsq(noisy)) * 8 / noisy.size
    assert 0.5 < bits < 1.0


def test_the_same_pixels_give_the_same_bytes_also_when_not_contiguous() -> None:
    doubled = np.repeat(PRINT, 2, axis=1)
    assert encode_wsq(doubled[:, ::2]) == ENCODED


def test_the_size_comes_from_the_frame_header_not_from_the_comment() -> None:
    lying = ENCODED.replace(b"PIX_WIDTH 240", b"PIX_WIDTH 999")
    assert lying != ENCODED
    assert wsq_size(lying) == (240, 320)
    assert decode_wsq(lying).shape == (320, 240)


@given(st.integers(0, len(ENCODED) - 1))
@settings(max_examples=60, deadline=None)
def test_a_truncated_print_is_a_typed_error(length: int) -> None:
    with pytest.raises(FingerImageUnreadable) as caught:
        decode_wsq(ENCODED[:length])
    assert caught.value.code == "STN-260"


@given(st.binary(max_size=200))
def test_anything_else_is_a_typed_error(data: bytes) -> None:
    with pytest.raises(FingerImageUnreadable):
        decode_wsq(data)
    with pytest.raises((FingerImageUnreadable, FingerImageSize)):
        decode_wsq(b"\xff\xa0" + data)


def test_a_header_of_a_monstrous_size_is_refused_before_decoding() -> None:
    at = ENCODED.index(b"\xff\xa2")
    monstrous = ENCODED[: at + 6] + b"\xff\xff\xff\xff" + ENCODED[at + 10 :]
    with pytest.raises(FingerImageSize):
        decode_wsq(monstrous)


@pytest.mark.parametrize("shape", [(63, 200), (200, 63), (4097, 100), (1, 1)])
def test_sizes_no_print_has_are_refused(shape: tuple[int, int]) -> None:
    with pytest.raises(FingerImageSize) as caught:
        encode_wsq(np.full(shape, 200, np.uint8))
    assert caught.value.code == "STN-261"


def test_png_loses_nothing_and_says_its_resolution() -> None:
    image = Image.open(BytesIO(encode_png(PRINT, 500)))
    assert np.array_equal(np.array(image), PRINT)
    assert image.info["dpi"] == pytest.approx((500, 500), abs=0.1)


@pytest.mark.shared_data
def test_a_foreign_wsq_decodes_exactly(shared_data: Path) -> None:
    folder = shared_data / "finger/sourceafis"
    expected = np.array(Image.open(folder / "wsq-converted.png").convert("L"))
    assert np.array_equal(decode_wsq((folder / "wsq-original.wsq").read_bytes()), expected)


@pytest.mark.shared_data
def test_nists_wsq_has_the_size_of_its_header(shared_data: Path) -> None:
    data = (shared_data / "finger/nist/img.wsq").read_bytes()
    width, height = wsq_size(data)
    assert decode_wsq(data).shape == (height, width)
