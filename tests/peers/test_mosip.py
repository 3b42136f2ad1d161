"""MOSIP's own library reads our packet, as its registration processor does, under its standard configuration."""

import json
import shutil
from base64 import b64decode
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from devices.api import CancelScope
from station.domain.enrollment import EnrollmentId
from station.domain.errors import StationError
from station.domain.outbox import OutboxRow, OutboxState, Parcel, SealedPacket
from station.formats.page_image import JPEG, encode_page
from station.packet.format import Dossier
from station.packet.part import joined
from station.receivers.mosip import form as mosip_form
from station.receivers.mosip.announcement import decode_announcement
from station.receivers.mosip.configuration import CLIENT
from station.receivers.mosip.form.form import open_form
from station.receivers.mosip.form.id_schema import id_schema
from station.receivers.mosip.form.schema import load_schema
from station.receivers.mosip.set_up import set_up
from station.receivers.mosip.transport.answers import refusal
from station.receivers.mosip.transport.desk import DeskAnswer, sync_entry
from station.receivers.mosip.transport.transport import MosipTransport
from station.steps.attachments import content
from tests.peers.java import JavaPeer
from tests.support import mosip_layout
from tests.support.clock import NOW
from tests.support.kept_papers import COPY, copy_of, page_of
from tests.support.mosip_dossier import approved, dossier_of, with_exception_photo
from tests.support.mosip_world import MosipWorld, make_world
from tests.support.people import Shelf
from tests.support.pki import Pki, pki
from tests.support.service_dossiers import dossier_for, services_for

__all__ = ["pki"]

pytestmark = [pytest.mark.peers, pytest.mark.timeout(600)]  # eight packets are made before anything is asked

MOSIP = JavaPeer("mosip", "Mosip")
PAPER = "proofOfBirth"
CBEFF = "individualBiometrics_bio_CBEFF.xml"
NAMESPACE = "{http://standards.iso.org/iso-iec/19785/-3/ed-2/}"
NARROW = "a schema without the patronymic"
UNTOLD = "a receiver that was not told of us"
SPOKEN = "what is said to it"
SERVICES = services_for("mosip")
SPOILT = ("without optional", "another's signature", "a changed byte")


@dataclass(frozen=True)
class Read:
    """files: of all sub-packets in clear. said: what MOSIP's code answered, by folder and question."""

    packet: SealedPacket
    rid: str
    files: dict[str, bytes]
    said: dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def read(pki: Pki, tmp_path_factory: pytest.TempPathFactory) -> Read:
    home = tmp_path_factory.mktemp("mosip")
    world = with_papers(make_world(home / "station", pki))
    packet = open_form(world.settings).seal(_dossier(pki), pki.recipients, pki.station, NOW)
    whole = home / "whole"
    rid = lay_out(packet.p7m, world, whole)
    found = mosip_layout.open_packet(packet.p7m, world.policy.key, world.policy.der)
    files = {name: data for sub in found.values() for name, data in sub.files.items()}
    (whole / CBEFF).write_bytes(files[CBEFF])
    for name in SPOILT:
        shutil.copytree(whole, home / name)
    (home / "without optional" / f"{rid}_optional.zip").unlink()
    (home / "another's signature" / "machine.pub").write_bytes(world.machine.encrypt_key)
    changed = home / "a changed byte" / f"{rid}_evidence.zip"
    changed.write_bytes(changed.read_bytes()[:-1] + b"x")
    narrow = json.loads(id_schema(load_schema(None)))
    del narrow["properties"]["identity"]["properties"]["patronymic"]
    shutil.copytree(whole, home / NARROW)
    (home / NARROW / "id-schema.json").write_text(json.dumps(narrow), encoding="utf-8")
    shutil.copytree(whole, home / UNTOLD)
    told = (home / UNTOLD / "receiver.properties").read_text(encoding="ascii")
    (home / UNTOLD / "receiver.properties").write_text(told.replace(f",{CLIENT}", ""), encoding="ascii")
    folders = [whole, *(home / name for name in (*SPOILT, NARROW, UNTOLD))]
    rids = {folder.name: rid for folder in folders}
    for service in SERVICES:
        each = open_form(world.settings).seal(dossier_for(service, pki), pki.recipients, pki.station, NOW)
        folders.append(home / service)
        rids[service] = lay_out(each.p7m, world, home / service)
        within = mosip_layout.open_packet(each.p7m, world.policy.key, world.policy.der)
        sub_packets = {name: data for sub in within.values() for name, data in sub.files.items()}
        (home / service / CBEFF).write_bytes(sub_packets[CBEFF])
    spoken = home / SPOKEN
    spoken.mkdir()
    (spoken / "announcement.json").write_text(json.dumps(sync_entry(decode_announcement(packet.p7s))), encoding="utf-8")
    said: dict[str, dict[str, str]] = {folder.name: {} for folder in (*folders, spoken)}
    for words in MOSIP.ask([*([str(folder), rids[folder.name]] for folder in folders), [str(spoken)]], home):
        if words[0] == "MOSIP":  # whatever its logger writes stands between
            said[Path(words[1]).name][words[2]] = words[3]
    return Read(packet, rid, files, said)


