"""Whether a packet is taken: pure checks, without HTTP and without a disk."""

from base64 import b64decode
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from re import fullmatch

from crypto import cms
from crypto.certificate import Certificate
from crypto.errors import (
    BadRevocationList,
    CertificateExpired,
    CertificateNotYetValid,
    CertificateRevoked,
    CryptoError,
    RevocationUnknown,
    SignedInFuture,
    UntrustedCertificate,
)
from crypto.keys.api import SigningKey
from crypto.trust import Purpose, TrustStore
from intake.errors import (
    CheckpointInvalid,
    HashMismatch,
    ListsUnusable,
    OtherNonce,
    OtherSender,
    OtherStation,
    PacketTooLarge,
    RequestMalformed,
    SignatureInvalid,
    SignedAhead,
    SignerUntrusted,
)
from intake.store import Held
from station.domain.activity import Activity
from station.domain.outbox import PacketId
from station.formats.activity import decode_activity
from station.formats.checkpoint import read_checkpoint
from station.formats.note import read_note, signed_by_certificate
from station.formats.receipt import NEWEST, Receipt, decode_receipt, encode_receipt
from station.formats.witnessed import read_witnessed

MAX_PACKET_BYTES = 64 * 1024 * 1024
MAX_SIGNATURE_BYTES = 64 * 1024


@dataclass(frozen=True)
class Announced:
    """What the request says before its body: which packet, how long, and the nonce the receipt must name."""

    packet_id: PacketId
    nonce: str
    signature_bytes: int
    packet_bytes: int
    checkpoint: str = ""  # signed note of the station's audit log; "" where none was sent
    receipt_version: int = 1  # up to which one the station reads receipts, as far as we know it ourselves
    witnessed: bytes = b""  # that a witness saw the station's log with this packet; b"" where none was sent


def read_announcement(
    packet_id: str,
    nonce: str,
    signature_bytes: str,
    body_bytes: str,
    checkpoint: str = "",
    receipt_version: str = "1",
    witnessed: str = "",
    came_before: str = "",
) -> Announced:
    """From the address and the headers, as text. came_before: the length of a packet that came in pieces, so that its
    signature alone is the body; "" for one that is in the body. Raises RequestMalformed, PacketTooLarge."""
    if not fullmatch(r"[0-9a-f]{64}", packet_id):
        raise RequestMalformed("packet-id")
    if not fullmatch(r"[0-9a-f]{32}", nonce):
        raise RequestMalformed("nonce")
    if not fullmatch(r"[0-9]{1,12}", body_bytes):
        raise RequestMalformed("content-length")
    if not fullmatch(r"[0-9]{1,6}", signature_bytes) or not 0 < int(signature_bytes) <= MAX_SIGNATURE_BYTES:
        raise RequestMalformed("signature-length")
    if not fullmatch(r"[1-9][0-9]{0,3}", receipt_version):
        raise RequestMalformed("receipt-version")
    packet_bytes = int(body_bytes) - int(signature_bytes)
    if came_before:
        if packet_bytes or not fullmatch(r"[0-9]{1,12}", came_before):
            raise RequestMalformed("upload-length")
        packet_bytes = int(came_before)
    if packet_bytes <= 0:
        raise RequestMalformed("empty")
    if packet_bytes > MAX_PACKET_BYTES:
        raise PacketTooLarge
    read = min(int(receipt_version), NEWEST)
    note, seen = _note(checkpoint), _witnessed(witnessed, packet_id)
    return Announced(PacketId(packet_id), nonce, int(signature_bytes), packet_bytes, note, read, seen)


def same_delivery(held: Held, announced: Announced, peer: Certificate, p7s: Callable[[], bytes]) -> None:
    """The packet is here already: only who delivered it, with the nonce of then, gets its receipt again.

    p7s: the signature that is stored with it. By it a station is known again that has a new certificate since.
    """
    same_sender(held, peer, p7s)
    if held.nonce != announced.nonce:
        raise OtherNonce


def same_sender(held: Held, peer: Certificate, p7s: Callable[[], bytes]) -> None:
    """As `same_delivery`, whatever the nonce was. Raises OtherSender."""
    if held.station_id != peer.fingerprint and cms.claimed_signer(p7s())[0].subject_der != peer.subject_der:
        raise OtherSender


def believe_peer(peer: Certificate, trust: TrustStore, at: datetime) -> None:
    """Who is connected may deliver, as far as that can be told before it says anything: its issuers may come only with
    the packet. TLS looks nobody up that was taken back. Raises SignerUntrusted, SignedAhead, ListsUnusable.
    """
    with _as_refusals():
        try:
            trust.verify(peer, (), Purpose.STATION, at)
        except UntrustedCertificate as error:
            if error.params["reason"] != "chain":
                raise


def verify_hash(announced: Announced, digest: str) -> None:
    """The bytes are those announced. digest: SHA-256 of what came in, hex. Raises HashMismatch."""
    if digest != announced.packet_id:
        raise HashMismatch


def verify_provenance(announced: Announced, p7s: bytes, peer: Certificate, trust: TrustStore, at: datetime) -> None:
    """A station sealed the bytes that are announced, and it is the one that delivers them.

    Raises SignerUntrusted, SignatureInvalid, OtherStation, CheckpointInvalid, SignedAhead, ListsUnusable.
    """

    def verify(trust: TrustStore, at: datetime) -> cms.Signer:
        return cms.verify_digest(p7s, bytes.fromhex(announced.packet_id), trust, Purpose.STATION, at)

    with _as_refusals():
        signer = _signed_by(verify, cms.claimed_signer(p7s), p7s, peer, trust, at)
        _believe_sender(peer, signer.certificate, p7s, trust, at)
    if announced.checkpoint and not _is_signed(announced.checkpoint, signer.certificate):
        raise CheckpointInvalid


