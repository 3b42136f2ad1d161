"""A MOSIP packet held against the rules of its form: names and numbers, descriptions, signatures, hashes, identity."""

from base64 import urlsafe_b64decode
from dataclasses import replace
from datetime import UTC
from hashlib import sha256
from pathlib import Path
from re import fullmatch

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from station.domain.item import Notice
from station.receivers.mosip.announcement import decode_announcement
from station.receivers.mosip.form.schema import read_schema
from tests.support import mosip_layout
from tests.support.clock import NOW
from tests.support.mosip_dossier import make_dossier
from tests.support.mosip_packet import Made, opened, packet_format
from tests.support.mosip_world import CENTRE, MACHINE, MosipWorld
from tests.support.pki import Pki

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


def test_what_the_applicant_was_told_and_wished_does_not_travel(mosip: MosipWorld, pki: Pki, tmp_path: Path) -> None:
    """MOSIP has no place for it: docs/mosip.md says so. The packet is made as without."""
    about = ("rights_and_data_heard", "data_confirmed", "same_sex_operator", "summary_printed", "summary_confirmed")
    dossier = make_dossier(pki)
    of = dossier.enrollment
    notices = tuple(Notice(each, "2", "fa", NOW, of.operator) for each in about)
    told = replace(dossier, enrollment=replace(of, notices=notices))
    made = opened(mosip, packet_format(mosip, tmp_path / "counter").seal(told, pki.recipients, pki.station, NOW))
    for sub in (made.id, made.evidence, made.optional):
        for name, data in sub.files.items():
            assert [each for each in about if each.encode() in data] == [], name


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
