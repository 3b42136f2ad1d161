"""Samples in a MOSIP packet: records of the very pixels, scores only where there are any, marked exceptions."""

import json
from base64 import b64decode
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from station.domain.sample import QualityScore, Slap
from station.formats.iso19794.face_2011 import read_face_record
from station.formats.iso19794.finger import Compression
from station.formats.iso19794.finger_2011 import read_finger_record
from tests.support.mosip_dossier import approved, dossier_of, face_pixels, finger_pixels, make_dossier
from tests.support.mosip_packet import NAMESPACE, Made, birs, entries, opened, seal, text
from tests.support.mosip_world import MosipWorld
from tests.support.people import Shelf
from tests.support.pki import Pki


def test_each_finger_and_the_face_has_a_bir(made: Made) -> None:
    assert list(birs(made)) == [
        "Left IndexFinger",
        "Left MiddleFinger",
        "Left RingFinger",
        "Left LittleFinger",
        "Right IndexFinger",
        "Right MiddleFinger",
        "Right RingFinger",
        "Right LittleFinger",
        "Left Thumb",
        "Right Thumb",
        "",
    ]


def test_children_stand_in_the_order_of_mosips_schema(made: Made) -> None:
    order = ["Version", "CBEFFVersion", "BIRInfo", "BDBInfo", "BDB"]
    info = ["Index", "Format", "CreationDate", "Type", "Subtype", "Level", "Purpose", "Quality"]
    for bir in birs(made).values():
        exception = not text(bir, "BDB")
        assert [child.tag.removeprefix(NAMESPACE) for child in bir] == [*order, *(["others"] if exception else [])]
        found = bir.find(f"{NAMESPACE}BDBInfo")
        assert found is not None
        assert [child.tag.removeprefix(NAMESPACE) for child in found] == info


def test_nothing_looks_as_if_a_device_had_signed_it(made: Made) -> None:
    """No signature block and no `others`, where MOSIP's stages look for a device's payload."""
    for bir in birs(made).values():
        assert bir.find(f"{NAMESPACE}SB") is None
        assert entries(bir) == ({} if text(bir, "BDB") else {"EXCEPTION": "true"})


def algorithms(made: Made) -> dict[str, str]:
    """By which the scores were computed: MOSIP's records have no room for it."""
    labels = {item["label"]: item["value"] for item in made.meta(made.id)["metaData"]}
    found: dict[str, str] = json.loads(labels["scoreAlgorithms"])
    return found


def test_a_finger_is_a_lossless_record_of_the_very_pixels(made: Made) -> None:
    bir = birs(made)["Right IndexFinger"]
    assert (text(bir, "BDBInfo/Type"), text(bir, "BDBInfo/Format/Type")) == ("Finger", "7")
    assert text(bir, "BDBInfo/Quality/Score") == "52"
    assert algorithms(made)["rightIndex"] == "NFIQ2 2.3"
    (view,) = read_finger_record(b64decode(text(bir, "BDB"), validate=True))
    assert (view.position, view.width, view.height) == (2, 300, 400)
    assert view.compression == Compression.JP2_LOSSLESS
    assert view.qualities[0].score == 52
    with Image.open(BytesIO(view.image)) as picture:
        assert picture.format == "JPEG2000"
        assert np.array_equal(np.asarray(picture), finger_pixels(2))


def test_the_face_is_a_lossless_record_of_the_very_pixels(made: Made) -> None:
    bir = birs(made)[""]
    assert (text(bir, "BDBInfo/Type"), text(bir, "BDBInfo/Format/Type")) == ("Face", "8")
    (view,) = read_face_record(b64decode(text(bir, "BDB"), validate=True))
    assert (view.width, view.height, view.kind, view.data, view.gender) == (413, 531, 1, 2, 2)
    with Image.open(BytesIO(view.image)) as picture:
        assert np.array_equal(np.asarray(picture), face_pixels())
    assert text(bir, "BDBInfo/Quality/QualityCalculationFailed") == "", "no component stands for the whole"
    assert "face" not in algorithms(made)
    assert view.qualities[0].score == 255


