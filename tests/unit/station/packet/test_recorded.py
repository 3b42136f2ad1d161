"""Biometric records in a packet: of the kind that the service asks for, with the packet's own pictures, named in it."""

import json
from dataclasses import replace

import msgspec
import pytest

from station.domain.enrollment import Enrollment
from station.domain.record import RecordKind
from station.formats.iso19794.face import Gender
from station.formats.iso19794.face_2005 import read_face_record_2005
from station.formats.iso19794.fields import Quality
from station.formats.iso19794.finger_2005 import read_finger_record_2005
from station.formats.records import faces_in, fingers_in, kind_of
from station.packet import content
from station.packet.part import Part, joined
from station.profiles import words
from station.steps.face.step import FaceStep
from station.steps.slaps.step import SlapsStep
from tests.support.clock import NOW
from tests.support.people import Shelf, context, enrollment, given
from tests.support.plans import passport, sheet

FINGERS = [
    *(f"right_{each}" for each in ("index", "middle", "ring", "little")), "left_ring", "left_middle", "left_index",
]  # fmt: skip


def of_service(made: Enrollment, face: str | None, fingers: str | None) -> Part:
    """What the passport's steps of samples give where its profile asks for records of these kinds; all else as in any
    packet."""
    plan = passport()
    said = plan.service.profile.samples
    assert said.face is not None
    assert said.fingers is not None
    samples = msgspec.structs.replace(
        said,
        face=msgspec.structs.replace(said.face, record=face),
        fingers=msgspec.structs.replace(said.fingers, record=fingers),
    )
    service = replace(plan.service, profile=msgspec.structs.replace(plan.service.profile, samples=samples))
    parts = [
        replace(step, service=service).part(made, sheet({}, NOW.date()))
        for step in plan.steps
        if isinstance(step, FaceStep | SlapsStep)
    ]
    whole = given(made)
    return replace(whole, records=joined(replace(Part(), records=part.records) for part in parts).records)


def files_of(face: str | None, fingers: str | None) -> tuple[dict[str, bytes], Shelf]:
    shelf = Shelf()
    made = enrollment(shelf)
    built = content.build(made, of_service(made, face, fingers), shelf.get, context(made))
    return {file.path: file.data for file in built.files}, shelf


@pytest.mark.parametrize("kind", RecordKind)
def test_each_sample_has_its_record_with_the_packets_own_picture(kind: RecordKind) -> None:
    files, _ = files_of(kind.value, kind.value)
    record = files["biometrics/face/portrait.bdb"]
    assert kind_of(record) is kind
    assert [(each.data, each.media_type) for each in faces_in(record)] == [
        (files["biometrics/face/portrait.jp2"], "image/jp2")
    ]
    for name in FINGERS:
        (picture,) = fingers_in(files[f"biometrics/fingers/{name}.bdb"])
        assert picture.data == files[f"biometrics/fingers/{name}.wsq"]
        assert kind_of(files[f"biometrics/fingers/{name}.bdb"]) is kind


def test_the_packet_names_them_and_says_which_form_it_has() -> None:
    files, _ = files_of("39794", "19794:2005")
    told = json.loads(files["data/application.json"])["contextualData"]
    assert told["format"] == 13
    assert told["records"] == {
        "portrait": {"kind": "39794", "ref": "biometrics/face/portrait.bdb"},
        **{name: {"kind": "19794:2005", "ref": f"biometrics/fingers/{name}.bdb"} for name in FINGERS},
    }
    assert {path for path in files if path.endswith(".bdb")} == {each["ref"] for each in told["records"].values()}


def test_what_is_known_stands_in_them() -> None:
    files, _ = files_of("19794:2005", "19794:2005")
    (face,) = read_face_record_2005(files["biometrics/face/portrait.bdb"])
    assert face.gender == Gender.FEMALE
    (finger,) = read_finger_record_2005(files["biometrics/fingers/right_index.bdb"])
    assert (finger.position, finger.image_resolution, finger.qualities) == (2, (500, 500), (Quality(52),))


@pytest.mark.parametrize(
    ("face", "fingers", "recorded"), [(None, None, []), ("39794", None, ["portrait"]), (None, "39794", FINGERS)]
)
def test_what_no_service_asks_for_is_not_made(face: str | None, fingers: str | None, recorded: list[str]) -> None:
    files, shelf = files_of(face, fingers)
    told = json.loads(files["data/application.json"])["contextualData"]
    assert list(told.get("records", {})) == sorted(recorded)
    if not recorded:
        made = enrollment(shelf)
        assert files == {
            file.path: file.data for file in content.build(made, given(made), shelf.get, context(made)).files
        }
        assert told["format"] != 13


def test_profiles_have_the_words_of_the_kinds() -> None:
    assert words.RECORDS == ("19794:2005", "19794:2011", "39794")
