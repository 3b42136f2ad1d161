"""Writing SignedData."""

import hashlib
from datetime import datetime

from crypto import der, oids, signature
from crypto.certificate import Certificate
from crypto.errors import UnsupportedKey
from crypto.keys.api import SigningKey

_DIRECTORY_NAME = der.tagged(4)


def sign_detached(content: bytes, key: SigningKey, at: datetime, under_duress: bool | None = None) -> bytes:
    """DER ContentInfo that signs `content` without holding it. `at` (aware) becomes signingTime, whole seconds.

    under_duress: what a person's signature says of itself, as long either way; for signatures that are sealed only.
    None: nothing is said. Raises what `key.sign` raises, and UnsupportedKey.
    """
    said = () if under_duress is None else (_attribute(oids.UNDER_DURESS, der.integer(int(under_duress))),)
    return _signed_data(_digest(content, key), b"", key, at, said)


def sign_digest(sha256: bytes, key: SigningKey, at: datetime) -> bytes:
    """As `sign_detached`, of a content of any size that was hashed as it passed by.

    Raises UnsupportedKey also for a key whose contents are not hashed with SHA-256 (ML-DSA-65).
    """
    if signature.digest_of(key.certificate) is not signature.SHA256:
        raise UnsupportedKey(kind=key.certificate.key_algorithm)
    return _signed_data(sha256, b"", key, at)


def sign_attached(content: bytes, key: SigningKey, at: datetime) -> bytes:
    """DER ContentInfo that holds `content` and its signature."""
    return _signed_data(_digest(content, key), der.tlv(der.tagged(0), der.octet_string(content)), key, at)


def _digest(content: bytes, key: SigningKey) -> bytes:
    return hashlib.new(signature.digest_of(key.certificate).name, content).digest()


def _signed_data(digest: bytes, held: bytes, key: SigningKey, at: datetime, said: tuple[bytes, ...] = ()) -> bytes:
    certificate = key.certificate
    digest_identifier = signature.digest_of(certificate).identifier
    attributes = (*_attributes(digest, certificate, at), *said)
    signer_info = der.sequence(
        der.integer(1),
        certificate.issuer_and_serial,
        digest_identifier,
        der.set_of(*attributes, tag=der.tagged(0)),
        signature.identifier(certificate),
        der.octet_string(key.sign(der.set_of(*attributes))),
    )
    signed_data = der.sequence(
        der.integer(1),
        der.set_of(digest_identifier),
        der.sequence(der.oid(oids.DATA), held),
        der.set_of(certificate.der, *(issuer.der for issuer in key.chain), tag=der.tagged(0)),
        der.set_of(signer_info),
    )
    return der.sequence(der.oid(oids.SIGNED_DATA), der.tlv(der.tagged(0), signed_data))


def _attributes(digest: bytes, certificate: Certificate, at: datetime) -> tuple[bytes, ...]:
    return (
        _attribute(oids.CONTENT_TYPE, der.oid(oids.DATA)),
        _attribute(oids.MESSAGE_DIGEST, der.octet_string(digest)),
        _attribute(oids.SIGNING_TIME, der.time(at)),
        _attribute(oids.SIGNING_CERTIFICATE_V2, signing_certificate_v2(certificate)),
    )


def _attribute(kind: str, value: bytes) -> bytes:
    return der.sequence(der.oid(kind), der.set_of(value))


def signing_certificate_v2(certificate: Certificate) -> bytes:
    """SigningCertificateV2 (RFC 5035): one certificate by SHA-256 (the default, so not written), issuer and serial."""
    names = der.sequence(der.tlv(_DIRECTORY_NAME, certificate.issuer_der))
    name_and_serial = der.sequence(names, der.integer(certificate.serial))
    certificate_id = der.sequence(der.octet_string(hashlib.sha256(certificate.der).digest()), name_and_serial)
    return der.sequence(der.sequence(certificate_id))
