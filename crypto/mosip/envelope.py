"""The envelope of a MOSIP packet, and that of an answer to the machine. All bytes, in this order:

    to the receiver   12 nonce, 32 additional data, 32 SHA-256 of the receiver's certificate,
                      256 key under RSA-OAEP, 14 `#KEY_SPLITTER#`, then ciphertext and 16 tag
    to the machine    256 key under RSA-OAEP, 12 nonce, 32 additional data, then ciphertext and 16 tag

AES-256-GCM; OAEP with SHA-256 for the hash and for MGF1, empty label (MOSIP kernel; docs/mosip.md). The additional data
is random: it binds nothing, but the receiver passes it on to the cipher.
"""

import os
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from crypto.certificate import Certificate
from crypto.errors import BadEnvelope, BadRecipient, CertificateExpired, CertificateNotYetValid

SPLITTER = b"#KEY_SPLITTER#"
OVERHEAD_BYTES = 12 + 32 + 32 + 256 + len(SPLITTER) + 16
MAX_ANSWER_BYTES = 64 * 1024
_NONCE, _AAD, _KEY, _TAG = 12, 32, 256, 16
_KEY_BITS, _RSA_BITS = 256, 2048


def seal(content: bytes, recipient: Certificate, at: datetime) -> bytes:
    """Encrypt to `recipient`, whose RSA-2048 certificate is pinned by the caller.

    Raises BadRecipient, CertificateExpired, CertificateNotYetValid.
    """
    key = recipient.parsed.public_key()
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size != _RSA_BITS:
        raise BadRecipient(reason="key")
    if at > recipient.not_after:
        raise CertificateExpired
    if at < recipient.not_before:
        raise CertificateNotYetValid
    content_key, nonce, aad = AESGCM.generate_key(_KEY_BITS), os.urandom(_NONCE), os.urandom(_AAD)
    thumbprint = bytes.fromhex(recipient.fingerprint)
    sealed = AESGCM(content_key).encrypt(nonce, content, aad)
    return b"".join((nonce, aad, thumbprint, key.encrypt(content_key, _oaep()), SPLITTER, sealed))


def open_answer(sealed: bytes, key: rsa.RSAPrivateKey) -> bytes:
    """What the receiver encrypted to the machine. Raises BadEnvelope."""
    start = _KEY + _NONCE + _AAD
    if not start + _TAG <= len(sealed) <= MAX_ANSWER_BYTES:
        raise BadEnvelope(reason="length")
    wrapped, nonce, aad = sealed[:_KEY], sealed[_KEY : _KEY + _NONCE], sealed[_KEY + _NONCE : start]
    try:
        content_key = key.decrypt(wrapped, _oaep())
        return AESGCM(content_key).decrypt(nonce, sealed[start:], aad)
    except ValueError:
        raise BadEnvelope(reason="key") from None
    except InvalidTag:
        raise BadEnvelope(reason="tag") from None


def _oaep() -> padding.OAEP:
    return padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)
