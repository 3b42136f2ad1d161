"""A centre that a test may change: what its gateway takes lies in its store, and it opens what lies there."""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from crypto.authority import load_authority, revocation_list
from crypto.certificate import Certificate
from crypto.demo_pki import AUTHORITIES
from crypto.keys.api import SigningKey
from crypto.trust_folder import load_trust
from intake.acceptance.opening import Opened, open_packet
from intake.gateway.admission import Announced, sign_receipt, verify_provenance
from intake.gateway.trusted import TrustedNow
from intake.store.embedded import EmbeddedStore
from station.domain.outbox import SealedPacket
from station.packet import asice, sealed
from tests.support.clock import NOW
from tests.support.pki import Pki
from tests.support.sealing import make_content

DAY = timedelta(days=1)


@dataclass
class Centre:
    """A home of the centre of its own, whose authorities may take certificates back, and what its store holds."""

    home: Path
    pki: Pki

    def take_back(
        self, authority: str, certificate: Certificate, at: datetime, reason: x509.ReasonFlags, until: timedelta = DAY
    ) -> None:
        folder = self.pki.intake_home / AUTHORITIES
        issuer = load_authority(folder, folder / "secret", authority)
        made = revocation_list(issuer, ((certificate.serial, at, reason),), at, until)
        (self.home / "trust" / "crls" / f"{authority}.crl").write_bytes(made)

    def receive(self, packet: SealedPacket, peer: Certificate, at: datetime) -> Path:
        """As the gateway does. Returns the packet's folder."""
        announced = Announced(packet.packet_id, "0b" * 16, len(packet.p7s), len(packet.p7m), receipt_version=2)
        trust = load_trust(self.home / "trust").in_the_past()
        verify_provenance(announced, packet.p7s, peer, trust, at)
        store = EmbeddedStore(self.home / "data", TrustedNow(self.home / "trust"))
        upload = store.begin()
        upload.write(packet.p7m)
        key = self.pki.receipt_key
        store.keep(upload, packet.p7s, packet.packet_id, lambda: sign_receipt(announced, peer, key, at, "demo"))
        store.close()
        return self.home / "data" / "packets" / packet.packet_id

    def open(self, packet: Path, now: datetime, at: datetime | None = None) -> Opened:
        return open_packet(packet, self.home, "production", now, at=at)


@pytest.fixture
def centre(pki: Pki, tmp_path: Path) -> Centre:
    for part in ("centre", "trust"):
        shutil.copytree(pki.intake_home / part, tmp_path / "home" / part)
    return Centre(tmp_path / "home", pki)


def packet_of(pki: Pki, officer: SigningKey | None = None, station: SigningKey | None = None) -> SealedPacket:
    once = asice.sign_operator(make_content(), pki.operator, NOW)
    whole = asice.approve(once, officer or pki.officer, NOW, pki.operator.certificate)
    return sealed.seal(whole, pki.recipients, station or pki.station, NOW)
