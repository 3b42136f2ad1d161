"""Kept pictures come back as pixels, whatever format keeps them."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, UnidentifiedImageError

from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.sample import Digest
from ui.pictures import decode, fetch

ID, DIGEST = EnrollmentId("e"), Digest("d")


def encoded(mode: str, form: str) -> bytes:
    data = BytesIO()
    Image.new(mode, (6, 4), 1 if mode == "1" else 200 if mode == "L" else (200, 100, 50)).save(data, form)
    return data.getvalue()


@pytest.mark.parametrize(
    ("mode", "form", "shape"),
    [("RGB", "PNG", (4, 6, 3)), ("RGB", "JPEG2000", (4, 6, 3)), ("L", "PNG", (4, 6)), ("1", "PNG", (4, 6))],
)
def test_every_format_that_is_kept(mode: str, form: str, shape: tuple[int, ...]) -> None:
    pixels = decode(encoded(mode, form))
    assert pixels.shape == shape
    assert pixels.dtype == np.uint8
    assert not pixels.flags.writeable


def test_a_problem_passes_through() -> None:
    assert fetch(lambda *_: Problem("STN-110"), ID, DIGEST) == Problem("STN-110")
    answer = fetch(lambda *_: encoded("L", "PNG"), ID, DIGEST)
    assert isinstance(answer, np.ndarray)


def test_what_is_no_picture_is_a_bug() -> None:
    with pytest.raises(UnidentifiedImageError):
        decode(b"nothing")


def test_a_page_of_a_paper_is_decoded_as_small_as_it_is_shown() -> None:
    page = BytesIO()
    Image.new("RGB", (3200, 2400), (90, 90, 90)).save(page, "JPEG")
    assert decode(page.getvalue()).shape == (2400, 3200, 3)
    assert max(decode(page.getvalue(), (320, 320)).shape) < 1000
