"""A MOSIP packet opened with the receiver's key by the specification's layout alone, and held against its rules."""

import json
from base64 import b64decode, urlsafe_b64decode
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from re import fullmatch
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key
from PIL import Image

from crypto.errors import CertificateExpired
from station.domain.outbox import SealedPacket
from station.domain.sample import QualityScore, Slap
from station.formats.iso19794.face_2011 import read_face_record
from station.formats.iso19794.finger_2011 import Compression, read_finger_record
from station.packet.errors import SignatureMissing
from station.packet.format import Dossier
from station.receivers.mosip.announcement import decode_announcement
from station.receivers.mosip.errors import MosipPacketTooLarge, PersonUnknown
from station.receivers.mosip.form import form
from station.receivers.mosip.form.form import MosipFormat, open_form
from station.receivers.mosip.form.schema import read_schema
from station.receivers.mosip.rid import RidCounter
from tests.support import mosip_layout
from tests.support.clock import NOW
from tests.support.mosip_dossier import approved, dossier_of, face_pixels, finger_pixels, make_dossier
from tests.support.mosip_layout import Subpacket
from tests.support.mosip_world import CENTRE, MACHINE, OFFICER_USER, USER, MosipWorld
from tests.support.people import Shelf
from tests.support.pki import Pki

NAMESPACE = "{http://standards.iso.org/iso-iec/19785/-3/ed-2/}"


@dataclass(frozen=True)
class Made:
    packet: SealedPacket
    rid: str
    packet_id: str
    id: Subpacket
    evidence: Subpacket
    optional: Subpacket

    def meta(self, of: Subpacket) -> dict[str, Any]:
        return mosip_layout.identity(of.files["packet_meta_info.json"])


def packet_format(world: MosipWorld, counter: Path) -> MosipFormat:
    made = open_form(world.settings)
    assert isinstance(made, MosipFormat)
    return replace(made, counter=RidCounter(counter))


def seal(world: MosipWorld, pki: Pki, dossier: Dossier, counter: Path) -> SealedPacket:
    return packet_format(world, counter).seal(dossier, pki.recipients, pki.station, NOW)


def opened(world: MosipWorld, packet: SealedPacket) -> Made:
    found = mosip_layout.open_packet(packet.p7m, world.policy.key, world.policy.der)
    announcement = decode_announcement(packet.p7s)
    folder = f"REGISTRATION_CLIENT/NEW/{announcement.registration_id}"
    assert list(found) == [f"{folder}_id", f"{folder}_evidence", f"{folder}_optional"]
    return Made(packet, announcement.registration_id, announcement.packet_id, *found.values())


@pytest.fixture(scope="module")
def made(mosip: MosipWorld, pki: Pki, tmp_path_factory: pytest.TempPathFactory) -> Made:
    counter = tmp_path_factory.mktemp("counter") / "sequence"
    return opened(mosip, seal(mosip, pki, make_dossier(pki), counter))


# --- names and numbers ------------------------------------------------------------------------------------------------


def test_ids_are_centre_machine_sequence_and_second(made: Made) -> None:
    second = f"{NOW.astimezone(UTC):%Y%m%d%H%M%S}"
    assert made.rid == f"{CENTRE}{MACHINE}00001{second}"
    assert made.packet_id == f"{made.rid}-{CENTRE}_{MACHINE}-{second}"


def test_announcement_says_what_the_file_is(made: Made) -> None:
    announcement = decode_announcement(made.packet.p7s)
    assert announcement.packet_hash == made.packet.packet_id == sha256(made.packet.p7m).hexdigest()
    assert announcement.packet_size == len(made.packet.p7m)
    assert announcement.file_name == f"{made.packet_id}.zip"
    assert (announcement.process, announcement.language) == ("NEW", "hye")
    assert fullmatch(r"[0-9a-f]{32}", made.packet.name), "a file's name says nothing"


def test_the_file_is_no_zip_file(made: Made) -> None:
    assert not made.packet.p7m.startswith(b"PK")
    assert b"PK\x03\x04" not in made.packet.p7m[:400]


# --- descriptions, signatures, hashes ---------------------------------------------------------------------------------


