"""KEMRecipientInfo, version 0 (RFC 9629 clause 3) with ML-KEM-768 (FIPS 203; RFC 9936), as OtherRecipientInfo.

    [4] { ori-kem, { 0, issuer and serial, { ml-kem-768 }, ciphertext, { hkdf-with-sha256 }, 32, { aes256-wrap },
          wrapped content key } }

The wrapping key is HKDF-SHA-256(no salt, shared secret, CMSORIforKEMOtherInfo).
"""

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import mlkem
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from crypto import der, oids
from crypto.certificate import Certificate
from crypto.errors import BadEnvelope, BadRecipient, NotARecipient
from crypto.keys.api import DecapsulationKey, DecryptionKey
from crypto.recipients import key_wrap

TAG = der.tagged(4)
ALGORITHM = "ML-KEM-768"
_TYPE = der.oid(oids.ORI_KEM)
_KEM = der.sequence(der.oid(oids.ML_KEM_768))
_KDF = der.sequence(der.oid(oids.HKDF_SHA256))
_KEY_LENGTH = der.integer(key_wrap.KEY_BYTES)


def write(receiver: Certificate, content_key: bytes) -> bytes:
    public = receiver.parsed.public_key()
    if not isinstance(public, mlkem.MLKEM768PublicKey) or "key_encipherment" not in receiver.key_usage:
        raise BadRecipient(reason="key")
    secret, ciphertext = public.encapsulate()
    wrapped = key_wrap.wrap(wrapping_key(secret, key_wrap.IDENTIFIER, key_wrap.KEY_BYTES), content_key)
    kem = der.sequence(
        der.integer(0),
        receiver.issuer_and_serial,
        _KEM,
        der.octet_string(ciphertext),
        _KDF,
        _KEY_LENGTH,
        key_wrap.IDENTIFIER,
        der.octet_string(wrapped),
    )
    return der.tlv(TAG, _TYPE, kem)


def open_for(receiver: Certificate, key: DecryptionKey, info: der.Element) -> bytes | None:
    """The content key; None where the line is another receiver's, or no KEMRecipientInfo."""
    line = line_of(receiver, info)
    if line is None:
        return None
    if not isinstance(key, DecapsulationKey):
        raise NotARecipient
    ciphertext, wrapped = line
    wrapping = wrapping_key(key.decapsulate(ciphertext), key_wrap.IDENTIFIER, key_wrap.KEY_BYTES)
    return key_wrap.unwrap(wrapping, wrapped)


def line_of(receiver: Certificate, info: der.Element) -> tuple[bytes, bytes] | None:
    """The ML-KEM ciphertext and the wrapped content key; None as above."""
    other = info.fields(TAG)
    kind, value = other.next(), other.next()
    other.end()
    if kind.encoded != _TYPE:
        return None
    fields = value.fields()
    version, identifier, kem, ciphertext, kdf, length = (fields.next() for _ in range(6))
    keying_material = fields.optional(der.tagged(0))  # not of the profile, but another receiver's line may have it
    wrap, wrapped = fields.next(), fields.next()
    fields.end()
    if identifier.encoded != receiver.issuer_and_serial:
        return None
    profile = (_KEM, _KDF, _KEY_LENGTH, key_wrap.IDENTIFIER)
    found = tuple(each.encoded for each in (kem, kdf, length, wrap))
    if version.integer() != 0 or keying_material is not None or found != profile:
        raise BadEnvelope(reason="recipient")
    return ciphertext.bytes_of(der.OCTET_STRING), wrapped.bytes_of(der.OCTET_STRING)


def wrapping_key(secret: bytes, wrap_identifier: bytes, length: int) -> bytes:
    """The key of `length` bytes for the wrapping algorithm named (RFC 9629 clause 5; RFC 9936 clause 2.2.1)."""
    other_info = der.sequence(wrap_identifier, der.integer(length))
    return HKDF(hashes.SHA256(), length, salt=None, info=other_info).derive(secret)
