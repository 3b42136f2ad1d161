"""The slaps of `../shared/cases/finger.csv`: what should become of each."""

import csv
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pytest
import wsq  # noqa: F401 - Pillow reads WSQ then
from numpy.typing import NDArray
from PIL import Image

from station.capture.judging import of_the_glass
from station.capture.matching import REPEATED, Matching, Print
from station.domain.finger_checks import Finding, Limits
from station.domain.sample import Finger, Slap
from station.quality.finger.nfiq2 import Nfiq2
from station.quality.finger.segmentation import crop, segment
from tests.support.hands import judged, of, ramp, seen, upside_down

pytestmark = pytest.mark.shared_data

FILES = (
    "good_right", "upside_down", "ring_declared_missing_but_index_absent", "index_middle_as_thumbs",
    "middle_tip_half_missing", "short_little_55", "short_little_62", "wet",
)  # fmt: skip


def grey(path: Path) -> NDArray[np.uint8]:
    pixels = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    assert pixels is not None, path
    return np.asarray(pixels, dtype=np.uint8)


WSQ_BEGINS = b"\xff\xa0"


def decoded(data: bytes) -> NDArray[np.uint8]:
    with Image.open(BytesIO(data)) as picture:
        return np.asarray(picture.convert("L"), dtype=np.uint8)


def rows(folder: Path) -> dict[str, dict[str, str]]:
    with (folder / "finger.csv").open(encoding="utf-8", newline="") as table:
        return {row["file"].removesuffix(".png"): row for row in csv.DictReader(table)}


def expected_of(row: dict[str, str]) -> tuple[Finger, ...]:
    slap = Slap[row["slap"]]
    return slap.fingers if int(row["expected"]) == len(slap.fingers) else of(slap, Finger.RIGHT_RING)


@pytest.fixture(scope="module")
def scorer() -> Iterator[Nfiq2]:
    made = Nfiq2()
    yield made
    made.close()


def test_no_line_is_left_out(shared_cases: Path) -> None:
    assert set(rows(shared_cases)) == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_each_becomes_what_it_should(name: str, shared_cases: Path, scorer: Nfiq2) -> None:
    row = rows(shared_cases)[name]
    pixels = grey(shared_cases / "finger" / f"{name}.png")
    slap, fingers = Slap[row["slap"]], expected_of(row)
    result, codes = judged(pixels, slap, fingers)
    if slap is Slap.THUMBS:  # ridges and widths may be a thumb's; that it was taken before as another is seen
        assert {each.check.code for each in repeated(shared_cases, pixels, scorer) if each.refuses} == {REPEATED}
    elif row["should"].startswith("refuse"):
        assert result == "refuse", codes
    else:
        assert (result, codes) == ("accept", frozenset())
        assert all(each.score is not None for each in scorer.measure(prints(pixels)))


def prints(pixels: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    return [crop(pixels, finger, 500) for finger in segment(pixels, 500).fingers]


def repeated(folder: Path, thumbs: NDArray[np.uint8], scorer: Nfiq2) -> tuple[Finding, ...]:
    good = grey(folder / "finger" / "good_right.png")
    known = scorer.measure(prints(good))
    fresh = scorer.measure(prints(thumbs))
    matching = Matching(
        [Print(finger, each.minutiae) for finger, each in zip(Slap.THUMBS.fingers, fresh, strict=True)],
        [Print(finger, each.minutiae) for finger, each in zip(Slap.RIGHT_FOUR.fingers, known, strict=True)],
        Limits(),
    )
    return matching.findings(scorer.match(matching.pairs))


def test_a_real_hand_in_uneven_light_and_turned_by_half(shared_cases: Path) -> None:
    pixels = grey(shared_cases / "finger" / "good_right.png")
    assert judged(ramp(pixels, 120), Slap.RIGHT_FOUR) == ("accept", frozenset())
    assert judged(upside_down(pixels), Slap.RIGHT_FOUR)[0] == "refuse"
    assert judged(255 - pixels, Slap.RIGHT_FOUR)[0] == "refuse"
    assert seen(pixels, Slap.RIGHT_FOUR, ppi=1000) is None or judged(pixels, Slap.RIGHT_FOUR, ppi=1000)[0] == "refuse"


def test_inked_cards_are_refused_for_what_they_are(shared_data: Path) -> None:
    """NIST's slaps and a thumb on paper, with print, writing, punched holes; no hand on glass has any of it."""
    data = (shared_data / "finger" / "nist" / "type4-slaps.an2k").read_bytes()
    at, found = data.find(WSQ_BEGINS), {}
    while at >= 0:
        length, position = int.from_bytes(data[at - 18 : at - 14], "big"), data[at - 12]
        found[position] = decoded(data[at : at - 18 + length])
        at = data.find(WSQ_BEGINS, at - 18 + length)
    assert set(found) == {11, 12, 13, 14}
    for position in (11, 13, 14):  # of 12 too little is written: it is refused as no finger
        told = of_the_glass(found[position], 500, 0.0, Limits())
        assert told is not None
        assert told.check.code == "FNG-PAPER"