def test_description_beside_each_subpacket(made: Made, mosip: MosipWorld) -> None:
    key = load_der_public_key(mosip.machine.sign_key)
    assert isinstance(key, rsa.RSAPublicKey)
    for name, sub in (("id", made.id), ("evidence", made.evidence), ("optional", made.optional)):
        description = sub.description
        assert description == {
            "id": made.packet_id,
            "packetname": f"{made.rid}_{name}",
            "source": "REGISTRATION_CLIENT",
            "process": "NEW",
            "refid": f"{CENTRE}_{MACHINE}",
            "schemaversion": "0.1",
            "signature": description["signature"],
            "encryptedhash": description["encryptedhash"],
            "providername": "PacketWriterImpl",
            "providerversion": "v1.0",
            "creationdate": description["creationdate"],
        }
        mosip_layout.verify(key, urlsafe_b64decode(description["signature"] + "=="), sub.plain)
        assert urlsafe_b64decode(description["encryptedhash"] + "=") == sha256(sub.sealed).digest()
        assert fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", description["creationdate"])


def test_data_hash_follows_the_recorded_order(made: Made) -> None:
    for sub in (made.id, made.evidence, made.optional):
        without_suffix = {name.rsplit(".", 1)[0]: data for name, data in sub.files.items()}
        digest = sha256()
        names = []
        for sequence in made.meta(sub)["hashSequence1"]:
            assert sequence["label"] in ("biometricSequence", "demographicSequence")
            for name in sequence["value"]:
                digest.update(without_suffix[name])
                names.append(name)
        assert sub.files["packet_data_hash.txt"] == digest.hexdigest().upper().encode()
        assert names[-1] == "ID"
        hashed_elsewhere = {"packet_meta_info", "packet_data_hash", "packet_operations_hash", "audit"}
        assert set(names) | hashed_elsewhere >= set(without_suffix), "no file escapes the hashes"


def test_operations_hash_is_in_id_only(made: Made) -> None:
    assert made.meta(made.id)["hashSequence2"] == [{"label": "otherFiles", "value": ["audit"]}]
    digest = sha256(made.id.files["audit.json"]).hexdigest().upper().encode()
    assert made.id.files["packet_operations_hash.txt"] == digest
    assert "hashSequence2" not in made.meta(made.evidence)
    assert not {"audit.json", "packet_operations_hash.txt"} & set(made.evidence.files)


def test_all_three_subpackets_are_there_whatever_they_hold(made: Made) -> None:
    """MOSIP's reader asks for each by name."""
    assert list(made.optional.files) == ["ID.json", "packet_data_hash.txt", "packet_meta_info.json"]
    for sub in (made.id, made.evidence, made.optional):
        assert mosip_layout.identity(sub.files["ID.json"])["IDSchemaVersion"] == 0.1


def test_a_field_without_a_category_is_in_each(mosip: MosipWorld, pki: Pki, tmp_path: Path) -> None:
    fields = [{"id": "enrollmentId", "category": "none", "value": "enrollment_id"}]
    one = replace(packet_format(mosip, tmp_path / "sequence"), schema=read_schema({"version": 0.2, "field": fields}))
    dossier = make_dossier(pki)
    found = opened(mosip, one.seal(dossier, pki.recipients, pki.station, NOW))
    for sub in (found.id, found.evidence, found.optional):
        identity = mosip_layout.identity(sub.files["ID.json"])
        assert identity == {"IDSchemaVersion": 0.2, "enrollmentId": dossier.enrollment.enrollment_id}


def test_order_in_the_zip_files(made: Made) -> None:
    assert list(made.id.files) == [
        "individualBiometrics_bio_CBEFF.xml",
        "ID.json",
        "audit.json",
        "packet_operations_hash.txt",
        "packet_data_hash.txt",
        "packet_meta_info.json",
    ]
    assert list(made.evidence.files) == [
        "proofOfSignature.pdf",
        "ID.json",
        "packet_data_hash.txt",
        "packet_meta_info.json",
    ]


# --- identity ---------------------------------------------------------------------------------------------------------


