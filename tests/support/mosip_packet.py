"""A MOSIP packet made of a dossier, and opened with the receiver's key by the specification's layout alone."""

from base64 import b64decode
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from station.domain.outbox import SealedPacket
from station.packet.format import Dossier
from station.receivers.mosip.announcement import decode_announcement
from station.receivers.mosip.form.form import MosipFormat, open_form
from station.receivers.mosip.rid import RidCounter
from tests.support import mosip_layout
from tests.support.clock import NOW
from tests.support.mosip_dossier import make_dossier
from tests.support.mosip_layout import Subpacket
from tests.support.mosip_world import MosipWorld
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


_MADE: list[Made] = []


@pytest.fixture(scope="session")
def made(mosip: MosipWorld, pki: Pki, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """To be read, never changed: all tests share it."""
    if not _MADE:
        counter = tmp_path_factory.mktemp("counter") / "sequence"
        _MADE.append(opened(mosip, seal(mosip, pki, make_dossier(pki), counter)))
    return _MADE[0]


def birs(made: Made) -> dict[str, ElementTree.Element]:
    """By subtype; the face under ""."""
    root = ElementTree.fromstring(made.id.files["individualBiometrics_bio_CBEFF.xml"])
    assert root.tag == f"{NAMESPACE}BIR"
    found = root.findall(f"{NAMESPACE}BIR")
    return {text(bir, "BDBInfo/Subtype"): bir for bir in found}


def record(made: Made, subtype: str) -> bytes:
    return b64decode(text(birs(made)[subtype], "BDB"), validate=True)


def text(element: ElementTree.Element, path: str) -> str:
    found = element.find("/".join(f"{NAMESPACE}{part}" for part in path.split("/")))
    assert found is not None, path
    return found.text or ""


def entries(bir: ElementTree.Element) -> dict[str, str]:
    return {item.attrib["key"]: item.text or "" for item in bir.findall(f"{NAMESPACE}others/{NAMESPACE}entry")}