def with_papers(world: MosipWorld) -> MosipWorld:
    """Whose mapping names the copy of a birth certificate."""
    text = (Path(mosip_form.__file__).parent / "data" / "schema.toml").read_text(encoding="utf-8")
    field = f'[[field]]\nid = "{PAPER}"\ncategory = "evidence"\ndocument = "BIRTH_CERTIFICATE.COPY"\ntype = "BIRTH"\n'
    (world.settings.config / "papers.toml").write_text(f"{text}\n{field}", encoding="utf-8")
    receivers = {"mosip": {**world.settings.receivers["mosip"], "schema": "papers.toml"}}
    return replace(world, settings=replace(world.settings, receivers=receivers))


def _dossier(pki: Pki) -> Dossier:
    """With two pages of a paper, and a photograph of why a finger is not taken."""
    shelf = Shelf()
    pages = [shelf.put(encode_page(page_of(number).pixels)[0], JPEG, 90, 120, 240) for number in (1, 2)]
    made = with_exception_photo(dossier_of(approved(pki, shelf), shelf), shelf)
    papers = replace(content.part([(COPY, copy_of(*pages))]), values={}, further={})
    return replace(made, given=joined((made.given, papers)))


def lay_out(packet: bytes, world: MosipWorld, folder: Path) -> str:
    """What the receiver keeps of a packet: the files of the outer one, by their names; the keys; what `stationctl
    receiver mosip` wrote for it."""
    folder.mkdir()
    outer = mosip_layout.unzip(mosip_layout.decrypt(packet, world.policy.key, world.policy.der))
    for path, data in outer.items():
        (folder / Path(path).name).write_bytes(data)
    key = world.policy.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    (folder / "receiver.key").write_bytes(key)
    (folder / "machine.pub").write_bytes(world.machine.sign_key)
    list(set_up(world.settings))
    for name in ("id-schema.json", "receiver.properties"):
        shutil.copy(world.settings.data / "mosip" / name, folder)
    return Path(next(iter(outer))).name.partition("_")[0]


def test_it_reads_every_field_of_the_mapping_that_is_known(read: Read) -> None:
    fields = read.said["whole"]["fields"].split(",")
    print(f"MOSIP read {len(fields)} fields")
    known = {item.field_id for item in load_schema(None).fields}
    assert set(fields) <= known | {"IDSchemaVersion", PAPER}
    assert {"IDSchemaVersion", "fullName", "dateOfBirth", "individualBiometrics"} <= set(fields)
    assert {"proofOfSignature", "proofOfException", PAPER} <= set(fields)
    assert len(fields) > 15


