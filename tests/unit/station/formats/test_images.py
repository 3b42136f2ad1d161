"""Portraits and signatures as bytes: sizes, losslessness, same pixels same bytes, strokes there and back."""

import io

import numpy as np
import pytest
from PIL import Image

from station.domain.capture import InkPoint
from station.formats import face_image, signature_image
from station.formats.face_image import encode_jp2, encode_png
from station.formats.jp2 import lossless_jp2, with_resolution


def gradient() -> np.ndarray:
    y, x = np.mgrid[0:531, 0:413]
    return np.dstack([x * 255 // 412, y * 255 // 530, (x + y) % 256]).astype(np.uint8)


def noise() -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (531, 413, 3), dtype=np.uint8)


@pytest.mark.parametrize("pixels", [gradient(), noise()])
@pytest.mark.parametrize("limit", [face_image.PORTRAIT_BYTES, 12_000])
def test_jp2_keeps_within_its_bytes_and_near_them(pixels: np.ndarray, limit: int) -> None:
    data = encode_jp2(pixels, limit)
    assert limit * 0.9 < len(data) <= limit
    assert data[:12] == bytes.fromhex("0000000c6a5020200d0a870a")
    with Image.open(io.BytesIO(data)) as image:
        assert image.size == (413, 531)
        assert image.mode == "RGB"


def test_jp2_says_its_resolution() -> None:
    for data, ppi in ((encode_jp2(gradient()), 300), (lossless_jp2(encode_png(noise()[..., 0], 500), 500), 500)):
        with Image.open(io.BytesIO(data)) as image:
            assert image.info["dpi"] == pytest.approx((ppi, ppi), abs=0.02)
            image.load()


def test_a_jp2_without_loss_has_the_same_pixels() -> None:
    for pixels in (noise(), noise()[..., 0]):
        with Image.open(io.BytesIO(lossless_jp2(encode_png(pixels), 300))) as image:
            assert np.array_equal(np.asarray(image), pixels)
    with pytest.raises(OSError, match="identify"):
        lossless_jp2(encode_jp2(gradient()), 300)


@pytest.mark.parametrize(
    "data",
    [b"", bytes.fromhex("ff4fff51"), b"\0\0\0\x08ftyp", b"\0\0\0\x07jp2h", b"\0\0\0\x09jp2h", b"\0\0\0\0free" * 9],
)
def test_what_is_no_jp2_file_gets_no_resolution(data: bytes) -> None:
    with pytest.raises(ValueError, match="JPEG 2000"):
        with_resolution(data, 300)


def test_the_box_of_resolution_stands_in_the_header() -> None:
    """Pixels a metre: 11811 at 300 an inch. It is the last of the header's boxes."""
    signature, behind = b"\0\0\0\x0cjP  \r\n\x87\n", b"\0\0\0\0jp2c..."
    made = with_resolution(signature + b"\0\0\0\x0cjp2hihdr" + behind, 300)
    box = b"\0\0\0\x1ares \0\0\0\x12resc" + bytes.fromhex("2e2300012e2300010000")
    assert made == signature + b"\0\0\0\x26jp2hihdr" + box + behind


def test_jp2_looks_like_the_original() -> None:
    with Image.open(io.BytesIO(encode_jp2(gradient()))) as image:
        error = np.abs(np.asarray(image, dtype=int)[..., :2] - gradient()[..., :2])
    assert error.mean() < 6


def test_png_loses_nothing_and_says_its_resolution() -> None:
    grey = noise()[..., 0]
    for pixels in (noise(), grey):
        with Image.open(io.BytesIO(encode_png(pixels, 500))) as image:
            assert np.array_equal(np.asarray(image), pixels)
            assert round(image.info["dpi"][0]) == 500
    with Image.open(io.BytesIO(encode_png(grey))) as image:
        assert "dpi" not in image.info


def test_same_pixels_same_bytes() -> None:
    assert encode_jp2(gradient()) == encode_jp2(gradient())
    assert encode_png(gradient()) == encode_png(gradient())


POINTS = (
    InkPoint(10.0, 10.0, 0, 0.5),
    InkPoint(30.0, 20.0, 40, 0.7),
    InkPoint(30.0, 25.0, 60, 0.7, down=False),
    InkPoint(50.0, 12.0, 200, 0.9),
    InkPoint(51.0, 12.0, 210, 0.9, down=False),
)


def test_strokes_are_canonical_json_in_millimetres() -> None:
    data = signature_image.encode_strokes(POINTS[:3], (100.0, 40.0))
    assert data == b'{"points":[[10,10,0,0.5,1],[30,20,40,0.7,1],[30,25,60,0.7,0]],"sizeMm":[100,40]}'


def test_picture_shows_the_strokes_and_not_the_jumps() -> None:
    data, width, height = signature_image.draw_png(POINTS, (100.0, 40.0))
    assert (width, height) == (1181, 472)
    with Image.open(io.BytesIO(data)) as image:
        pixels = np.asarray(image)

    def ink(x_mm: float, y_mm: float) -> int:
        return int(pixels[round(y_mm / 25.4 * 300), round(x_mm / 25.4 * 300)])

    assert ink(20.0, 15.0) < 50, "in the middle of the first stroke"
    assert ink(50.5, 12.0) < 50
    assert ink(40.0, 18.0) > 200, "the pen was up here"
    assert ink(5.0, 35.0) == 255
    assert signature_image.draw_png(POINTS, (100.0, 40.0))[0] == data


def test_stroke_that_never_ended_is_drawn() -> None:
    data, _, _ = signature_image.draw_png(POINTS[:2], (100.0, 40.0))
    with Image.open(io.BytesIO(data)) as image:
        assert np.asarray(image).min() < 50
    blank, _, _ = signature_image.draw_png((), (0.0, 0.0))
    with Image.open(io.BytesIO(blank)) as image:
        assert image.size == (1, 1)
