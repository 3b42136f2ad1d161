"""Packets for peers: as the product makes them, with every kind of key; as version 0.1.0 left them; and spoilt ones."""

import shutil
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from crypto import envelope, issuing, roles
from crypto.certificate import certificates_from_pem, pem_of
from crypto.keys.api import SigningKey
from crypto.keys.receiver import load_receiver_key
from station.packet import asice
from station.packet.archive import read_archive, write_archive
from station.packet.content import PacketFile
from tests.support.clock import NOW
from tests.support.pki import Pki
from tests.support.released import Released, packet
from tests.support.sealing import make_content
from tests.support.staff import card


@dataclass(frozen=True)
class OldPacket:
    """Of 0.1.0, opened with the key of its centre. trust: whom that centre believed, without the roots that DSS cannot
    read: they stood in one file with others then."""

    container: bytes
    p7m: Path
    trust: Path
    intake_home: Path


def signed_by_other_kinds(pki: Pki) -> bytes:
    """The operator's card has an RSA key, the officer's one on P-384; we take it."""
    rights = (roles.OPERATOR_POLICY,)
    operator = card(pki.intake_home, "operators", "Operator", policies=rights, key=issuing.new_rsa_key())
    officer = card(pki.intake_home, "approvals", "Officer", key=issuing.new_ec_key(ec.SECP384R1()))
    once = asice.sign_operator(make_content(), operator.signs, NOW)
    container = asice.approve(once, officer.signs, NOW, operator.certificate)
    asice.verify(container, pki.trust, NOW)
    return container


def station_with_rsa(pki: Pki) -> SigningKey:
    key = issuing.new_rsa_key()
    return card(pki.intake_home, "stations", "Station", policies=(roles.STATION_POLICY,), key=key).signs


def with_another_file(container: bytes) -> bytes:
    """The first file exchanged after everybody had signed."""
    first, *others = read_archive(container)
    return write_archive((PacketFile(first.path, first.data + b" "), *others))


def sealed_under_transition(released: Released, folder: Path) -> OldPacket:
    """The packet of 0.1.0 with three kinds of receivers and a third signature."""
    packet_id = packet("home", "after_renewal")
    waiting = released.settings.outbox.glob("packet-*.p7m")
    (p7m,) = (file for file in waiting if sha256(file.read_bytes()).hexdigest() == packet_id)
    home = released.settings.intake_home
    receiver, key = load_receiver_key(home / "centre", home / "centre" / "secret", "production")
    trust = folder / "trust"
    shutil.copytree(home / "trust", trust)
    for file in (trust / "roots").iterdir():
        known = [root for root in certificates_from_pem(file.read_bytes()) if root.key_algorithm != "ML-DSA-65"]
        file.write_text(pem_of(tuple(known)), encoding="ascii")
    return OldPacket(envelope.decrypt(p7m.read_bytes(), receiver, key), p7m, trust, home)
