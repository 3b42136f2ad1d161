"""Opening one packet: who sealed it, what is inside, who captured and who approved it. Everything is verified."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path

from crypto import cms, envelope
from crypto.errors import CertificateExpired, CertificateRevoked
from crypto.keys.receiver import load_receiver_key
from crypto.trust import Purpose, TrustStore
from intake.acceptance.moment import Moment, received
from intake.mode import believed
from intake.store.layout import TRUST, packet_in, receipt_of
from station.domain.outbox import PacketId
from station.formats.note import signed_by_certificate
from station.formats.proof import Proof, read_proof
from station.packet import asice, envelope_policy, layout
from station.packet.flags import flags_of


@dataclass(frozen=True)
class Opened:
    """A packet whose signatures and digests all hold. container: the ASiC-E file.

    judged: by which moment the signers' certificates were. proof: that it began in an audit log whose checkpoint this
    very station signed; None where that is not shown.
    """

    packet_id: PacketId
    station: cms.Signer
    verified: asice.Verified
    container: bytes
    proof: Proof | None
    judged: Moment


def open_packet(
    packet: Path,
    home: Path,
    receiver: str,
    now: datetime,
    *,
    at: datetime | None = None,
    policy: Path | None = None,
    out: Path | None = None,
    mode: str | None = None,
) -> Opened:
    """Open `packet` with the centre's key of that name. Its signature lies beside it (same name and `.p7s`); its
    receipt, and whom the centre believed then, in the same folder (intake.store.layout) where it was kept here.

    receiver: "production", "escrow" or another of `centre/`. at: by which moment certificates are judged; without it by
    the receipt, or by now. policy: a signed policy of sealing that the packet must follow. out: where the container
    goes, mode 0600; it stays there only if everything holds. mode: of this centre, as for `believed`. Raises
    CryptoError, StationError (STN-21n, STN-22n), ModeUnfit, OtherMode, PacketOfOtherMode, ReceiptUnfit, OSError.
    """
    packet = packet_in(packet)
    p7s = packet.with_name(packet.name + ".p7s").read_bytes()
    judge = believed(home, mode)
    trust = judge.store_for(p7s).with_lists_of(packet.parent / TRUST / "crls")
    with packet.open("rb") as file:
        digest = file_digest(file, "sha256").digest()
    if at is not None:
        judged = Moment(at, "asked")
    else:
        judged = received(receipt_of(packet), PacketId(digest.hex()), judge.own, now) or Moment(now, "now")
    station, judged = _sealed(p7s, digest, trust, judged)
    container = _container(packet, home / "centre", receiver, out)
    try:
        verified = asice.verify(container, trust, judged.at)
        judge.require(flags_of(verified.content), p7s)
        if policy is not None:
            envelope_policy.verify_policy(policy.read_bytes(), trust, judged.at).require(station, verified)
    except BaseException:
        if out is not None:
            out.unlink(missing_ok=True)
        raise
    return Opened(PacketId(digest.hex()), station, verified, container, _proof(verified, station), judged)


def _sealed(p7s: bytes, digest: bytes, trust: TrustStore, judged: Moment) -> tuple[cms.Signer, Moment]:
    """Who sealed it, and by which moment that holds. What waited past its station's renewal has a receipt all the same,
    since the newer certificate delivered it: then everything is judged by the time of the sealing."""
    try:
        return cms.verify_digest(p7s, digest, trust, Purpose.STATION, judged.at), judged
    except (CertificateExpired, CertificateRevoked):
        if judged.by != "receipt":
            raise
        sealing = Moment(cms.claimed_time(p7s), "sealing")
        if sealing.at > judged.at:
            raise
        return cms.verify_digest(p7s, digest, trust, Purpose.STATION, sealing.at), sealing


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
