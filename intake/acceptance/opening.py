"""Opening one packet: who sealed it, what is inside, who captured and who approved it. Everything is verified."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path

from crypto import cms, envelope
from crypto.keys.receiver import load_receiver_key
from crypto.trust import Purpose
from intake.mode import believed
from station.domain.outbox import PacketId
from station.formats.note import signed_by_certificate
from station.formats.proof import Proof, read_proof
from station.packet import asice, envelope_policy, layout
from station.packet.flags import flags_of


@dataclass(frozen=True)
class Opened:
    """A packet whose signatures and digests all hold. container: the ASiC-E file.

    proof: that it began in an audit log whose checkpoint this very station signed; None where that is not shown.
    """

    packet_id: PacketId
    station: cms.Signer
    verified: asice.Verified
    container: bytes
    proof: Proof | None


def open_packet(
    packet: Path,
    home: Path,
    receiver: str,
    at: datetime,
    *,
    policy: Path | None = None,
    out: Path | None = None,
    mode: str | None = None,
) -> Opened:
    """Open `packet` (its signature beside it, same name and `.p7s`) with the centre's key of that name.

    receiver: "production", "escrow" or another of `centre/`. policy: a signed policy of sealing that the packet must
    follow. out: where the container goes, mode 0600; it stays there only if everything holds. mode: of this centre, as
    for `believed`. Raises CryptoError, StationError (STN-21n, STN-22n), ModeUnfit, OtherMode, PacketOfOtherMode,
    OSError.
    """
    p7s = packet.with_name(packet.name + ".p7s").read_bytes()
    judge = believed(home, mode)
    trust = judge.store_for(p7s)
    with packet.open("rb") as file:
        digest = file_digest(file, "sha256")
    station = cms.verify_digest(p7s, digest.digest(), trust, Purpose.STATION, at)
    container = _container(packet, home / "centre", receiver, out)
    try:
        verified = asice.verify(container, trust, at)
        judge.require(flags_of(verified.content), p7s)
        if policy is not None:
            envelope_policy.verify_policy(policy.read_bytes(), trust, at).require(station, verified)
    except BaseException:
        if out is not None:
            out.unlink(missing_ok=True)
        raise
    return Opened(PacketId(digest.hexdigest()), station, verified, container, _proof(verified, station))


def _container(packet: Path, centre: Path, receiver: str, out: Path | None) -> bytes:
    certificate, key = load_receiver_key(centre, centre / "secret", receiver)
    if out is None:
        return envelope.decrypt(packet.read_bytes(), certificate, key)
    envelope.decrypt_file(packet, out, certificate, key)
    return out.read_bytes()


def _proof(verified: asice.Verified, station: cms.Signer) -> Proof | None:
    """A station that renewed its certificate between signing and sealing shows none: its log is proven by receipts."""
    data = next((file.data for file in verified.content.files if file.path == layout.AUDIT_PROOF), b"")
    try:
        proof = read_proof(data)
    except ValueError:
        return None
    return proof if signed_by_certificate(proof.note, proof.checkpoint.origin, station.certificate) else None