def test_the_unified_score_is_the_portraits(mosip: MosipWorld, pki: Pki, tmp_path: Path) -> None:
    shelf = Shelf()
    enrollment = approved(pki, shelf)
    portrait = enrollment.samples.portrait
    assert portrait is not None
    scored = replace(portrait, quality=(*portrait.quality[:1], QualityScore("UnifiedQualityScore", "1", 83)))
    dossier = dossier_of(replace(enrollment, samples=replace(enrollment.samples, portrait=scored)), shelf)
    found = opened(mosip, seal(mosip, pki, dossier, tmp_path / "sequence"))
    assert text(birs(found)[""], "BDBInfo/Quality/Score") == "83"
    assert algorithms(found)["face"] == "UnifiedQualityScore"


def test_a_score_that_could_not_be_computed_is_no_score(made: Made) -> None:
    bir = birs(made)["Right RingFinger"]
    assert bir.find(f"{NAMESPACE}BDBInfo/{NAMESPACE}Quality/{NAMESPACE}Score") is None
    assert text(bir, "BDBInfo/Quality/QualityCalculationFailed") == ""
    (view,) = read_finger_record(b64decode(text(bir, "BDB")))
    assert view.qualities[0].score == 255


def test_a_missing_finger_is_a_marked_exception(made: Made) -> None:
    meta = made.meta(made.id)
    for subtype, attribute, reason, kind in (
        ("Left LittleFinger", "leftLittle", "bandaged", "Temporary"),
        ("Left Thumb", "leftThumb", "amputated", "Permanent"),
        ("Right Thumb", "rightThumb", "unable", "Temporary"),
    ):
        bir = birs(made)[subtype]
        assert text(bir, "BDB") == ""
        assert entries(bir) == {"EXCEPTION": "true"}
        assert text(bir, "BDBInfo/Quality/QualityCalculationFailed") == "", "0 would be the worst score there is"
        assert meta["exceptionBiometrics"]["individualBiometrics"][attribute] == {
            "type": "Finger",
            "missingBiometric": attribute,
            "reason": reason,
            "exceptionType": kind,
            "individualType": "applicant",
        }


def test_bir_and_meta_file_name_each_other(made: Made) -> None:
    named = made.meta(made.id)["biometrics"]["individualBiometrics"]
    indices = {text(bir, "BDBInfo/Index") for bir in birs(made).values() if not entries(bir)}
    assert {item["birindex"] for item in named.values()} == indices
    assert named["face"] == {"birindex": text(birs(made)[""], "BDBInfo/Index"), "numRetry": 1, "forceCaptured": False}


def test_simulated_samples_say_so(made: Made) -> None:
    labels = {item["label"]: item["value"] for item in made.meta(made.id)["metaData"]}
    assert labels["simulated"] == "true"


def test_a_slap_below_the_thresholds_is_marked(mosip: MosipWorld, pki: Pki, tmp_path: Path) -> None:
    made = make_dossier(pki)
    dossier = replace(made, given=replace(made.given, below_threshold=frozenset({Slap.LEFT_FOUR})))
    found = opened(mosip, seal(mosip, pki, dossier, tmp_path / "sequence"))
    named = found.meta(found.id)["biometrics"]["individualBiometrics"]
    assert (named["leftIndex"]["forceCaptured"], named["rightIndex"]["forceCaptured"]) == (True, False)


def test_a_draft_without_lossless_pictures_says_what_it_has(mosip: MosipWorld, pki: Pki, tmp_path: Path) -> None:
    shelf = Shelf()
    enrollment = approved(pki, shelf)
    portrait = enrollment.samples.portrait
    assert portrait is not None
    slaps = tuple(
        replace(slap, fingers=tuple(replace(item, lossless=None) for item in slap.fingers))
        for slap in enrollment.samples.slaps
    )
    samples = replace(enrollment.samples, portrait=replace(portrait, lossless=None, quality=()), slaps=slaps)
    dossier = dossier_of(replace(enrollment, samples=samples), shelf)
    found = birs(opened(mosip, seal(mosip, pki, dossier, tmp_path / "sequence")))
    (finger,) = read_finger_record(b64decode(text(found["Right IndexFinger"], "BDB")))
    assert finger.compression == Compression.WSQ
    assert finger.image == shelf.get(slaps[0].fingers[0].image.digest)
    (face,) = read_face_record(b64decode(text(found[""], "BDB")))
    assert (face.data, face.image) == (1, shelf.get(portrait.image.digest))
    assert face.qualities[0].score == 255
