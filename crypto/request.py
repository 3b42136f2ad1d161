"""Certification requests (PKCS#10, RFC 2986): what a station asks an authority for, signed by the new key itself.

Written here byte by byte, because the library writes them for its own keys only, and this key may be in a token.
Policies and usages are not asked for: the authority decides what a station may do.
"""

from collections.abc import Callable
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from crypto import der, oids, signature
from crypto.errors import BadSignature, MalformedDer, TooLarge
from crypto.naming import subject_name
from crypto.unreadable import UNREADABLE

MAX_REQUEST_BYTES = 32 * 1024
_SHA256_WITH_RSA = der.sequence(der.oid("1.2.840.113549.1.1.11"), der.tlv(der.NULL))
_ECDSA_WITH_SHA256 = der.sequence(der.oid(oids.ECDSA_WITH_SHA256))


@dataclass(frozen=True)
class Named:
    """Who asks: the two parts of the name that stations have."""

    common_name: str
    organisation: str


@dataclass(frozen=True)
class Request:
    """A request whose signature holds: whoever made it has the key."""

    named: Named
    key: signature.PublicKey


def write_request(named: Named, key: signature.PublicKey, sign: Callable[[bytes], bytes]) -> str:
    """PEM. sign: signs the given bytes with the private half of `key`: ECDSA (DER) or RSA PKCS#1 v1.5, SHA-256."""
    name = subject_name(named.organisation, named.common_name)
    public = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    asked = der.sequence(der.integer(0), name.public_bytes(), public, der.tlv(der.tagged(0)))
    algorithm = _SHA256_WITH_RSA if isinstance(key, rsa.RSAPublicKey) else _ECDSA_WITH_SHA256
    encoded = der.sequence(asked, algorithm, der.tlv(der.BIT_STRING, b"\0", sign(asked)))
    return x509.load_der_x509_csr(encoded).public_bytes(Encoding.PEM).decode("ascii")


def read_request(pem: bytes) -> Request:
    """Raises MalformedDer, TooLarge, UnsupportedKey, BadSignature."""
    if len(pem) > MAX_REQUEST_BYTES:
        raise TooLarge
    try:
        parsed = x509.load_pem_x509_csr(pem)
        key, holds = parsed.public_key(), parsed.is_signature_valid
        named = Named(_one(parsed, NameOID.COMMON_NAME), _one(parsed, NameOID.ORGANIZATION_NAME))
    except (*UNREADABLE, InvalidSignature):
        raise MalformedDer from None
    if not holds:
        raise BadSignature(reason="request")
    return Request(named, signature.fit_public_key(key))


def _one(parsed: x509.CertificateSigningRequest, kind: x509.ObjectIdentifier) -> str:
    values = parsed.subject.get_attributes_for_oid(kind)
    if len(values) != 1:
        raise ValueError("a name has one of each part")
    return str(values[0].value)
