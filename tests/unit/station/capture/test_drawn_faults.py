"""Faults drawn on a face: each is refused, or asked about, with the right advice first; on the simulated head, and on
people where the shared pictures are there. `python -m tests.support.portraits` counts them over everybody."""

from collections.abc import Callable
from pathlib import Path

import pytest

from station.quality.assets import assets_folder
from station.quality.face.engine import FaceEngine
from tests.support.drawn_faces import lip_bitten
from tests.support.drawn_faults import ASKED, REFUSED, TAKEN, Base
from tests.support.portraits import Painter, people, picture, said
from tests.unit.station.quality.face.test_synthetic_head import exposed

pytestmark = pytest.mark.slow

COVERED, GLASSES, MOUTH = {"FACE-EYES-COVERED", "FACE-OPEN-EYES"}, {"FACE-GLASSES"}, {"FACE-MOUTH-COVERED"}
STILL, GRAINY, COMPRESSED, HOLD = {"FACE-HOLD-STILL"}, {"FACE-GRAINY"}, {"FACE-COMPRESSED"}, {"FACE-HOLD"}
FIRST = {
    **dict.fromkeys(("sunglasses", "sunglasses, tint 70 %", "sunglasses, tint 45 %", "sunglasses, graded"), GLASSES),
    **dict.fromkeys(("sunglasses, mirror", "rims over the eyes"), GLASSES),
    "glare": GLASSES | {"FACE-GLARE"},
    **dict.fromkeys(("eyes closed", "one eye closed", "lids 75 % down", "hair over an eye", "eye covered"), COVERED),
    **dict.fromkeys(("mask, blue", "mask, white", "mask, black", "hand over the mouth"), MOUTH),
    "second face, a quarter": {"FACE-SECOND-FACE"},
    **dict.fromkeys(("streak 4 %, across", "streak 4 %, slanting", "streak 4 %, down", "blur 1 %"), STILL),
    "from 45 pixels": STILL,
    **dict.fromkeys(("blur 2 % and noise", "noise 12", "noise 30"), GRAINY),
    **dict.fromkeys(("JPEG 8", "JPEG 20"), COMPRESSED),
    "grey": {"FACE-NO-COLOUR"},
    "light x 1.6": {"FACE-LIGHT-LESS"},
    "beauty filter": {"FACE-ASK-SMOOTH"},
    "print that fills the frame": {"FACE-ASK-HELD"},
    **dict.fromkeys(TAKEN, HOLD),
}
"""A stretched picture is as broad as some faces are; a photo on a desk is refused as too small first."""
ALL = {**REFUSED, **ASKED, **TAKEN}
assert set(FIRST) == set(ALL) - {"stretched 12 %", "photo on a desk"}


@pytest.fixture(scope="module")
def engine() -> FaceEngine:
    folder = assets_folder() / "models"
    if not folder.is_dir():
        pytest.skip("the face models are not there: run set-up")
    return FaceEngine(folder)


@pytest.fixture(scope="module")
def head(engine: FaceEngine) -> Base:
    return Painter().base(exposed())


@pytest.mark.drawn(12)
@pytest.mark.parametrize("fault", sorted(FIRST))
def test_on_the_simulated_head(engine: FaceEngine, head: Base, fault: str) -> None:
    assert said(engine, ALL[fault](head)).advice in FIRST[fault]


def test_the_head_itself_is_taken(engine: FaceEngine, head: Base) -> None:
    assert said(engine, head.pixels).advice == "FACE-HOLD"


@pytest.fixture(scope="module")
def someone(shared_data: Path) -> Callable[[int], Base]:
    painter, found = Painter(), people(shared_data / "face")
    bases: dict[int, Base] = {}

    def person(number: int) -> Base:
        number %= len(found)
        if number not in bases:
            bases[number] = painter.base(picture(found[number].neutral))
        return bases[number]

    return person


@pytest.mark.shared_data
@pytest.mark.drawn(8)
@pytest.mark.parametrize("fault", sorted({**REFUSED, **ASKED}))
def test_on_people(engine: FaceEngine, someone: Callable[[int], Base], fault: str) -> None:
    """One or two of many, so that a measure that says nothing any more is noticed; the table has the figures."""
    numbers = [3, 21] if fault in REFUSED else [3, 12, 21, 33]
    told = [said(engine, ALL[fault](someone(number))).advice for number in numbers]
    held_back = sum(advice != "FACE-HOLD" for advice in told)
    assert held_back >= (len(told) if fault in REFUSED else 1), told


def test_a_bitten_lip_on_the_simulated_head(engine: FaceEngine, head: Base) -> None:
    assert said(engine, lip_bitten(head)).advice == "FACE-LIPS"


@pytest.mark.shared_data
def test_bitten_lips_of_people_are_held_back(engine: FaceEngine, someone: Callable[[int], Base], long: bool) -> None:
    """All but one of 51; docs/standards.md#face-moved."""
    numbers = range(51) if long else (0, 6, 12, 24)
    told = [said(engine, lip_bitten(someone(number))) for number in numbers]
    by_the_lip = [check for each in told for check in each.checks if check.code == "FACE-CHECK-EXPRESSION"]
    assert sum(each.advice != "FACE-HOLD" for each in told) >= len(told) - 1
    assert sum(not check.ok for check in by_the_lip) >= len(told) - 1
    assert sum(each.advice == "FACE-LIPS" for each in told) >= len(told) / 2, [each.advice for each in told]
