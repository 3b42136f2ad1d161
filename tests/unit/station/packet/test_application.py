"""data/application.json: members and values of OSIA 7.1, provenance, what is missing, nothing invented."""

import json
from dataclasses import replace
from typing import Any

import rfc8785

from station.domain.document import DocumentKind, TravelDocument
from station.domain.enrollment import Enrollment
from station.domain.sample import Slap
from station.domain.subject import Guardian, GuardianRelation, PsnKind, PublicServiceNumber
from station.packet.application import application_json
from tests.support.people import DOCUMENT, ENROLLMENT_ID, PERSON, Shelf, context, enrollment, given, without_fingers

# OSIA enrollment interface 1.3.0: what each object may hold, and the values of each enumeration that is used here.
ENROLLMENT = {
    "enrollmentId", "status", "enrollmentType", "enrollmentFlags", "requestData", "contextualData", "biographicData",
    "biometricData", "documentData", "encryption", "integrity",
}  # fmt: skip
BIOMETRIC = {
    "biometricType", "biometricSubType", "instance", "image", "imageRef", "captureDate", "captureDevice",
    "impressionType", "width", "height", "bitdepth", "mimeType", "resolution", "compression", "missing", "metadata",
    "comment", "template", "templateRef", "templateFormat", "quality", "qualityFormat", "algorithm", "vendor",
    "encryption", "integrity",
}  # fmt: skip
DOCUMENT_DATA = {"documentType", "documentTypeOther", "instance", "parts", "integrity"}
FINGERS = {
    f"{hand}_{finger}" for hand in ("RIGHT", "LEFT") for finger in ("THUMB", "INDEX", "MIDDLE", "RING", "LITTLE")
}
PLAIN = {"PLAIN_RIGHT_FOUR_FINGERS", "PLAIN_LEFT_FOUR_FINGERS", "PLAIN_THUMBS"}


def made(enrolled: Enrollment | None = None, **changes: Any) -> dict[str, Any]:
    enrolled = enrolled or enrollment(Shelf())
    person = replace(PERSON, **changes)
    data = application_json(enrolled, given(enrolled, person), context(enrolled))
    value: dict[str, Any] = json.loads(data)
    assert rfc8785.dumps(value) == data, "canonical form"
    return value


def test_members_and_values_are_those_of_the_interface() -> None:
    value = made()
    assert value.keys() <= ENROLLMENT
    assert value["status"] == "FINALIZED"
    assert value["enrollmentId"] == ENROLLMENT_ID
    for item in value["biometricData"]:
        assert item.keys() <= BIOMETRIC
        assert item["biometricType"] in {"FACE", "FINGER", "SIGNATURE"}
        assert item.get("biometricSubType", "PORTRAIT") in FINGERS | PLAIN | {"PORTRAIT"}
        assert item.get("compression", "PNG") in {"NONE", "WSQ", "JPEG", "JPEG2000", "PNG"}
        assert item.get("impressionType", "LIVE_SCAN_PLAIN") == "LIVE_SCAN_PLAIN"
        assert item.get("qualityFormat", "NFIQ2") == "NFIQ2"
        assert isinstance(item.get("metadata", ""), str)
        for missing in item.get("missing", []):
            assert missing["biometricSubType"] in FINGERS
            assert missing["presence"] in {"BANDAGED", "AMPUTATED", "DAMAGED"}
    for document in value["documentData"]:
        assert document.keys() <= DOCUMENT_DATA
        assert document["documentType"] == "PASSPORT"
        assert document["parts"] == [{"pages": [1], "dataRef": "documents/held.json", "mimeType": "application/json"}]


def test_names_carry_both_scripts_and_their_provenance() -> None:
    person = made()["biographicData"]
    assert person["lastName"] == "HOVANNESIAN"
    assert person["lastNameArmenian"] == "ՀՈՎՀԱՆՆԻՍՅԱՆ"
    assert person["lastNameLatinSource"] == "foreign_birth_doc"
    assert person["lastNameLatinEvidence"] == "US-1234567"
    assert person["firstNameLatinSource"] == "table"
    assert "firstNameLatinEvidence" not in person
    assert person["patronymicArmenian"] == "ԱՐԱՄԻ"
    assert (person["dateOfBirth"], person["gender"], person["nationality"]) == ("1990-06-15", "F", "ARM")
    assert (person["personalNumberKind"], person["personalNumber"]) == ("psn", "6506901230")


def test_what_is_unknown_is_left_out() -> None:
    person = made(psn=PublicServiceNumber(PsnKind.PENDING), birth_place="")["biographicData"]
    assert "personalNumber" not in person
    assert "placeOfBirth" not in person
    assert "guardianName" not in person


def test_guardian_of_a_child() -> None:
    person = made(guardian=Guardian("Արամ", GuardianRelation.PARENT, "AX1"))["biographicData"]
    assert (person["guardianName"], person["guardianRelation"], person["guardianDocument"]) == ("Արամ", "parent", "AX1")


def entries(value: dict[str, Any], kind: str, sub: str) -> list[dict[str, Any]]:
    return [
        item
        for item in value["biometricData"]
        if item["biometricType"] == kind and item.get("biometricSubType", "") == sub
    ]


