"""How a portrait came to be, as the centre examines it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from intake.acceptance.findings import examine
from intake.acceptance.opened import Remembered
from station.formats.face_image import encode_png
from tests.support.judged import change, opened_as
from tests.support.pki import Pki

Files = dict[str, bytes]
Spoil = Callable[[Files], object]
ORIGINAL = "biometrics/face/original.png"


def portrayed(files: Files) -> None:
    def tell(value: dict[str, Any]) -> None:
        context = value["contextualData"]
        by = context["operator"]["credential"]
        face = {
            "detail": 1.25,
            "pitch": {"measured": 6.2, "offset": 4.0},
            "adjusted": {"across": 0.01, "down": -0.02, "size": 1.05, "turn": -1.5, "by": by},
            "hints": [{"what": "turn_left", "seen": True}],
        }
        context.update(format=16, face=face)

    change(files, tell)


def originally(width: int, height: int, **members: object) -> Spoil:
    """With an original crop of that size."""

    def add(files: Files) -> None:
        files[ORIGINAL] = encode_png(np.full((height, width, 3), 90, np.uint8))

        def entry(value: dict[str, Any]) -> None:
            source = next(each for each in value["biometricData"] if each.get("instance") == "SOURCE")
            told = {"instance": "ORIGINAL", "imageRef": ORIGINAL, "width": width, "height": height, **members}
            value["biometricData"].insert(2, {**source, **told})

        change(files, entry)

    return add


def found(pki: Pki, home: Path, spoil: Spoil = lambda _: None, before: Spoil = portrayed) -> list[str]:
    def both(files: Files) -> None:
        before(files)
        spoil(files)

    return [each.code for each in examine(opened_as(pki, both), Remembered(home / "opened")).findings]


def told(how: Callable[[dict[str, Any]], object]) -> Spoil:
    return lambda files: change(files, lambda value: how(value["contextualData"]["face"]))


def without_portrait(value: dict[str, Any]) -> None:
    value["biometricData"] = [each for each in value["biometricData"] if each.get("instance") != "PORTRAIT"]


def test_sound_words_are_found_nothing_in(pki: Pki, tmp_path: Path) -> None:
    assert found(pki, tmp_path) == []
    assert found(pki, tmp_path, originally(300, 400)) == []


@pytest.mark.parametrize(
    "spoil",
    [
        told(lambda face: face.pop("detail")),
        told(lambda face: face.update(detail=0)),
        told(lambda face: face["pitch"].update(offset=10.5)),
        told(lambda face: face["pitch"].pop("measured")),
        told(lambda face: face["adjusted"].update(turn=8.5)),
        told(lambda face: face["adjusted"].update(size=0)),
        told(lambda face: face["adjusted"].update(by="0" * 64)),  # nobody who was there
        told(lambda face: face.update(hints=[])),
        told(lambda face: face["hints"][0].update(what="dance")),
        told(lambda face: face.update(liked=True)),
        originally(400, 400),
        originally(1202, 1602),
        originally(300, 400, imageRef="biometrics/face/source.png"),
        lambda files: change(files, lambda value: value["contextualData"].update(format=13)),
        lambda files: change(files, without_portrait),
    ],
)
def test_what_cannot_be_is_not_read(pki: Pki, tmp_path: Path, spoil: Spoil) -> None:
    assert found(pki, tmp_path, spoil) == ["INT-091"]


def test_a_form_that_knows_no_original_has_none(pki: Pki, tmp_path: Path) -> None:
    assert found(pki, tmp_path, originally(300, 400), before=lambda _: None) == ["INT-091"]


def with_still(number: int, **still: object) -> Spoil:
    def tell(value: dict[str, Any]) -> None:
        value["contextualData"].update(format=number)
        value["contextualData"]["face"].update(still)

    return lambda files: change(files, tell)


def test_a_still_is_said_of_one_format_and_always_there(pki: Pki, tmp_path: Path) -> None:
    assert found(pki, tmp_path, with_still(17, still="taken")) == []
    assert found(pki, tmp_path, with_still(17, still="late")) == []
    for wrong in (with_still(16, still="taken"), with_still(17), with_still(17, still="liked")):
        assert found(pki, tmp_path, wrong) == ["INT-091"]