def test_identity_of_the_person(made: Made) -> None:
    assert mosip_layout.identity(made.id.files["ID.json"]) == {
        "IDSchemaVersion": 0.1,
        "fullName": [
            {"language": "hye", "value": "ԱՆԻ ՀՈՎՀԱՆՆԻՍՅԱՆ"},
            {"language": "eng", "value": "ANI HOVANNESIAN"},
        ],
        "dateOfBirth": "1990/06/15",
        "gender": [{"language": "hye", "value": "Իգական"}, {"language": "eng", "value": "Female"}],
        "addressLine1": [{"language": "hye", "value": "Երևան, Փողոց 1"}],
        "phone": "+37491000000",
        "email": "ani@example.org",
        "referenceIdentityNumber": "6506901230",
        "surname": [{"language": "hye", "value": "ՀՈՎՀԱՆՆԻՍՅԱՆ"}, {"language": "eng", "value": "HOVANNESIAN"}],
        "givenNames": [{"language": "hye", "value": "ԱՆԻ"}, {"language": "eng", "value": "ANI"}],
        "patronymic": [{"language": "hye", "value": "ԱՐԱՄԻ"}],
        "placeOfBirth": [{"language": "hye", "value": "Գյումրի"}],
        "nationality": "ARM",
        "personalNumberKind": "psn",
        "enrollmentId": "7b1f2d3c-0a4e-4c8e-9a57-0d6b6f0f9a11",
        "individualBiometrics": {"format": "cbeff", "version": 1, "value": "individualBiometrics_bio_CBEFF"},
    }


def test_evidence_names_the_held_document_and_the_signature(made: Made) -> None:
    assert mosip_layout.identity(made.evidence.files["ID.json"]) == {
        "IDSchemaVersion": 0.1,
        "heldDocumentKind": "passport",
        "heldDocumentNumber": "AX0000000",
        "heldDocumentIssuer": "ARM",
        "heldDocumentExpiry": "2030/01/02",
        "proofOfSignature": {"format": "pdf", "type": "SIGNATURE", "value": "proofOfSignature", "refNumber": None},
    }
    assert made.evidence.files["proofOfSignature.pdf"].startswith(b"%PDF-")


# --- biometrics -------------------------------------------------------------------------------------------------------


def birs(made: Made) -> dict[str, ElementTree.Element]:
    """By subtype; the face under ""."""
    root = ElementTree.fromstring(made.id.files["individualBiometrics_bio_CBEFF.xml"])
    assert root.tag == f"{NAMESPACE}BIR"
    found = root.findall(f"{NAMESPACE}BIR")
    return {text(bir, "BDBInfo/Subtype"): bir for bir in found}


def text(element: ElementTree.Element, path: str) -> str:
    found = element.find("/".join(f"{NAMESPACE}{part}" for part in path.split("/")))
    assert found is not None, path
    return found.text or ""


def entries(bir: ElementTree.Element) -> dict[str, str]:
    return {item.attrib["key"]: item.text or "" for item in bir.findall(f"{NAMESPACE}others/{NAMESPACE}entry")}


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
    order = ["Version", "CBEFFVersion", "BIRInfo", "BDBInfo", "BDB", "SB", "others"]
    info = ["Index", "Format", "CreationDate", "Type", "Subtype", "Level", "Purpose", "Quality"]
    for bir in birs(made).values():
        assert [child.tag.removeprefix(NAMESPACE) for child in bir] == order
        found = bir.find(f"{NAMESPACE}BDBInfo")
        assert found is not None
        assert [child.tag.removeprefix(NAMESPACE) for child in found] == info


def test_a_finger_is_a_lossless_record_of_the_very_pixels(made: Made) -> None:
    bir = birs(made)["Right IndexFinger"]
    assert (text(bir, "BDBInfo/Type"), text(bir, "BDBInfo/Format/Type")) == ("Finger", "7")
    assert text(bir, "BDBInfo/Quality/Score") == "52"
    assert entries(bir)["SCORE_ALGORITHM"] == "NFIQ2 2.3"
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
    assert "SDK_SCORE" not in entries(bir)
    assert view.qualities[0].score == 255


def test_the_unified_score_is_the_portraits(mosip: MosipWorld, pki: Pki, tmp_path: Path) -> None:
    shelf = Shelf()
    enrollment = approved(pki, shelf)
    portrait = enrollment.samples.portrait
    assert portrait is not None
    scored = replace(portrait, quality=(*portrait.quality[:1], QualityScore("UnifiedQualityScore", "1", 83)))
    dossier = dossier_of(replace(enrollment, samples=replace(enrollment.samples, portrait=scored)), shelf)
    bir = birs(opened(mosip, seal(mosip, pki, dossier, tmp_path / "sequence")))[""]
    assert text(bir, "BDBInfo/Quality/Score") == "83"
    assert (entries(bir)["SDK_SCORE"], entries(bir)["SCORE_ALGORITHM"]) == ("83.0", "UnifiedQualityScore")


