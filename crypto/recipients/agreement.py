"""KeyAgreeRecipientInfo, version 3 (RFC 5652 clause 6.2.2): ephemeral-static ECDH (RFC 5753 clause 3).

    [1] { 3, [0] { [1] { { ecPublicKey }, ephemeral point } }, { stdDH-sha256kdf, { aes256-wrap } },
          { { issuer and serial, wrapped content key } } }

The wrapping key is X9.63-SHA-256(shared x-coordinate, ECC-CMS-SharedInfo). The ephemeral key is used once, for one
receiver.
"""

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.x963kdf import X963KDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from crypto import der, oids
from crypto.certificate import Certificate
from crypto.errors import BadEnvelope, BadRecipient, NotARecipient
from crypto.keys.api import AgreementKey, DecryptionKey
from crypto.recipients import key_wrap

TAG = der.tagged(1)
CURVES = ("P-256", "P-384")
_ALGORITHM = der.sequence(der.oid(oids.ECDH_SHA256_KDF), key_wrap.IDENTIFIER)
# RFC 5753 clause 3.1.1: parameters of the ephemeral key are absent (written); NULL is to be accepted as well.
_EPHEMERAL = der.sequence(der.oid(oids.EC_PUBLIC_KEY))
_EPHEMERALS = frozenset({_EPHEMERAL, der.sequence(der.oid(oids.EC_PUBLIC_KEY), der.tlv(der.NULL))})
# RFC 5753 clause 7.2: the wrapping algorithm, and the length of its key in bits, four bytes.
_SHARED_INFO = der.sequence(
    key_wrap.IDENTIFIER,
    der.tlv(der.tagged(2), der.octet_string((key_wrap.KEY_BYTES * 8).to_bytes(4, "big"))),
)


def write(receiver: Certificate, content_key: bytes) -> bytes:
    public = receiver.parsed.public_key()
    if not isinstance(public, ec.EllipticCurvePublicKey) or "key_agreement" not in receiver.key_usage:
        raise BadRecipient(reason="key")
    ephemeral = ec.generate_private_key(public.curve)
    wrapped = key_wrap.wrap(_wrapping_key(ephemeral.exchange(ec.ECDH(), public)), content_key)
    point = ephemeral.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    originator = der.tlv(der.tagged(1), _EPHEMERAL, der.tlv(der.BIT_STRING, b"\0", point))
    return der.tlv(
        TAG,
        der.integer(3),
        der.tlv(der.tagged(0), originator),
        _ALGORITHM,
        der.sequence(der.sequence(receiver.issuer_and_serial, der.octet_string(wrapped))),
    )


def open_for(receiver: Certificate, key: DecryptionKey, info: der.Element) -> bytes | None:
    """The content key; None where the line is another receiver's."""
    line = line_of(receiver, info)
    if line is None:
        return None
    if not isinstance(key, AgreementKey):
        raise NotARecipient
    point, wrapped = line
    return key_wrap.unwrap(_wrapping_key(key.agree(point)), wrapped)


def line_of(receiver: Certificate, info: der.Element) -> tuple[bytes, bytes] | None:
    """The ephemeral point and the wrapped content key; None where the line is another receiver's."""
    fields = info.fields(TAG)
    version, originator = fields.next(), fields.next()
    keying_material = fields.optional(der.tagged(1))  # not of the profile, but another receiver's line may have it
    algorithm, encrypted_keys = fields.next(), fields.next()
    fields.end()
    wrapped = _wrapped_for(receiver, encrypted_keys)
    if wrapped is None:
        return None
    if version.integer() != 3 or keying_material is not None or algorithm.encoded != _ALGORITHM:
        raise BadEnvelope(reason="recipient")
    return _point(originator), wrapped


def _wrapped_for(receiver: Certificate, encrypted_keys: der.Element) -> bytes | None:
    """RecipientEncryptedKeys: one of them may be ours."""
    for encrypted_key in encrypted_keys.fields():
        fields = encrypted_key.fields()
        identifier, wrapped = fields.next(), fields.next()
        fields.end()
        if identifier.encoded == receiver.issuer_and_serial:
            return wrapped.bytes_of(der.OCTET_STRING)
    return None


def _point(originator: der.Element) -> bytes:
    explicit = originator.fields(der.tagged(0))
    fields = explicit.next().fields(der.tagged(1))
    explicit.end()
    algorithm, point = fields.next(), fields.next().bytes_of(der.BIT_STRING)
    fields.end()
    if algorithm.encoded not in _EPHEMERALS or not point.startswith(b"\0\4"):  # no unused bits; uncompressed
        raise BadEnvelope(reason="recipient")
    return point[1:]


def _wrapping_key(shared: bytes) -> bytes:
    return X963KDF(hashes.SHA256(), key_wrap.KEY_BYTES, _SHARED_INFO).derive(shared)
