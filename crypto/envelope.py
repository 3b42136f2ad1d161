"""CMS AuthEnvelopedData (RFC 5083) with AES-256-GCM (RFC 5084): sealed to receivers, opened by any one of them.

Profile: content type id-data, no authenticated attributes (stock OpenSSL 3.0 cannot read them), 12-byte nonce, 16-byte
tag, definite-length DER; RSAES-OAEP with SHA-256 to at least two RSA-3072 receivers (production and escrow). The tag
covers the content; another receiver's line is covered only by the station's signature over the whole message.
"""

import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from crypto import der, key_transport, oids, signature
from crypto.certificate import Certificate
from crypto.errors import BadEnvelope, BadRecipient, NotARecipient, UnsupportedKey
from crypto.keys.api import DecryptionKey

MAX_ENVELOPE_BYTES = 256 * 1024 * 1024
FEWEST_RECIPIENTS = 2
_KEY_BITS, _NONCE_BYTES, _TAG_BYTES = 256, 12, 16


def encrypt(content: bytes, recipients: Sequence[Certificate]) -> bytes:
    """Seal `content` under a fresh key to every one of `recipients` (each proven by crypto.trust before).

    Raises BadRecipient for fewer than two different ones, or one that is not RSA-3072 or longer for key encipherment.
    """
    if len({recipient.fingerprint for recipient in recipients}) < FEWEST_RECIPIENTS:
        raise BadRecipient(reason="few")
    content_key = AESGCM.generate_key(_KEY_BITS)
    recipient_infos = [_recipient_info(recipient, content_key) for recipient in recipients]
    nonce = os.urandom(_NONCE_BYTES)
    sealed = AESGCM(content_key).encrypt(nonce, content, None)
    ciphertext, tag = sealed[:-_TAG_BYTES], sealed[-_TAG_BYTES:]
    encrypted_content = der.sequence(
        der.oid(oids.DATA), _content_algorithm(nonce), der.tlv(der.tagged(0, constructed=False), ciphertext)
    )
    enveloped = der.sequence(der.integer(0), der.set_of(*recipient_infos), encrypted_content, der.octet_string(tag))
    return der.sequence(der.oid(oids.AUTH_ENVELOPED_DATA), der.tlv(der.tagged(0), enveloped))


def decrypt(message: bytes, certificate: Certificate, private_key: DecryptionKey) -> bytes:
    """The content, for the receiver of `certificate`. Nothing is returned before the tag is checked.

    Raises NotARecipient, BadEnvelope, MalformedDer, TooLarge.
    """
    content_info = der.parse(message, MAX_ENVELOPE_BYTES).fields()
    _require(content_info.next().oid() == oids.AUTH_ENVELOPED_DATA, "type")
    explicit = content_info.next().fields(der.tagged(0))
    content_info.end()
    fields = explicit.next().fields()
    explicit.end()
    _require(fields.next().integer() == 0, "version")
    recipient_infos = fields.next().members()
    encrypted_content = fields.next().fields()
    tag = fields.next().bytes_of(der.OCTET_STRING)
    fields.end()
    _require(encrypted_content.next().oid() == oids.DATA, "content-type")
    nonce = _nonce(encrypted_content.next())
    ciphertext = encrypted_content.next().expect(der.tagged(0, constructed=False)).value
    encrypted_content.end()
    _require(len(tag) == _TAG_BYTES, "tag")

    content_key = private_key.unwrap(_wrapped_key(recipient_infos, certificate))
    _require(len(content_key) * 8 == _KEY_BITS, "key")
    try:
        return AESGCM(content_key).decrypt(nonce, b"".join((ciphertext, tag)), None)
    except InvalidTag:
        raise BadEnvelope(reason="tag") from None


def _recipient_info(recipient: Certificate, content_key: bytes) -> bytes:
    """KeyTransRecipientInfo, version 0 (RFC 5652 clause 6.2.1)."""
    key = _encryption_key(recipient)
    return der.sequence(
        der.integer(0),
        recipient.issuer_and_serial,
        key_transport.IDENTIFIER,
        der.octet_string(key_transport.wrap(key, content_key)),
    )


def _encryption_key(recipient: Certificate) -> rsa.RSAPublicKey:
    try:
        key = signature.public_key(recipient)
    except UnsupportedKey:
        raise BadRecipient(reason="key") from None
    if not isinstance(key, rsa.RSAPublicKey) or "key_encipherment" not in recipient.key_usage:
        raise BadRecipient(reason="key")
    return key


def _wrapped_key(recipient_infos: Sequence[der.Element], certificate: Certificate) -> bytes:
    wanted = certificate.issuer_and_serial
    for info in recipient_infos:
        if info.tag != der.SEQUENCE:
            continue  # another kind of receiver ([1] key agreement and so on) beside ours
        fields = info.fields()
        version, receiver, algorithm, wrapped = (fields.next() for _ in range(4))
        fields.end()
        if receiver.encoded == wanted:
            _require(version.integer() == 0 and algorithm.encoded in key_transport.IDENTIFIERS, "recipient")
            return wrapped.bytes_of(der.OCTET_STRING)
    raise NotARecipient


def _content_algorithm(nonce: bytes) -> bytes:
    """AES-256-GCM with GCMParameters (RFC 5084 clause 3.2)."""
    return der.sequence(der.oid(oids.AES256_GCM), der.sequence(der.octet_string(nonce), der.integer(_TAG_BYTES)))


def _nonce(element: der.Element) -> bytes:
    algorithm = element.fields()
    _require(algorithm.next().oid() == oids.AES256_GCM, "cipher")
    nonce = algorithm.next().fields().next().bytes_of(der.OCTET_STRING)
    _require(len(nonce) == _NONCE_BYTES and element.encoded == _content_algorithm(nonce), "cipher")
    return nonce


def _require(holds: bool, reason: str) -> None:
    if not holds:
        raise BadEnvelope(reason=reason)
