"""A packet in which a centre finds nothing, to be spoilt by a test; the picture of a print is small, and a true WSQ."""

import json
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from typing import Any

import numpy as np
import rfc8785

from crypto import issuing, roles
from crypto.authority import load_authority
from crypto.cms import Signer
from crypto.demo_people import STATE
from crypto.demo_pki import AUTHORITIES
from crypto.keys.api import SigningKey
from crypto.keys.machine import MachineKey
from intake.acceptance.moment import Judged, Moment
from intake.acceptance.opening import Opened, shown_proof
from station.domain.outbox import PacketId, SealedPacket
from station.formats.checkpoint import Checkpoint
from station.formats.finger_image import encode_wsq
from station.formats.merkle import leaf_hash
from station.formats.note import X509, Line, Note, key_id
from station.formats.proof import Proof
from station.packet import asice, layout, sealed
from station.packet.content import Content, PacketFile
from tests.support.clock import NOW
from tests.support.pki import Pki
from tests.support.sealing import make_content

ORIGIN = "desk-a"
Spoil = Callable[[dict[str, bytes]], object]


@cache
def print_wsq() -> bytes:
    """300 by 400 pixels, as the content says of each of its prints."""
    lines = (np.indices((400, 300)).sum(axis=0) % 9 * 25).astype(np.uint8)
    return encode_wsq(lines)


def proof_by(station: SigningKey) -> bytes:
    """audit/proof.json: one event, in a log whose checkpoint that station signed."""
    leaf = sha256(b"event").digest()
    body = Checkpoint(ORIGIN, 1, leaf_hash(leaf)).body
    line = Line(ORIGIN, key_id(ORIGIN, X509, station.certificate.der), station.sign(body.encode()))
    return Proof(Note(body, (line,)), leaf, 0, ()).encode()


def sound_content(pki: Pki, spoil: Spoil = lambda _: None) -> Content:
    files = {file.path: file.data for file in make_content().files}
    for path in files:
        if path.endswith(".wsq"):
            files[path] = print_wsq()
    files[layout.AUDIT_PROOF] = proof_by(pki.station)
    change(files, lambda value: value["contextualData"].update(station=pki.station.certificate.fingerprint))
    spoil(files)
    return Content(tuple(PacketFile(path, data) for path, data in files.items()))


def change(files: dict[str, bytes], how: Callable[[dict[str, Any]], object], path: str = layout.APPLICATION) -> None:
    """A file of JSON, written again in its canonical form."""
    value = json.loads(files[path])
    how(value)
    files[path] = rfc8785.dumps(value)


def container_of(pki: Pki, spoil: Spoil = lambda _: None) -> bytes:
    once = asice.sign_operator(sound_content(pki, spoil), pki.operator, NOW)
    return asice.approve(once, pki.officer, NOW, pki.operator.certificate)


def sealed_by(pki: Pki, container: bytes, station: SigningKey | None = None) -> SealedPacket:
    return sealed.seal(container, pki.recipients, station or pki.station, NOW)


def other_station(pki: Pki, name: str = "Demo Station 2") -> MachineKey:
    """The demonstration's authority certified a second one; or, under its own name, the first one anew."""
    folder = pki.intake_home / AUTHORITIES
    issuer, key = load_authority(folder, folder / "secret", "stations"), issuing.new_ec_key()
    rights = (roles.STATION_POLICY, roles.DEMO_POLICY)
    subject = issuing.Subject(name, STATE, rights, issuing.SIGNS, issuing.SPEAKS_TLS_AND_SIGNS)
    return MachineKey(issuing.issue(issuer, subject, key, NOW, 30), issuer.chain, key)


def opened_as(pki: Pki, spoil: Spoil = lambda _: None, digits: str = "ab", container: bytes = b"one") -> Opened:
    """As if its signatures had been verified: what is examined is the content."""
    content = sound_content(pki, spoil)
    station = Signer(pki.station.certificate, NOW, b"")
    verified = asice.Verified(content, station, station)
    moment = Moment(NOW, "now")
    return Opened(
        packet_id=PacketId(digits * 32),
        station=station,
        verified=verified,
        container=container,
        proof=shown_proof(content, station),
        judged=Judged(moment, moment, moment),
        archived=None,
        receiver=pki.recipients[0],
    )
