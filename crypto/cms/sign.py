"""Writing SignedData."""

import hashlib
from datetime import datetime

from crypto import der, oids, signature
from crypto.certificate import Certificate
from crypto.keys.api import SigningKey

_DIRECTORY_NAME = der.tagged(4)


def sign_detached(content: bytes, key: SigningKey, at: datetime) -> bytes:
    """DER ContentInfo that signs `content` without holding it. `at` (aware) becomes signingTime, whole seconds.

    Raises what `key.sign` raises, and UnsupportedKey.
    """
    return _signed_data(content, b"", key, at)


def sign_attached(content: bytes, key: SigningKey, at: datetime) -> bytes:
    """DER ContentInfo that holds `content` and its signature."""
    return _signed_data(content, der.tlv(der.tagged(0), der.octet_string(content)), key, at)


def _signed_data(content: bytes, held: bytes, key: SigningKey, at: datetime) -> bytes:
    certificate = key.certificate
    attributes = _attributes(hashlib.sha256(content).digest(), certificate, at)
    signer_info = der.sequence(
        der.integer(1),
        certificate.issuer_and_serial,
        signature.SHA256_IDENTIFIER,
        der.set_of(*attributes, tag=der.tagged(0)),
        signature.identifier(certificate),
        der.octet_string(key.sign(der.set_of(*attributes))),
    )
    signed_data = der.sequence(
        der.integer(1),
        der.set_of(signature.SHA256_IDENTIFIER),
        der.sequence(der.oid(oids.DATA), held),
        der.set_of(certificate.der, *(issuer.der for issuer in key.chain), tag=der.tagged(0)),
        der.set_of(signer_info),
    )
    return der.sequence(der.oid(oids.SIGNED_DATA), der.tlv(der.tagged(0), signed_data))


def _attributes(digest: bytes, certificate: Certificate, at: datetime) -> tuple[bytes, ...]:
    def attribute(kind: str, value: bytes) -> bytes:
        return der.sequence(der.oid(kind), der.set_of(value))

    return (
        attribute(oids.CONTENT_TYPE, der.oid(oids.DATA)),
        attribute(oids.MESSAGE_DIGEST, der.octet_string(digest)),
        attribute(oids.SIGNING_TIME, der.time(at)),
        attribute(oids.SIGNING_CERTIFICATE_V2, signing_certificate_v2(certificate)),
    )


def signing_certificate_v2(certificate: Certificate) -> bytes:
    """SigningCertificateV2 (RFC 5035): one certificate by SHA-256 (the default, so not written), issuer and serial."""
    names = der.sequence(der.tlv(_DIRECTORY_NAME, certificate.issuer_der))
    name_and_serial = der.sequence(names, der.integer(certificate.serial))
    certificate_id = der.sequence(der.octet_string(hashlib.sha256(certificate.der).digest()), name_and_serial)
    return der.sequence(der.sequence(certificate_id))
