"""KeyTransRecipientInfo, version 0 (RFC 5652 clause 6.2.1), with RSAES-OAEP (RFC 4055 clause 4.1)."""

from cryptography.hazmat.primitives.asymmetric import rsa

from crypto import der, key_transport, signature
from crypto.certificate import Certificate
from crypto.errors import BadEnvelope, BadRecipient, NotARecipient, UnsupportedKey
from crypto.keys.api import DecryptionKey, TransportKey

TAG = der.SEQUENCE


def write(receiver: Certificate, content_key: bytes) -> bytes:
    return der.sequence(
        der.integer(0),
        receiver.issuer_and_serial,
        key_transport.IDENTIFIER,
        der.octet_string(key_transport.wrap(_public_key(receiver), content_key)),
    )


def open_for(receiver: Certificate, key: DecryptionKey, info: der.Element) -> bytes | None:
    """The content key; None where the line is another receiver's."""
    wrapped = line_of(receiver, info)
    if wrapped is None:
        return None
    if not isinstance(key, TransportKey):
        raise NotARecipient
    return key.unwrap(wrapped)


def line_of(receiver: Certificate, info: der.Element) -> bytes | None:
    """The wrapped content key; None where the line is another receiver's."""
    fields = info.fields(TAG)
    version, identifier, algorithm, wrapped = (fields.next() for _ in range(4))
    fields.end()
    if identifier.encoded != receiver.issuer_and_serial:
        return None
    if version.integer() != 0 or algorithm.encoded not in key_transport.IDENTIFIERS:
        raise BadEnvelope(reason="recipient")
    return wrapped.bytes_of(der.OCTET_STRING)


def _public_key(receiver: Certificate) -> rsa.RSAPublicKey:
    try:
        key = signature.public_key(receiver)
    except UnsupportedKey:
        raise BadRecipient(reason="key") from None
    if not isinstance(key, rsa.RSAPublicKey) or "key_encipherment" not in receiver.key_usage:
        raise BadRecipient(reason="key")
    return key
