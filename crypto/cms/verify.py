"""Believing SignedData: the right certificate, the right content, the right signature, a chain that may sign this."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from crypto import signature
from crypto.certificate import Certificate
from crypto.cms.structure import SignedData, read
from crypto.errors import BadSignature, UntrustedCertificate
from crypto.trust import Purpose, TrustStore

MAX_DETACHED_BYTES = 256 * 1024
MAX_ATTACHED_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True)
class Signer:
    """Who signed, and when he says he did (his own clock: signed, but not witnessed)."""

    certificate: Certificate
    signing_time: datetime


def verify_detached(message: bytes, content: bytes, trust: TrustStore, purpose: Purpose, at: datetime) -> Signer:
    """Check `message` over `content`, the chain as of `at`. Raises BadSignature, UntrustedCertificate,
    CertificateExpired, CertificateNotYetValid, UnsupportedKey, MalformedDer, TooLarge."""
    signed = read(message, MAX_DETACHED_BYTES)
    if signed.content is not None:
        raise BadSignature(reason="attached")
    return _verify(signed, content, trust, purpose, at)


def verify_attached(message: bytes, trust: TrustStore, purpose: Purpose, at: datetime) -> tuple[bytes, Signer]:
    """The content that `message` holds and who signed it. Raises as `verify_detached`."""
    signed = read(message, MAX_ATTACHED_BYTES)
    if signed.content is None:
        raise BadSignature(reason="detached")
    return signed.content, _verify(signed, signed.content, trust, purpose, at)


def _verify(signed: SignedData, content: bytes, trust: TrustStore, purpose: Purpose, at: datetime) -> Signer:
    signer = _signer(signed)
    attributes = signed.attributes
    if not hmac.compare_digest(attributes.content_digest, hashlib.sha256(content).digest()):
        raise BadSignature(reason="content")
    signature.verify(signer, signed.algorithm, signed.signature, attributes.encoded)
    path = trust.verify(signer, signed.certificates, purpose, at)
    if set(signed.certificates) - set(path):
        raise UntrustedCertificate(reason="stray")  # nothing unproven may ride along
    return Signer(signer, attributes.signing_time)


def _signer(signed: SignedData) -> Certificate:
    """The certificate that the signed attributes name; the unsigned SignerIdentifier must agree."""
    for certificate in signed.certificates:
        digest = hashlib.sha256(certificate.der).digest()
        if hmac.compare_digest(digest, signed.attributes.certificate_digest):
            if certificate.issuer_and_serial != signed.signer_id:
                raise BadSignature(reason="signer-id")
            return certificate
    raise BadSignature(reason="signing-certificate")