def test_a_score_that_could_not_be_computed_is_no_score(made: Made) -> None:
    bir = birs(made)["Right RingFinger"]
    assert bir.find(f"{NAMESPACE}BDBInfo/{NAMESPACE}Quality/{NAMESPACE}Score") is None
    assert text(bir, "BDBInfo/Quality/QualityCalculationFailed") == ""
    assert "SDK_SCORE" not in entries(bir), "0 would be the worst there is"
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
        assert entries(bir)["EXCEPTION"] == "true"
        assert meta["exceptionBiometrics"]["individualBiometrics"][attribute] == {
            "type": "Finger",
            "missingBiometric": attribute,
            "reason": reason,
            "exceptionType": kind,
            "individualType": "applicant",
        }


def test_bir_and_meta_file_name_each_other(made: Made) -> None:
    named = made.meta(made.id)["biometrics"]["individualBiometrics"]
    indices = {text(bir, "BDBInfo/Index") for bir in birs(made).values() if entries(bir)["EXCEPTION"] == "false"}
    assert {item["birindex"] for item in named.values()} == indices
    assert named["face"] == {"birindex": text(birs(made)[""], "BDBInfo/Index"), "numRetry": 1, "forceCaptured": False}


def test_simulated_samples_say_so(made: Made) -> None:
    assert {entries(bir)["SIMULATED"] for bir in birs(made).values()} == {"true"}
    labels = {item["label"]: item["value"] for item in made.meta(made.id)["metaData"]}
    assert labels["simulated"] == "true"


def test_a_slap_below_the_thresholds_is_marked(mosip: MosipWorld, pki: Pki, tmp_path: Path) -> None:
    dossier = replace(make_dossier(pki), below_threshold=frozenset({Slap.LEFT_FOUR}))
    found = birs(opened(mosip, seal(mosip, pki, dossier, tmp_path / "sequence")))
    assert entries(found["Left IndexFinger"])["FORCE_CAPTURED"] == "true"
    assert entries(found["Right IndexFinger"])["FORCE_CAPTURED"] == "false"


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


# --- what was done ----------------------------------------------------------------------------------------------------


def test_audit_has_every_act_and_who_did_it(made: Made) -> None:
    acts = json.loads(made.id.files["audit.json"])
    assert [(act["eventName"], act["sessionUserId"]) for act in acts] == [
        ("ENROLLMENT_STARTED", USER),
        ("SAMPLE_ACCEPTED", USER),
        ("SAMPLE_ACCEPTED", USER),
        ("SAMPLE_ACCEPTED", USER),
        ("SAMPLE_ACCEPTED", USER),
        ("CONTENT_SIGNED", USER),
        ("CONTENT_APPROVED", OFFICER_USER),
        ("PACKET_SEALED", USER),
    ]
    assert [act["actionTimeStamp"] for act in acts] == sorted(act["actionTimeStamp"] for act in acts)
    needed = {
        "uuid", "createdAt", "eventId", "eventName", "eventType", "hostName", "hostIp", "applicationId",
        "applicationName", "sessionUserId", "sessionUserName", "id", "idType", "createdBy", "moduleName", "moduleId",
        "description", "actionTimeStamp",
    }  # fmt: skip
    for act in acts:
        assert act.keys() == needed
        assert all(act.values())
        assert act["id"] == made.rid
    assert len({act["uuid"] for act in acts}) == len(acts)


def test_operations_name_both_people(made: Made) -> None:
    values = {item["label"]: item["value"] for item in made.meta(made.id)["operationsData"]}
    assert (values["officerId"], values["supervisorId"]) == (USER, OFFICER_USER)
    for who in ("officer", "supervisor"):
        said = [values[f"{who}{what}"] for what in ("Password", "PIN", "OTPAuthentication", "BiometricFileName")]
        assert said == ["false", None, "true", None], "as MOSIP's own client reports a sign-in by PIN"
    assert values["signInMethod"] == "certificate and PIN"