def test_it_reads_what_is_said_of_the_registration(read: Read) -> None:
    said = read.said["whole"]
    assert read.rid in said["meta"]
    assert int(said["audits"]) > 5


def test_it_reads_the_document_to_the_last_byte(read: Read) -> None:
    assert read.said["whole"]["document"] == sha256(read.files["proofOfSignature.pdf"]).hexdigest()
    assert read.said["whole"]["exception"] == sha256(read.files["proofOfException.pdf"]).hexdigest()
    assert read.said["whole"]["paper"] == sha256(read.files[f"{PAPER}.pdf"]).hexdigest()
    assert read.files[f"{PAPER}.pdf"].count(b"/Type /Page\n") == 2


def test_it_reads_each_record_to_the_last_byte(read: Read) -> None:
    root = ElementTree.fromstring(read.files[CBEFF])
    expected = set()
    for bir in root.findall(f"{NAMESPACE}BIR"):
        info, record = bir.find(f"{NAMESPACE}BDBInfo"), b64decode(bir.findtext(f"{NAMESPACE}BDB") or "")
        assert info is not None
        name = info.findtext(f"{NAMESPACE}Subtype") or info.findtext(f"{NAMESPACE}Type")
        expected.add(f"{name}={sha256(record).hexdigest() if record else ''}")
    found = read.said["whole"]["biometrics"].split(",")
    print(f"MOSIP read {len(found)} biometric records")
    assert set(found) == expected
    assert len(found) == 11


def test_its_schema_of_cbeff_takes_the_records(read: Read) -> None:
    """The one that its configuration names. Another, which lies in its library, knows no `others` in small letters."""
    said = read.said["whole"]
    assert (said["cbeff"], said["mosip-cbeff.xsd"]) == ("true", "true")
    print(f"MOSIP, updatedcbeff.xsd: {said['updatedcbeff.xsd']}")
    assert "others" in said["updatedcbeff.xsd"]


def test_only_exceptions_say_anything_beside_the_record(read: Read) -> None:
    assert read.said["whole"]["others"] == ",".join(
        f"{name}={{EXCEPTION=true}}" for name in ("Left LittleFinger", "Left Thumb", "Right Thumb")
    )


def test_stages_that_want_a_devices_signature_spare_whom_the_receiver_was_told_of(read: Read) -> None:
    told, untold = read.said["whole"], read.said[UNTOLD]
    assert (told["signatures"], told["devices"]) == ("spared", "0 payloads")
    print(f"MOSIP, {UNTOLD}: {untold['signatures']}; {untold['devices']}")
    assert "Others value is null" in untold["signatures"]
    assert "Others info is not present" in untold["devices"]
    assert untold["checksums"] == "true", "the packet is the same"


def test_its_validator_takes_files_and_hashes(read: Read) -> None:
    assert read.said["whole"]["checksums"] == "true"


def test_the_schema_that_we_ship_takes_the_identity(read: Read) -> None:
    assert read.said["whole"]["schema"] == "true"
    print(f"MOSIP, {NARROW}: {read.said[NARROW]['schema']}")
    assert "patronymic" in read.said[NARROW]["schema"]


@pytest.mark.parametrize("service", SERVICES)
def test_it_takes_the_form_of_every_service(read: Read, service: str) -> None:
    said = read.said[service]
    fields = set(said["fields"].split(","))
    print(f"MOSIP read {len(fields)} fields of {service}, {len(said['biometrics'].split(','))} records")
    assert fields <= {item.field_id for item in load_schema(None).fields} | {"IDSchemaVersion", PAPER}
    assert {"fullName", "dateOfBirth", "gender", "individualBiometrics"} <= fields
    assert (said["schema"], said["checksums"], said["cbeff"], said["mosip-cbeff.xsd"]) == ("true",) * 4
    assert (said["signatures"], said["devices"]) == ("spared", "0 payloads")