def verify_activity(
    packet_id: PacketId, message: bytes, peer: Certificate, trust: TrustStore, at: datetime
) -> Activity:
    """What a station says of the visit of a packet, and that it is the one that delivers it.

    Raises RequestMalformed, SignerUntrusted, SignatureInvalid, OtherStation, SignedAhead, ListsUnusable.
    """

    def verify(trust: TrustStore, at: datetime) -> cms.Signer:
        return cms.verify_attached(message, trust, Purpose.STATION, at)[1]

    with _as_refusals():
        claimed = cms.claimed_signer(message, attached=True)
        signer = _signed_by(verify, claimed, message, peer, trust, at)
        if peer != signer.certificate and peer.subject_der != signer.certificate.subject_der:
            raise OtherStation
        content = cms.claimed_content(message)
    try:
        activity = decode_activity(content)
    except ValueError:
        raise RequestMalformed("activity") from None
    if activity.packet_id != packet_id:
        raise RequestMalformed("activity")
    return activity


def sign_receipt(
    announced: Announced, peer: Certificate, key: SigningKey, at: datetime, mode: str, copies: Sequence[str] = ()
) -> bytes:
    """CMS SignedData over the receipt, DER, in the version that the station reads. mode: of this intake. copies: where
    the packet is held, if that is said."""
    receipt = Receipt(
        announced.packet_id,
        peer.fingerprint,
        announced.nonce,
        at,
        checkpoint=announced.checkpoint,
        mode=mode,
        version=NEWEST,
        copies=tuple(copies),
    )
    return cms.sign_attached(encode_receipt(_as_read(receipt, announced)), key, at)


def receipt_again(held: Held, announced: Announced, key: SigningKey, at: datetime) -> bytes:
    """The receipt that was given; where the station reads older ones only by now, the same one in its words."""
    receipt = decode_receipt(cms.claimed_content(held.receipt))
    told = _as_read(receipt, announced)
    return held.receipt if told == receipt else cms.sign_attached(encode_receipt(told), key, at)


def _as_read(receipt: Receipt, announced: Announced) -> Receipt:
    if announced.receipt_version >= receipt.version:
        return receipt
    mode = receipt.mode if announced.receipt_version > 1 else ""
    return replace(receipt, version=announced.receipt_version, mode=mode, copies=())


@contextmanager
def _as_refusals() -> Iterator[None]:
    try:
        yield
    except (RevocationUnknown, BadRevocationList) as error:
        raise ListsUnusable(error.code) from error
    except (SignedInFuture, CertificateNotYetValid) as error:
        raise SignedAhead(error.code) from error
    except (UntrustedCertificate, CertificateExpired, CertificateRevoked) as error:
        raise SignerUntrusted(error.code) from error
    except CryptoError as error:
        raise SignatureInvalid(error.code) from error


def _signed_by(
    verify: Callable[[TrustStore, datetime], cms.Signer],
    claimed: tuple[Certificate, tuple[Certificate, ...]],
    message: bytes,
    peer: Certificate,
    trust: TrustStore,
    at: datetime,
) -> cms.Signer:
    """Who signed it, believed now; or, where its certificate has ended or was replaced since, and the station's newer
    one delivers what waited, believed at the time of the signing. A compromised key is believed at no time.

    Raises what crypto.cms raises.
    """
    try:
        return verify(trust, at)
    except (CertificateExpired, CertificateRevoked):
        signed_by, chain = claimed
        if peer.subject_der != signed_by.subject_der or peer.not_before <= signed_by.not_before:
            raise
        trust.verify(peer, chain, Purpose.STATION, at)
        signed_at = cms.claimed_time(message)
        if signed_at > at:
            raise
        return verify(trust.in_the_past(), signed_at)


def _believe_sender(peer: Certificate, signer: Certificate, p7s: bytes, trust: TrustStore, at: datetime) -> None:
    """The station that delivers is the one that sealed, by its subject: the key that opens connections may be another
    than the one that seals, and a station that has a new certificate delivers what it sealed before."""
    if peer == signer:
        return
    if peer.subject_der != signer.subject_der:
        raise OtherStation
    trust.verify(peer, cms.claimed_signer(p7s)[1], Purpose.STATION, at)


def _note(encoded: str) -> str:
    """The checkpoint's text out of its header. Raises RequestMalformed."""
    if not encoded:
        return ""
    try:
        text = b64decode(encoded, validate=True).decode()
        read_checkpoint(read_note(text))
    except ValueError:
        raise RequestMalformed("checkpoint") from None
    return text


def _witnessed(encoded: str, packet_id: str) -> bytes:
    """What a witness saw, out of its header: of this packet, in its form. Raises RequestMalformed."""
    if not encoded:
        return b""
    try:
        data = b64decode(encoded, validate=True)
        if read_witnessed(data).packet_id == packet_id:
            return data
    except ValueError:
        pass
    raise RequestMalformed("witnessed")


def _is_signed(checkpoint: str, certificate: Certificate) -> bool:
    """Whether who sealed the packet signed the checkpoint too: it is this station's log and no other's."""
    note = read_note(checkpoint)
    return signed_by_certificate(note, read_checkpoint(note).origin, certificate)