@pytest.mark.parametrize(("forced", "said"), [(False, "0"), (True, "1")])
def test_operations_say_whether_somebody_was_forced(
    forced: bool, said: str, mosip: MosipWorld, pki: Pki, tmp_path: Path
) -> None:
    dossier = replace(make_dossier(pki), under_duress=forced)
    packet = opened(mosip, seal(mosip, pki, dossier, tmp_path / "sequence"))
    values = {item["label"]: item["value"] for item in packet.meta(packet.id)["operationsData"]}
    assert values["underDuress"] == said


def test_meta_names_devices_and_documents(made: Made) -> None:
    meta = made.meta(made.id)
    assert meta["capturedRegisteredDevices"] == []
    assert [item["digitalId"]["type"] for item in meta["capturedNonRegisteredDevices"]] == ["Finger", "Face"]
    assert [item["documentName"] for item in meta["documents"]] == ["proofOfSignature"]
    labels = {item["label"]: item["value"] for item in meta["metaData"]}
    assert (labels["centerId"], labels["machineId"], labels["registrationType"]) == (CENTRE, MACHINE, "NEW")
    assert meta["registrationId"] == labels["registrationId"] == made.rid


# --- what is refused --------------------------------------------------------------------------------------------------


def test_the_same_dossier_has_the_same_content_and_never_the_same_packet(
    mosip: MosipWorld, pki: Pki, tmp_path: Path
) -> None:
    one = packet_format(mosip, tmp_path / "sequence")
    first, second = (opened(mosip, one.seal(make_dossier(pki), pki.recipients, pki.station, NOW)) for _ in range(2))
    assert first.packet.packet_id != second.packet.packet_id
    assert first.rid[10:15] == "00001"
    assert second.rid[10:15] == "00002"
    assert first.id.files["ID.json"] == second.id.files["ID.json"]
    assert first.evidence.files["proofOfSignature.pdf"] == second.evidence.files["proofOfSignature.pdf"]


def test_people_must_be_known_at_the_receiver(mosip: MosipWorld, pki: Pki, tmp_path: Path) -> None:
    one = packet_format(mosip, tmp_path / "sequence")
    one = replace(one, place=replace(one.place, users={pki.operator.certificate.fingerprint: USER}))
    with pytest.raises(PersonUnknown) as caught:
        one.seal(make_dossier(pki), pki.recipients, pki.station, NOW)
    assert caught.value.params == {"credential": pki.officer.certificate.fingerprint[:12]}


def test_nothing_leaves_unapproved(mosip: MosipWorld, pki: Pki, tmp_path: Path) -> None:
    dossier = make_dossier(pki)
    for enrollment in (replace(dossier.enrollment, approved=None), replace(dossier.enrollment, signed=None)):
        with pytest.raises(SignatureMissing):
            seal(mosip, pki, replace(dossier, enrollment=enrollment), tmp_path / "sequence")


def test_a_packet_the_receiver_would_refuse_is_not_made(mosip: MosipWorld, pki: Pki, tmp_path: Path) -> None:
    one = packet_format(mosip, tmp_path / "sequence")
    one = replace(one, place=replace(one.place, largest_packet_bytes=1000))
    with pytest.raises(MosipPacketTooLarge):
        one.seal(make_dossier(pki), pki.recipients, pki.station, NOW)


def test_an_expired_policy_key_is_not_used(mosip: MosipWorld, pki: Pki, tmp_path: Path) -> None:
    with pytest.raises(CertificateExpired):
        packet_format(mosip, tmp_path / "sequence").seal(
            make_dossier(pki), pki.recipients, pki.station, NOW + timedelta(days=500)
        )


def test_without_samples_there_is_still_a_packet(mosip: MosipWorld, pki: Pki, tmp_path: Path) -> None:
    """A child of few years has no prints; the format takes what there is."""
    dossier = make_dossier(pki)
    samples = replace(dossier.enrollment.samples, portrait=None, slaps=(), exceptions=(), signature=None)
    bare = replace(
        dossier,
        enrollment=replace(dossier.enrollment, samples=samples),
        context=replace(dossier.context, impressions=()),
        document=None,
    )
    packet = seal(mosip, pki, bare, tmp_path / "sequence")
    made = opened(mosip, packet)
    assert birs(made) == {}
    assert mosip_layout.identity(made.evidence.files["ID.json"]) == {"IDSchemaVersion": 0.1}
    assert form.PROCESS == "NEW"