@pytest.mark.parametrize("name", SPOILT)
def test_what_is_not_whole_it_does_not_take(read: Read, name: str) -> None:
    print(f"MOSIP, {name}: {read.said[name]['fields']}")
    assert read.said[name]["fields"].startswith("!")
    assert read.said[name]["checksums"] != "true"


# --- what is said -----------------------------------------------------------------------------------------------------

ENDS = {
    "PROCESSED": "receipt", "UIN_GENERATED": "receipt", "REJECTED": "STN-302", "REREGISTER": "STN-302",
    "REPROCESS_FAILED": "STN-302", "AWAITING_INFORMATION": "STN-352", "PROCESSING": "STN-351", "RECEIVED": "STN-351",
    "RESEND": "STN-351", "UPLOAD_PENDING": "STN-351",
}  # fmt: skip
"""What the station makes of each word on a registration."""
FAULTS = {13: "Missing Request Value", 14: "Invalid Request Value", 20: "requesttime", 23: "requesttime"}
"""Of the request and not of the packet, as MOSIP words them."""


@dataclass(frozen=True)
class Words:
    """Speaks with a receiver that answers so of packet and registration."""

    packet: str
    registration: str = "PROCESSED"

    def progress(self, *_: object) -> DeskAnswer:
        return DeskAnswer(self.packet, b"{}", "")

    def outcome(self, *_: object) -> DeskAnswer:
        return DeskAnswer(self.registration, b"{}", "")

    def upload(self, *_: object) -> bool:
        return True


def ending(words: Any, read: Read) -> str:
    row = OutboxRow(read.packet.packet_id, EnrollmentId("e"), OutboxState.SENDING, NOW, 1, None, "0" * 32, 1)
    line: Any = None
    try:
        MosipTransport(line, words).send(Parcel(row, read.packet.p7m, read.packet.p7s), CancelScope())
    except StationError as error:
        return error.code
    return "receipt"


def test_each_of_its_words_on_a_registration_is_understood(read: Read) -> None:
    words = read.said[SPOKEN]["of registrations"].split(",")
    print(f"MOSIP has {len(words)} words for registrations")
    assert {word: ending(Words("ACCEPTED", word), read) for word in words} == ENDS


def test_none_of_its_words_on_a_packet_is_an_end(read: Read) -> None:
    """ACCEPTED leads to the question what became of the registration; the others wait, or are a refusal."""
    words = read.said[SPOKEN]["of packets"].split(",")
    assert set(words) == {"ACCEPTED", "RECEIVED", "UPLOAD_PENDING", "RESEND", "REJECTED"}
    for word in words:
        expected = "STN-302" if word == "REJECTED" else "STN-351"
        assert ending(Words(word, "PROCESSING"), read) == expected


def test_its_codes_mean_what_the_station_takes_them_for(read: Read) -> None:
    codes: dict[str, list[str]] = {}
    for each in read.said[SPOKEN]["codes"].split(";"):
        code, _, message = each.partition("=")
        codes.setdefault(code, []).append(message)
    for number, message in FAULTS.items():
        code = f"RPR-RGS-{number:03}"
        assert any(message in said for said in codes[code]), codes[code]
        assert refusal((code,)).code == "STN-353", "the station's fault, no refusal"
    known = [code for code in codes if code.startswith(("RPR-RGS", "RPR-PKR"))]
    assert len(known) > 40
    final = {code for code in known if refusal((code,)).code == "STN-302"}
    numbers = {"RGS": (3, 4, 6, 7, 8, 9, 26, 27, 36), "PKR": (2, 3, 9, 10, 13, 15)}
    assert final == {f"RPR-{part}-{number:03}" for part, each in numbers.items() for number in each}


def test_it_is_given_no_channel_to_reach_somebody(read: Read) -> None:
    """An empty text would be hashed and counted as one."""
    assert read.said[SPOKEN]["registration"] == read.rid
    assert read.said[SPOKEN]["channels"] == "null,null,null"
