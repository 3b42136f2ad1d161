"""The receiver's signature over an answer: a detached JSON web signature (RFC 7515 appendix F), RS256 only."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from crypto.certificate import Certificate
from crypto.errors import BadSignature, CertificateExpired, CertificateNotYetValid

MAX_JWS_BYTES = 16 * 1024
_SMALLEST_BITS = 2048


def verify_detached(jws: str, body: bytes, signer: Certificate, at: datetime) -> None:
    """`signer` is pinned by the caller; whatever certificate the header carries is not looked at.

    Raises BadSignature, CertificateExpired, CertificateNotYetValid.
    """
    header, payload, signature = _parts(jws)
    if payload and payload != _encoded(body):
        raise BadSignature(reason="payload")
    if _algorithm(header) != "RS256":
        raise BadSignature(reason="algorithm")
    key = signer.parsed.public_key()
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size < _SMALLEST_BITS:
        raise BadSignature(reason="key")
    try:
        key.verify(_decoded(signature), f"{header}.{_encoded(body)}".encode(), padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        raise BadSignature(reason="signature") from None
    if at > signer.not_after:
        raise CertificateExpired
    if at < signer.not_before:
        raise CertificateNotYetValid


def _parts(jws: str) -> tuple[str, str, str]:
    parts = jws.split(".")
    if len(parts) != 3 or len(jws) > MAX_JWS_BYTES or not jws.isascii():
        raise BadSignature(reason="form")
    header, payload, signature = parts
    return header, payload, signature


def _algorithm(header: str) -> object:
    """`alg` of the header. A header with `crit` asks for something we do not know, such as an unencoded payload."""
    try:
        value = json.loads(_decoded(header))
    except (ValueError, RecursionError):
        raise BadSignature(reason="header") from None
    if not isinstance(value, dict) or "crit" in value or value.get("b64", True) is not True:
        raise BadSignature(reason="header")
    return value.get("alg")


def _encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    try:
        data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (Error, ValueError):
        raise BadSignature(reason="base64") from None
    if _encoded(data) != text:
        raise BadSignature(reason="base64")
    return data
