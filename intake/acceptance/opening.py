"""Opening one packet: who sealed it, what is inside, who captured and who approved it. Everything is verified."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from crypto import cms, envelope
from crypto.keys.receiver import load_receiver_key
from crypto.trust import Purpose, load_trust
from station.domain.outbox import PacketId
from station.formats.note import signed_by_certificate
from station.formats.proof import Proof, read_proof
from station.packet import asice, layout


@dataclass(frozen=True)
class Opened:
    """A packet whose three signatures and all digests hold. container: the ASiC-E file.

    proof: that it began in an audit log whose checkpoint this very station signed; None where that is not shown.
    """

    packet_id: PacketId
    station: cms.Signer
    verified: asice.Verified
    container: bytes
    proof: Proof | None


def open_packet(packet: Path, home: Path, receiver: str, at: datetime) -> Opened:
    """Open `packet` (its signature beside it, same name and `.p7s`) with the centre's key of that name.

    receiver: "production" or "escrow". Raises CryptoError, StationError (STN-21n), OSError.
    """
    p7m = packet.read_bytes()
    p7s = packet.with_name(packet.name + ".p7s").read_bytes()
    trust = load_trust(home / "trust")
    station = cms.verify_detached(p7s, p7m, trust, Purpose.STATION, at)
    certificate, key = load_receiver_key(home / "centre", home / "centre" / "secret", receiver)
    container = envelope.decrypt(p7m, certificate, key)
    verified = asice.verify(container, trust, at)
    return Opened(PacketId(sha256(p7m).hexdigest()), station, verified, container, _proof(verified, station))


def _proof(verified: asice.Verified, station: cms.Signer) -> Proof | None:
    """A station that renewed its certificate between signing and sealing shows none: its log is proven by receipts."""
    data = next((file.data for file in verified.content.files if file.path == layout.AUDIT_PROOF), b"")
    try:
        proof = read_proof(data)
    except ValueError:
        return None
    return proof if signed_by_certificate(proof.note, proof.checkpoint.origin, station.certificate) else None