def test_portrait_with_its_source_and_all_its_measures() -> None:
    value = made()
    crop, source = entries(value, "FACE", "PORTRAIT")
    assert crop["imageRef"] == "biometrics/face/portrait.jp2"
    assert (crop["width"], crop["height"], crop["resolution"], crop["compression"]) == (413, 531, 300, "JPEG2000")
    assert source["imageRef"] == "biometrics/face/source.png"
    assert source["instance"] == "SOURCE"
    assert "resolution" not in source
    assert json.loads(crop["metadata"]) == {
        "capture": "automatic",
        "quality": [
            {"algorithm": "Sharpness", "version": "own-1", "score": 71, "native": 21.5},
            {"algorithm": "UnifiedQualityScore"},
        ],
    }


def test_fingers_with_nfiq2_and_what_is_missing() -> None:
    value = made()
    (right,) = entries(value, "FINGER", "PLAIN_RIGHT_FOUR_FINGERS")
    assert "missing" not in right
    (left,) = entries(value, "FINGER", "PLAIN_LEFT_FOUR_FINGERS")
    assert left["missing"] == [{"biometricSubType": "LEFT_LITTLE", "presence": "BANDAGED"}]
    assert left["imageRef"] == "biometrics/fingers/left_four.png"
    (index,) = entries(value, "FINGER", "RIGHT_INDEX")
    assert index["imageRef"] == "biometrics/fingers/right_index.wsq"
    assert (index["quality"], index["qualityFormat"], index["algorithm"]) == (52, "NFIQ2", "NFIQ2 2.3")
    assert (index["resolution"], index["compression"], index["mimeType"]) == (500, "WSQ", "image/x-wsq")
    (ring,) = entries(value, "FINGER", "RIGHT_RING")
    assert "quality" not in ring, "a score that could not be computed is not zero"
    assert entries(value, "FINGER", "LEFT_LITTLE") == []


def test_slap_of_which_nothing_is_left_still_says_so() -> None:
    (thumbs,) = entries(made(), "FINGER", "PLAIN_THUMBS")
    assert thumbs == {
        "biometricType": "FINGER",
        "biometricSubType": "PLAIN_THUMBS",
        "missing": [
            {"biometricSubType": "LEFT_THUMB", "presence": "AMPUTATED"},
            {"biometricSubType": "RIGHT_THUMB", "presence": "DAMAGED"},
        ],
    }


def test_fingers_not_taken_at_all_are_not_mentioned() -> None:
    value = made(without_fingers(enrollment(Shelf())))
    assert not [item for item in value["biometricData"] if item["biometricType"] == "FINGER"]


def test_signature_names_picture_and_strokes() -> None:
    (signature,) = entries(made(), "SIGNATURE", "")
    assert signature["imageRef"] == "biometrics/signature/signature.png"
    assert signature["templateRef"] == "biometrics/signature/strokes.json"


def test_simulated_is_written_into_packet_and_samples() -> None:
    enrolled = enrollment(Shelf())
    value = json.loads(
        application_json(enrolled, given(enrolled, document=None), replace(context(enrolled), simulated=False))
    )
    assert value["enrollmentFlags"] == {"mode": "demo", "simulated": True}, "a simulated sample cannot be argued away"
    assert all(item.get("comment") == "simulated" for item in value["biometricData"] if "imageRef" in item)
    assert "documentData" not in value


def test_where_and_by_whom() -> None:
    value = made()["contextualData"]
    ani = {"credential": "ab" * 32, "identifier": "EI:AM-1", "key": "cd" * 32}
    assert value["format"] == 2
    for named in (value["operator"], *value["capturedBy"]):
        assert named == {**ani, "name": "Անի Հակոբյան", "organisation": "Partner"}
    assert value["softwareVersion"] == "0.1.0"
    assert value["policyVersions"] == {"age": "1", "slaps": "1"}
    assert value["enrollmentDate"].endswith("Z")


def test_a_recovered_draft_says_where_it_came_from() -> None:
    assert "recoveredFrom" not in made()["contextualData"]
    assert made(enrollment(Shelf()).recovered("ef" * 32))["contextualData"]["recoveredFrom"] == "ef" * 32


def test_only_the_attempt_that_counts_is_packed() -> None:
    enrolled = enrollment(Shelf())
    again = replace(enrolled.samples.slaps[0], attempt=2)
    chosen = replace(enrolled, samples=replace(enrolled.samples, slaps=(again,)))
    value = json.loads(application_json(enrolled, given(chosen), context(enrolled)))
    (right,) = entries(value, "FINGER", "PLAIN_RIGHT_FOUR_FINGERS")
    assert json.loads(right["metadata"]) == {"attempt": 2}
    (left,) = entries(value, "FINGER", "PLAIN_LEFT_FOUR_FINGERS")
    assert "imageRef" not in left
    assert again.slap is Slap.RIGHT_FOUR


def held(document: TravelDocument) -> bytes:
    return given(enrollment(Shelf()), document=document).written["documents/held.json"]


def test_held_document() -> None:
    assert json.loads(held(DOCUMENT)) == {
        "kind": "passport",
        "number": "AX0000000",
        "issuer": "ARM",
        "expiryDate": "2030-01-02",
        "source": "mrz_typed",
        "mrz": list(DOCUMENT.mrz),
    }
    other = replace(DOCUMENT, kind=DocumentKind.OTHER, expiry_date=None, mrz=(), issuer="")
    assert held(other) == b'{"kind":"other","number":"AX0000000","source":"mrz_typed"}'
    enrolled = enrollment(Shelf())
    value = json.loads(application_json(enrolled, given(enrolled, document=other), context(enrolled)))
    assert value["documentData"][0]["documentTypeOther"]
