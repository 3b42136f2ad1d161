"""The signature algorithms of the profile and how CMS names them: ECDSA on P-256/P-384 and RSASSA-PSS with SHA-256,
ML-DSA-65 (FIPS 204, pure, empty context; RFC 9882) with SHA-512 for the content.

The kind follows from the key; nothing is chosen by a message.
"""

from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, mldsa, padding, rsa

from crypto import der, oids
from crypto.certificate import Certificate
from crypto.errors import BadSignature, KeyDamaged, UnsupportedKey

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | mldsa.MLDSA65PrivateKey
PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey | mldsa.MLDSA65PublicKey


@dataclass(frozen=True)
class Digest:
    """How a content is hashed. `identifiers`: DER AlgorithmIdentifiers accepted, the one written first."""

    name: str  # as hashlib knows it
    identifiers: tuple[bytes, bytes]

    @property
    def identifier(self) -> bytes:
        return self.identifiers[0]


def _digest(name: str, dotted: str) -> Digest:
    """RFC 5754 clause 2: absent parameters are written, NULL is to be accepted as well."""
    return Digest(name, (der.sequence(der.oid(dotted)), der.sequence(der.oid(dotted), der.tlv(der.NULL))))


SHA256 = _digest("sha256", oids.SHA256)
SHA512 = _digest("sha512", oids.SHA512)
_SALT_BYTES = 32
_SMALLEST_RSA_BITS = 3072
_LARGEST_RSA_BITS = 8192
_CURVES = ("secp256r1", "secp384r1")


def sign(key: PrivateKey, data: bytes) -> bytes:
    """Raises UnsupportedKey for a key outside the profile."""
    _require_size(key)
    if isinstance(key, mldsa.MLDSA65PrivateKey):
        return key.sign(data)
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, _pss(), hashes.SHA256())
    return key.sign(data, ec.ECDSA(hashes.SHA256()))


def verify(certificate: Certificate, algorithm: bytes, signature: bytes, data: bytes) -> None:
    """`algorithm` is the DER AlgorithmIdentifier found beside the signature. Raises BadSignature, UnsupportedKey."""
    key = public_key(certificate)
    if algorithm not in _identifiers(key):
        raise BadSignature(reason="algorithm")
    try:
        if isinstance(key, mldsa.MLDSA65PublicKey):
            key.verify(signature, data)
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, data, _pss(), hashes.SHA256())
        else:
            key.verify(signature, data, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        raise BadSignature(reason="signature") from None


def identifier(certificate: Certificate) -> bytes:
    """The DER AlgorithmIdentifier of what the certificate's key signs with. Raises UnsupportedKey."""
    return _identifiers(public_key(certificate))[0]


def digest_of(certificate: Certificate) -> Digest:
    """What a content is hashed with when the certificate's key signs it (RFC 9882 clause 3.3).

    Raises UnsupportedKey.
    """
    return SHA512 if isinstance(public_key(certificate), mldsa.MLDSA65PublicKey) else SHA256


def public_key(certificate: Certificate) -> PublicKey:
    """Raises UnsupportedKey for a key outside the profile."""
    return fit_public_key(certificate.parsed.public_key())


def fit_public_key(key: object) -> PublicKey:
    """The key itself. Raises UnsupportedKey for a key outside the profile."""
    if not isinstance(key, PublicKey):
        raise UnsupportedKey(kind=type(key).__name__)
    _require_size(key)
    return key


def private_key(key: object) -> PrivateKey:
    """The key itself. Raises UnsupportedKey for a key outside the profile."""
    if not isinstance(key, PrivateKey):
        raise UnsupportedKey(kind=type(key).__name__)
    _require_size(key)
    return key


def load_private_key(encoded: bytes) -> PrivateKey:
    """An unencrypted PKCS#8 key in DER. Raises KeyDamaged, UnsupportedKey."""
    try:
        return private_key(serialization.load_der_private_key(encoded, password=None))
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise KeyDamaged from None


def _require_size(key: PublicKey | PrivateKey) -> None:
    """P-256, P-384, RSA of 3072 to 8192 bits, or ML-DSA-65."""
    if isinstance(key, mldsa.MLDSA65PublicKey | mldsa.MLDSA65PrivateKey):
        return
    if isinstance(key, rsa.RSAPublicKey | rsa.RSAPrivateKey):
        fits, kind = _SMALLEST_RSA_BITS <= key.key_size <= _LARGEST_RSA_BITS, f"RSA-{key.key_size}"
    else:
        fits, kind = key.curve.name in _CURVES, key.curve.name
    if not fits:
        raise UnsupportedKey(kind=kind)


def _pss() -> padding.PSS:
    return padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=_SALT_BYTES)


def _identifiers(key: PublicKey) -> tuple[bytes, ...]:
    """The forms accepted, the one written first (RFC 5758 clause 3.2; RFC 4055 clause 3.1; RFC 9882 clause 2)."""
    if isinstance(key, mldsa.MLDSA65PublicKey):
        return (der.sequence(der.oid(oids.ML_DSA_65)),)
    if isinstance(key, ec.EllipticCurvePublicKey):
        return (der.sequence(der.oid(oids.ECDSA_WITH_SHA256)),)
    return tuple(_pss_identifier(sha256) for sha256 in reversed(SHA256.identifiers))


def _pss_identifier(sha256: bytes) -> bytes:
    mask = der.sequence(der.oid(oids.MGF1), sha256)
    parameters = der.sequence(
        der.tlv(der.tagged(0), sha256), der.tlv(der.tagged(1), mask), der.tlv(der.tagged(2), der.integer(_SALT_BYTES))
    )
    return der.sequence(der.oid(oids.RSASSA_PSS), parameters)
