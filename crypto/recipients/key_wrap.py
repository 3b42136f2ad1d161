"""Wrapping the content key under another key: AES-256 key wrap (RFC 3394; RFC 3565 clause 2.3.2)."""

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from crypto import der, oids
from crypto.errors import BadEnvelope

KEY_BYTES = 32
IDENTIFIER = der.sequence(der.oid(oids.AES256_WRAP))  # no parameters


def wrap(key_encryption_key: bytes, content_key: bytes) -> bytes:
    return aes_key_wrap(key_encryption_key, content_key)


def unwrap(key_encryption_key: bytes, wrapped: bytes) -> bytes:
    """Raises BadEnvelope where it does not open."""
    try:
        return aes_key_unwrap(key_encryption_key, wrapped)
    except (InvalidUnwrap, ValueError):
        raise BadEnvelope(reason="key") from None
