"""Believing SignedData: the right certificate, the right content, the right signature, a chain that may sign this."""

import hashlib
import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from crypto import signature
from crypto.certificate import Certificate
from crypto.cms.structure import SignedData, read
from crypto.errors import BadSignature, UntrustedCertificate
from crypto.time_stamp import read_time_stamp
from crypto.trust import Purpose, TrustStore, refuse_future

MAX_DETACHED_BYTES = 256 * 1024
MAX_ATTACHED_BYTES = 4 * 1024 * 1024
_KEPT = 8  # detached messages as they were read: who takes one in asks several times


@dataclass(frozen=True)
class Signer:
    """Who signed, and when he says he did (his own clock: signed, but not witnessed). under_duress: he was forced, and
    said so in a way that nobody beside him could see."""

    certificate: Certificate
    signing_time: datetime
    under_duress: bool = False


def verify_detached(message: bytes, content: bytes, trust: TrustStore, purpose: Purpose, at: datetime) -> Signer:
    """Check `message` over `content`, the chain as of `at`. Raises BadSignature, UntrustedCertificate,
    CertificateExpired, CertificateNotYetValid, CertificateRevoked, RevocationUnknown, SignedInFuture, UnsupportedKey,
    MalformedDer, TooLarge."""
    signed = _read_detached(message)
    return _verify(signed, _digest(signed, content), trust, purpose, at)


def verify_digest(message: bytes, sha256: bytes, trust: TrustStore, purpose: Purpose, at: datetime) -> Signer:
    """As `verify_detached`, of a content of any size that was hashed as it passed by."""
    signed = _read_detached(message)
    if signed.digest is not signature.SHA256:
        raise BadSignature(reason="digest")
    return _verify(signed, sha256, trust, purpose, at)


def verify_attached(message: bytes, trust: TrustStore, purpose: Purpose, at: datetime) -> tuple[bytes, Signer]:
    """The content that `message` holds and who signed it. Raises as `verify_detached`."""
    signed = read(message, MAX_ATTACHED_BYTES)
    content = _attached(signed)
    return content, _verify(signed, _digest(signed, content), trust, purpose, at)


def require_over(message: bytes, sha256: bytes) -> None:
    """That a detached signature, verified when it was taken in, still holds over a content of that hash under the
    certificate that it names; who that is, is not asked.

    Raises BadSignature, BadTimeStamp, UnsupportedKey, MalformedDer, TooLarge.
    """
    signed = _read_detached(message)
    if signed.digest is not signature.SHA256:
        raise BadSignature(reason="digest")
    _holding(signed, sha256)


def claimed_content(message: bytes) -> bytes:
    """What `message` holds, where it was verified when it was kept, or is our own. Proves nothing by itself.

    Raises BadSignature, MalformedDer, TooLarge.
    """
    return _attached(read(message, MAX_ATTACHED_BYTES))


def verify_own(message: bytes, content: bytes, own: Collection[Certificate]) -> Signer:
    """Check a detached signature by one of `own`, certificates that the caller knows as his: no chain is asked, and no
    date. Raises BadSignature, UntrustedCertificate, UnsupportedKey, MalformedDer, TooLarge."""
    signed = _read_detached(message)
    if _signer(signed) not in own:
        raise UntrustedCertificate(reason="not-own")
    return _holding(signed, _digest(signed, content))


def claimed_time(message: bytes) -> datetime:
    """When whoever signed it says that they did. Proves nothing by itself. Raises as `claimed_content`."""
    return read(message, MAX_ATTACHED_BYTES, stamped=True).attributes.signing_time


def claimed_signer(message: bytes, *, attached: bool = False) -> tuple[Certificate, tuple[Certificate, ...]]:
    """Who a signature, verified when it was taken in, says signed it, and the issuers that came along.

    attached: with its content in it. Proves nothing by itself. Raises BadSignature, MalformedDer, TooLarge.
    """
    signed = read(message, MAX_ATTACHED_BYTES) if attached else _read_detached(message)
    signer = _signer(signed)
    return signer, tuple(certificate for certificate in signed.certificates if certificate != signer)


def time_stamp_of(message: bytes) -> tuple[bytes, bytes] | None:
    """The time-stamp beside a detached signature and what it is to be over, both not verified: see crypto.time_stamp.

    None where there is none. Raises as `claimed_signer`.
    """
    signed = _read_detached(message)
    return None if signed.time_stamp is None else (signed.time_stamp, signed.signature)


def claims_duress(message: bytes) -> bool:
    """Whether a detached signature, verified when it was taken in, says it was forced. Raises as `claimed_signer`."""
    return _read_detached(message).attributes.under_duress


@lru_cache(maxsize=_KEPT)
def _read_detached(message: bytes) -> SignedData:
    signed = read(message, MAX_DETACHED_BYTES, stamped=True)
    if signed.content is not None:
        raise BadSignature(reason="attached")
    return signed


def _attached(signed: SignedData) -> bytes:
    if signed.content is None:
        raise BadSignature(reason="detached")
    return signed.content


def _digest(signed: SignedData, content: bytes) -> bytes:
    return hashlib.new(signed.digest.name, content).digest()


def _verify(signed: SignedData, digest: bytes, trust: TrustStore, purpose: Purpose, at: datetime) -> Signer:
    signer = _holding(signed, digest)
    refuse_future(signer.signing_time, trust.judged(at))
    path = trust.verify(signer.certificate, signed.certificates, purpose, at)
    if set(signed.certificates) - set(path):
        raise UntrustedCertificate(reason="stray")  # nothing unproven may ride along
    return signer


def _holding(signed: SignedData, digest: bytes) -> Signer:
    """The signature holds over that content under the certificate that it names; who that is, is not asked.

    Raises BadTimeStamp too where what stands beside it is none over this signature."""
    signer = _signer(signed)
    attributes = signed.attributes
    if signed.digest is not signature.digest_of(signer):
        raise BadSignature(reason="digest")
    if not hmac.compare_digest(attributes.content_digest, digest):
        raise BadSignature(reason="content")
    signature.verify(signer, signed.algorithm, signed.signature, attributes.encoded)
    if signed.time_stamp is not None:  # whoever is not asked when it was may still let nothing else ride along
        read_time_stamp(signed.time_stamp).require_over(signed.signature)
    return Signer(signer, attributes.signing_time, attributes.under_duress)


def _signer(signed: SignedData) -> Certificate:
    """The certificate that the signed attributes name; the unsigned SignerIdentifier must agree."""
    for certificate in signed.certificates:
        digest = hashlib.sha256(certificate.der).digest()
        if hmac.compare_digest(digest, signed.attributes.certificate_digest):
            if certificate.issuer_and_serial != signed.signer_id:
                raise BadSignature(reason="signer-id")
            return certificate
    raise BadSignature(reason="signing-certificate")
