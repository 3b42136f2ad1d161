"""What a packet says of how its portrait came to be, and which pictures of it a service wants there."""

import json
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from station.domain.enrollment import Enrollment
from station.domain.face_facts import Adjusted, Adjustment, Challenge, Hint, Pitch, Still
from station.domain.sample import Blob, Portrait
from station.packet import content
from station.packet.part import Part
from station.packet.portrayed import face_told
from station.profiles import words
from station.steps.face.step import FaceStep
from tests.support.clock import NOW
from tests.support.people import OPERATOR, Shelf, context, enrollment, given
from tests.support.plans import passport, sheet

MOVED = Adjusted(Adjustment(0.01, -0.02, 1.05, -1.5), OPERATOR.credential_id)


def portrait(**changes: Any) -> tuple[Enrollment, Shelf]:
    """One person's, of a station that knows what it knows."""
    shelf = Shelf()
    made = enrollment(shelf)
    taken = made.samples.portrait
    assert taken is not None
    original = replace(shelf.put(b"an original", "image/png"), width=300, height=400)
    taken = replace(taken, original=original, detail=1.25, **changes)
    return replace(made, samples=replace(made.samples, portrait=taken)), shelf


def in_service(made: Enrollment, pictures: tuple[str, ...]) -> Part:
    plan = passport()
    said = plan.service.profile.samples
    assert said.face is not None
    samples = msgspec.structs.replace(said, face=msgspec.structs.replace(said.face, pictures=pictures))
    service = replace(plan.service, profile=msgspec.structs.replace(plan.service.profile, samples=samples))
    step = next(each for each in plan.steps if isinstance(each, FaceStep))
    return replace(step, service=service).part(made, sheet({}, NOW.date()))


def context_of(made: Enrollment, shelf: Shelf) -> dict[str, Any]:
    files = content.build(made, given(made), shelf.get, context(made)).files
    found: dict[str, Any] = json.loads(files[0].data)["contextualData"]
    return found


def test_all_that_is_known_is_said() -> None:
    made, shelf = portrait(
        pitch=Pitch(6.2, 4.0), adjusted=MOVED, hints=(Hint(Challenge.TURN_LEFT, True), Hint(Challenge.BLINK, False))
    )
    told = context_of(made, shelf)
    assert told["format"] == 16
    assert told["face"] == {
        "detail": 1.25,
        "pitch": {"measured": 6.2, "offset": 4.0},
        "adjusted": {"across": 0.01, "down": -0.02, "size": 1.05, "turn": -1.5, "by": OPERATOR.credential_id},
        "hints": [{"what": "turn_left", "seen": True}, {"what": "blink", "seen": False}],
    }


@pytest.mark.parametrize("still", list(Still))
def test_what_became_of_the_still_is_said_in_a_format_of_its_own(still: Still) -> None:
    made, shelf = portrait(still=still)
    told = context_of(made, shelf)
    assert (told["format"], told["face"]) == (17, {"detail": 1.25, "still": still.value})


def test_what_is_not_known_is_left_out() -> None:
    made, shelf = portrait()
    assert context_of(made, shelf)["face"] == {"detail": 1.25}


def test_a_portrait_of_an_older_station_says_nothing() -> None:
    shelf = Shelf()
    made = enrollment(shelf)
    told = context_of(made, shelf)
    assert "face" not in told
    assert told["format"] != 16
    assert face_told(None) == {}


@pytest.mark.parametrize(
    ("pictures", "instances"),
    [
        ((), ["PORTRAIT"]),
        (("SOURCE",), ["PORTRAIT", "SOURCE"]),
        (("ORIGINAL",), ["PORTRAIT", "ORIGINAL"]),
        (words.FACE_PICTURES, ["PORTRAIT", "SOURCE", "ORIGINAL"]),
    ],
)
def test_the_service_says_which_pictures_it_wants(pictures: tuple[str, ...], instances: list[str]) -> None:
    made, _ = portrait()
    part = in_service(made, pictures)
    assert [entry["instance"] for entry in part.biometrics] == instances
    assert list(part.kept) == [entry["imageRef"] for entry in part.biometrics]
    assert [entry["instance"] for entry in part.biometrics if "metadata" in entry] == ["PORTRAIT"]


def test_the_original_lies_at_its_place_with_its_size() -> None:
    made, _ = portrait()
    part = in_service(made, ("ORIGINAL",))
    taken = made.samples.portrait
    assert isinstance(taken, Portrait)
    assert isinstance(taken.original, Blob)
    assert part.kept["biometrics/face/original.png"] is taken.original
    entry = part.biometrics[1]
    assert (entry["width"], entry["height"], entry["mimeType"]) == (300, 400, "image/png")


def test_an_older_draft_has_no_original_to_give() -> None:
    made = enrollment(Shelf())
    assert [entry["instance"] for entry in in_service(made, words.FACE_PICTURES).biometrics] == ["PORTRAIT", "SOURCE"]
