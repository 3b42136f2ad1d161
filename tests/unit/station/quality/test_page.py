"""What is said of a page of paper, by synthetic pages of which it is known what is wrong with them."""

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from devices.adapters.sim_document.adapter import WORDS
from devices.adapters.sim_document.sheet import NONE, SHEETS, picture
from station.quality.cv import cv2
from station.quality.page import edges, measures
from station.quality.page.look import PageLook, look_at
from station.texts import LANGUAGES, text_for


@cache
def looked(name: str, number: int = 0) -> PageLook:
    return look_at(picture(name, number), "ID-1" if name == "card" else "A4")


def test_every_sheet_has_its_word() -> None:
    assert set(WORDS) == {*SHEETS, NONE}


@pytest.mark.parametrize(
    ("name", "warnings", "unreadable"),
    [
        ("text", (), ""),
        ("card", (), ""),
        ("skewed", ("PAGE-SKEW",), ""),
        ("blank", ("PAGE-BLANK",), ""),
        ("blurred", ("PAGE-BLUR",), ""),
        ("glare", ("PAGE-GLARE",), ""),
        ("small", ("PAGE-COARSE",), ""),
        ("unreadable", ("PAGE-BLUR",), "PAGE-UNREADABLE"),
    ],
)
def test_each_page_is_said_what_is_wrong_with_it(name: str, warnings: tuple[str, ...], unreadable: str) -> None:
    page = looked(name)
    assert (page.warnings, page.unreadable) == (warnings, unreadable)
    for code in (*warnings, *((unreadable,) if unreadable else ())):
        assert all(text_for(code, language, {}).happened != code for language in LANGUAGES)


@pytest.mark.parametrize(("name", "why"), [("dark", "PAGE-DARK"), ("none", "PAGE-NONE")])
def test_where_nothing_can_be_read_it_says_why(name: str, why: str) -> None:
    assert looked(name).unreadable == why


@pytest.mark.parametrize(("name", "size", "ppi"), [("text", "A4", 244), ("card", "ID-1", 244), ("skewed", "A4", 207)])
def test_the_page_is_cut_out_and_its_resolution_known_by_its_size(name: str, size: str, ppi: int) -> None:
    page = looked(name)
    longer, shorter = measures.SIZES_MM[size]
    assert page.size == size
    assert page.ppi == pytest.approx(ppi, abs=4)
    assert page.pixels.shape[1] / page.pixels.shape[0] == pytest.approx(longer / shorter, rel=0.03)


def test_a_page_seen_from_the_side_is_straightened() -> None:
    flat = np.full((700, 990), 230, np.uint8)
    corners = np.array([[140, 120], [1010, 160], [960, 700], [190, 690]], np.float32)
    square = np.array([[0, 0], [989, 0], [989, 699], [0, 699]], np.float32)
    way = cv2.getPerspectiveTransform(square, corners)
    seen: NDArray[np.uint8] = np.full((820, 1160), 60, np.uint8)
    cv2.warpPerspective(flat, way, (1160, 820), seen, borderMode=cv2.BORDER_TRANSPARENT)
    found = edges.corners_of(np.dstack([seen] * 3))
    assert found is not None
    assert np.abs(found - corners).max() < 6  # half a pixel of the picture that is searched is two of these
    assert edges.laid_straight(np.dstack([seen] * 3), found)[20:-20, 20:-20].min() > 200


def test_pages_are_known_again_and_told_apart() -> None:
    same = [looked(name).likeness for name in ("text", "skewed", "small", "blurred")]
    assert all(measures.differ(same[0], other) <= 6 for other in same)
    assert measures.differ(same[0], looked("text", 1).likeness) > 6


def test_a_page_larger_than_the_picture_is_kept_whole_and_says_so() -> None:
    near = np.ascontiguousarray(picture("text", 0)[500:1900, 500:2600])
    page = look_at(near)
    assert "PAGE-EDGES" in page.warnings
    assert page.pixels.shape == near.shape
    assert (page.size, page.ppi, page.unreadable) == ("", 0, "")
