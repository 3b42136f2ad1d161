"""Opening one packet: who sealed it, what is inside, who captured and who approved it. Everything is verified."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path

from crypto import cms, envelope
from crypto.certificate import Certificate
from crypto.errors import CertificateExpired, CertificateRevoked, CryptoError
from crypto.keys.api import DecryptionKey
from crypto.keys.receiver import load_receiver_key
from crypto.trust import Purpose, TrustStore
from intake.acceptance.archived import Archived, read_archived
from intake.acceptance.identifiers import people_scheme
from intake.acceptance.moment import Judged, Moment, Witnesses, earliest, received
from intake.acceptance.openers import opener_of
from intake.errors import ArchiveUnfit, SignersEnded
from intake.mode import believed
from intake.store.layout import (
    PEOPLE_SCHEME,
    TRUST,
    augmented_of,
    packet_in,
    receipt_of,
    signature_of,
    time_stamp_of,
    witnessed_of,
)
from station.domain.outbox import PacketId
from station.formats.note import signed_by_certificate
from station.formats.proof import Proof, read_proof
from station.packet import asice, envelope_policy, layout
from station.packet.content import Content
from station.packet.flags import flags_of


@dataclass(frozen=True)
class Opened:
    """A packet whose signatures and digests all hold. container: the ASiC-E file.

    judged: by which moments the signers' certificates were. archived: its newest augmented copy. receiver: whose key
    opened it. proof: that it began in an audit log whose checkpoint this very station signed; None where that is not
    shown.
    """

    packet_id: PacketId
    station: cms.Signer
    verified: asice.Verified
    container: bytes
    proof: Proof | None
    judged: Judged
    archived: Archived | None
    receiver: Certificate


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
    receipt, a time-stamp of it, what a witness of the log saw, whom the centre believed then, and its augmented copy,
    in the same folder (intake.store.layout) where it was kept here.

    receiver: "production", "escrow" or another of `centre/`; "": whichever of them opens it. at: by which moment
    certificates are judged; without it by the earliest that a witness names, or by now. policy: a signed policy of
    sealing that the packet must follow. out: where the container goes, mode 0600; it stays there only if everything
    holds. mode: of this centre, as for `believed`.

    Raises CryptoError, StationError (STN-21n, STN-22n), ModeUnfit, OtherMode, PacketOfOtherMode,
    ReceiptUnfit, WitnessUnfit, ArchiveUnfit, TrustUnfit, SignersEnded, HeldForClass, OSError.
    """
    packet = packet_in(packet)
    p7s = signature_of(packet).read_bytes()
    judge = believed(home, mode)
    name = opener_of(packet, home, receiver)
    opener = load_receiver_key(home / "centre", home / "centre" / "secret", name)
    archived = _archived(packet, opener)
    trust = knowing(judge.store_for(p7s), packet, archived)
    with packet.open("rb") as file:
        digest = file_digest(file, "sha256").digest()
    packet_id = PacketId(digest.hex())
    witnesses = Witnesses(trust, now)
    if at is not None:
        whole = [Moment(at, "asked")]
    else:
        told = received(receipt_of(packet), packet_id, knowing(judge.own, packet, archived), now)
        whole = [told or Moment(now, "now")]
        whole += witnesses.stamp_on(p7s, "time-stamp on the station's signature")
        whole += witnesses.stamp_in(time_stamp_of(packet), p7s, "time-stamp beside the packet")
        whole += witnesses.archive(archived) if archived is not None else ()
    station, sealed_by = _sealed(p7s, digest, trust, whole)
    if sealed_by.by == "sealing":
        whole.append(sealed_by)
    content = list(whole)
    if at is None:
        content += witnesses.checkpoint(witnessed_of(packet), packet_id, home / "trust" / "witnesses")
    container = _container(packet, opener, out)
    try:
        if archived is not None and archived.container != container:
            raise ArchiveUnfit("container")
        signatures = asice.signatures(container)
        judged = _judged(signatures, witnesses, sealed_by, content)
        scheme = people_scheme(home / "trust" / PEOPLE_SCHEME, judged.officer.at)
        verified = _verified(container, signatures, trust, judged, scheme)
        judge.require(flags_of(verified.content), p7s)
        if policy is not None:
            order = envelope_policy.verify_policy(policy.read_bytes(), trust, judged.station.at)
            order.require(station, verified)
    except BaseException:
        if out is not None:
            out.unlink(missing_ok=True)
        raise
    proof = shown_proof(verified.content, station)
    return Opened(packet_id, station, verified, container, proof, judged, archived, opener[0])


