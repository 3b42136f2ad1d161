"""A pair of keys in PEM files, the private half with or without a passphrase: for those who publish policy."""

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from crypto.errors import KeyDamaged, UnsupportedKey

_MAX_BYTES = 16 * 1024


def new_pair(passphrase: bytes | None = None) -> tuple[bytes, bytes]:
    """A fresh P-256 key: its private half (PKCS#8) and its public half."""
    sealed: KeySerializationEncryption = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    key = ec.generate_private_key(ec.SECP256R1())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, sealed), public


def open_private(pem: bytes, passphrase: bytes | None = None) -> ec.EllipticCurvePrivateKey:
    """Raises KeyDamaged, also for a wrong or missing passphrase; UnsupportedKey."""
    try:
        key = load_pem_private_key(_limited(pem), passphrase)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise KeyDamaged from None
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise UnsupportedKey
    return key


def open_public(pem: bytes) -> ec.EllipticCurvePublicKey:
    """Raises KeyDamaged, UnsupportedKey."""
    try:
        key = load_pem_public_key(_limited(pem))
    except (ValueError, UnsupportedAlgorithm):
        raise KeyDamaged from None
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise UnsupportedKey
    return key


def _limited(pem: bytes) -> bytes:
    if len(pem) > _MAX_BYTES:
        raise KeyDamaged
    return pem
