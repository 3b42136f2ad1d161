"""Wrapping a content key to a receiver: RSAES-OAEP with SHA-256 for the hash and for MGF1 (RFC 4055 clause 4.1)."""

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from crypto import der, oids
from crypto.errors import BadEnvelope


def wrap(key: rsa.RSAPublicKey, content_key: bytes) -> bytes:
    return key.encrypt(content_key, _oaep())


def unwrap(key: rsa.RSAPrivateKey, wrapped: bytes) -> bytes:
    """Raises BadEnvelope where it does not open."""
    try:
        return key.decrypt(wrapped, _oaep())
    except ValueError:
        raise BadEnvelope(reason="key") from None


def _oaep() -> padding.OAEP:
    return padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)


def _identifier(sha256: bytes) -> bytes:
    mask = der.sequence(der.oid(oids.MGF1), sha256)
    parameters = der.sequence(der.tlv(der.tagged(0), sha256), der.tlv(der.tagged(1), mask))
    return der.sequence(der.oid(oids.RSAES_OAEP), parameters)


# The AlgorithmIdentifier that is written, and the forms that are read (RFC 4055 clause 2.1: NULL or absent).
IDENTIFIER = _identifier(der.sequence(der.oid(oids.SHA256), der.tlv(der.NULL)))
IDENTIFIERS = frozenset({IDENTIFIER, _identifier(der.sequence(der.oid(oids.SHA256)))})