def _archived(packet: Path, opener: tuple[Certificate, DecryptionKey]) -> Archived | None:
    """The newest augmented copy beside the packet, opened; None where there is none. What it brings is not verified
    yet. Raises ArchiveUnfit, OSError."""
    copies = augmented_of(packet)
    if not copies:
        return None
    try:
        archived = read_archived(envelope.decrypt(copies[-1].read_bytes(), *opener))
    except CryptoError as error:
        raise ArchiveUnfit(error.code) from error
    for name, file, kept in (
        ("sealing", signature_of(packet), archived.sealing),
        ("receipt", receipt_of(packet), archived.receipt),
    ):
        if kept and file.exists() and file.read_bytes() != kept:  # there was none when it was archived, or is none now
            raise ArchiveUnfit(name)
    return archived


def knowing(trust: TrustStore, packet: Path, archived: Archived | None) -> TrustStore:
    """The same store, with all that lies beside a packet for whoever judges it later."""
    trust = trust.with_lists_of(packet.parent / TRUST / "crls")
    return trust if archived is None else trust.with_evidence(archived.evidence)


def _sealed(p7s: bytes, digest: bytes, trust: TrustStore, whole: list[Moment]) -> tuple[cms.Signer, Moment]:
    """Who sealed it, and by which moment that holds. What waited past its station's renewal has a receipt all the same,
    since the newer certificate delivered it: then everything is judged by the time of the sealing.

    whole: witnesses of this signature, and so of all that is in the packet.
    """
    claimed = cms.claimed_time(p7s)
    moment = earliest(whole, claimed)

    def at(when: datetime) -> cms.Signer:
        return cms.verify_digest(p7s, digest, trust, Purpose.STATION, when)

    try:
        return at(moment.at), moment
    except (CertificateExpired, CertificateRevoked) as error:
        if claimed <= moment.at and any(each.by == "receipt" for each in whole):
            return at(claimed), Moment(claimed, "sealing")
        raise _explained(error, moment, lambda: at(claimed)) from error


def _judged(signatures: tuple[bytes, ...], witnesses: Witnesses, sealed_by: Moment, content: list[Moment]) -> Judged:
    """Each signature is seen by whoever saw it, and by whoever saw what is over it. content: who saw the packet."""
    by_operator, by_officer, *_ = signatures
    officers, operators = list(content), list(content)
    if sealed_by.by != "asked":
        officers += witnesses.stamp_on(by_officer, "time-stamp on signature 002")
        operators += (*officers, *witnesses.stamp_on(by_operator, "time-stamp on signature 001"))
    return Judged(
        sealed_by,
        operator=earliest(operators, cms.claimed_time(by_operator)),
        officer=earliest(officers, cms.claimed_time(by_officer)),
        not_used=tuple(witnesses.not_used),
    )


def _verified(
    container: bytes, signatures: tuple[bytes, ...], trust: TrustStore, judged: Judged, scheme: str
) -> asice.Verified:
    def at(moments: asice.Moments) -> asice.Verified:
        return asice.verify(container, trust, moments, scheme=scheme)

    try:
        return at(asice.Moments(judged.operator.at, judged.officer.at))
    except (CertificateExpired, CertificateRevoked) as error:
        as_signed = asice.Moments(*map(cms.claimed_time, signatures[: asice.OFFICER]))
        latest = max((judged.operator, judged.officer), key=lambda moment: moment.at)
        raise _explained(error, latest, lambda: at(as_signed)) from error


def _explained(error: CryptoError, moment: Moment, as_signed: Callable[[], object]) -> Exception:
    """What to say: where it would have held when it was signed, that an earlier witness is what is missing."""
    try:
        as_signed()
    except CryptoError:
        return error
    return SignersEnded(moment.at, moment.by, error.code)


def _container(packet: Path, opener: tuple[Certificate, DecryptionKey], out: Path | None) -> bytes:
    if out is None:
        return envelope.decrypt(packet.read_bytes(), *opener)
    envelope.decrypt_file(packet, out, *opener)
    return out.read_bytes()


def shown_proof(content: Content, station: cms.Signer) -> Proof | None:
    """A station that renewed its certificate between signing and sealing shows none: its log is proven by receipts."""
    data = next((file.data for file in content.files if file.path == layout.AUDIT_PROOF), b"")
    try:
        proof = read_proof(data)
    except ValueError:
        return None
    return proof if signed_by_certificate(proof.note, proof.checkpoint.origin, station.certificate) else None
