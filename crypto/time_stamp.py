"""Time-stamps (RFC 3161): somebody who is no party to a signature says that he saw it, and when.

A token is CMS SignedData over a TSTInfo, by an authority that does nothing else. It is read in the form that public
authorities and `openssl ts` write: strict DER, one signer with his certificate beside him, signingCertificateV2;
ECDSA or RSASSA-PKCS1-v1_5 with SHA-256, SHA-384 or SHA-512. These keys sign nothing else here, so the profile of
crypto.signature stays as narrow as it is.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from re import fullmatch

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from crypto import der, oids, signature
from crypto.attributes import single_values
from crypto.certificate import Certificate
from crypto.errors import BadTimeStamp, MalformedDer, TooLarge
from crypto.trust import Purpose, TrustStore, refuse_future

MAX_BYTES = 64 * 1024
_MAX_CERTIFICATES = 8
_BOOLEAN = 0x01
_HASHES: Mapping[str, hashes.HashAlgorithm] = {
    oids.SHA256: hashes.SHA256(),
    oids.SHA384: hashes.SHA384(),
    oids.SHA512: hashes.SHA512(),
}
_SIGNED_WITH = {  # by what each signature algorithm hashes; "": by what the signer says beside it
    oids.ECDSA_WITH_SHA256: oids.SHA256,
    oids.ECDSA_WITH_SHA384: oids.SHA384,
    oids.ECDSA_WITH_SHA512: oids.SHA512,
    oids.SHA256_WITH_RSA: oids.SHA256,
    oids.SHA384_WITH_RSA: oids.SHA384,
    oids.SHA512_WITH_RSA: oids.SHA512,
    oids.RSA_ENCRYPTION: "",
}
_ECDSA = (oids.ECDSA_WITH_SHA256, oids.ECDSA_WITH_SHA384, oids.ECDSA_WITH_SHA512)


@dataclass(frozen=True)
class TimeStamp:
    """A token in its parts, before anything in it is believed. Hashes and algorithms as dotted identifiers."""

    stamped_hash: str
    stamped_digest: bytes
    at: datetime  # genTime
    nonce: bytes  # DER INTEGER of whoever asked; b"" for none
    certificates: tuple[Certificate, ...]
    signer_id: bytes  # DER IssuerAndSerialNumber
    signer_hash: str  # of the certificate that the signed attributes name
    signer_digest: bytes
    content: bytes  # DER TSTInfo
    content_hash: str
    content_digest: bytes
    attributes: bytes  # as SET OF, the form that is signed
    algorithm: str
    signature: bytes

    def require_over(self, stamped: bytes) -> None:
        """Raises BadTimeStamp where it is over something else."""
        _require(hmac.compare_digest(_digest(self.stamped_hash, stamped), self.stamped_digest), "other")


def verify_time_stamp(token: bytes, stamped: bytes, trust: TrustStore, now: datetime) -> datetime:
    """When the authority saw `stamped`. It is judged by that moment, as who signs messages is by theirs.

    trust: a store that judges the past. Raises BadTimeStamp(reason), MalformedDer and TooLarge for a token that is not
    over `stamped`, or not as an authority makes it; SignedInFuture; and as `TrustStore.verify` where it is one that
    is not believed here.
    """
    read = read_time_stamp(token)
    read.require_over(stamped)
    _require(hmac.compare_digest(_digest(read.content_hash, read.content), read.content_digest), "content")
    authority = _authority(read)
    _verify_signature(authority, read)
    refuse_future(read.at, now)
    trust.verify(authority, read.certificates, Purpose.TIME_STAMP, read.at)
    return read.at


def claimed_authority(token: bytes) -> tuple[Certificate, tuple[Certificate, ...], datetime]:
    """Who a token, verified before, says stamped; the certificates that came along; and when. Proves nothing by
    itself. Raises as `read_time_stamp`."""
    read = read_time_stamp(token)
    return _authority(read), read.certificates, read.at


def read_time_stamp(token: bytes) -> TimeStamp:
    """Raises MalformedDer, TooLarge, BadTimeStamp."""
    content_info = der.parse(token, MAX_BYTES).fields()
    _require(content_info.next().oid() == oids.SIGNED_DATA, "type")
    explicit = content_info.next().fields(der.tagged(0))
    content_info.end()
    fields = explicit.next().fields()
    explicit.end()

    _require(fields.next().integer() == 3, "version")
    hashed_with = [_hash(each) for each in fields.next().members()]
    content = _content(fields.next())
    certificates = fields.optional(der.tagged(0))
    fields.optional(der.tagged(1))  # revocation lists: ours are asked
    signers = fields.next().members()
    fields.end()
    _require(len(signers) == 1, "signers")

    signer = signers[0].fields()
    _require(signer.next().integer() == 1, "version")
    signer_id = signer.next().expect(der.SEQUENCE).encoded
    content_hash = _hash(signer.next())
    _require(hashed_with == [content_hash], "hash")
    attributes = signer.next()
    content_digest, signer_hash, signer_digest = _attributes(attributes)
    algorithm = _algorithm(signer.next())
    value = signer.next().bytes_of(der.OCTET_STRING)
    signer.end()
    _require(_SIGNED_WITH.get(algorithm) in ("", content_hash), "algorithm")

    stamped_hash, stamped_digest, at, nonce = _info(content)
    return TimeStamp(
        stamped_hash,
        stamped_digest,
        at,
        nonce,
        _certificates(certificates),
        signer_id,
        signer_hash,
        signer_digest,
        content,
        content_hash,
        content_digest,
        der.tlv(der.SET, bytes(attributes.value)),
        algorithm,
        value,
    )


def _content(element: der.Element) -> bytes:
    fields = element.fields()
    _require(fields.next().oid() == oids.TST_INFO, "content-type")
    explicit = fields.next().fields(der.tagged(0))
    fields.end()
    content = explicit.next().bytes_of(der.OCTET_STRING)
    explicit.end()
    return content


def _info(content: bytes) -> tuple[str, bytes, datetime, bytes]:
    """What TSTInfo says was stamped (hash, digest), when, and for which nonce (RFC 3161 clause 2.4.2)."""
    fields = der.parse(content, MAX_BYTES).fields()
    _require(fields.next().integer() == 1, "version")
    fields.next().oid()  # under which policy of the authority's
    imprint = fields.next().fields()
    stamped_hash, stamped_digest = _hash(imprint.next()), imprint.next().bytes_of(der.OCTET_STRING)
    imprint.end()
    fields.next().integer()  # serial number
    at = _moment(fields.next())
    fields.optional(der.SEQUENCE)  # accuracy
    fields.optional(_BOOLEAN)  # ordering
    nonce = fields.optional(der.INTEGER)
    fields.optional(der.tagged(0))  # name of the authority
    extensions = fields.optional(der.tagged(1))
    fields.end()
    for extension in extensions.fields(der.tagged(1)) if extensions is not None else ():
        parts = extension.fields()
        parts.next().oid()
        _require(parts.optional(_BOOLEAN) is None, "extension")  # a critical one, which nobody here knows
    return stamped_hash, stamped_digest, at, nonce.encoded if nonce is not None else b""


def _moment(element: der.Element) -> datetime:
    """GeneralizedTime with or without a fraction, which DER writes without a zero at its end."""
    text = element.bytes_of(der.GENERALIZED_TIME)[:32].decode("ascii", "replace")
    found = fullmatch(r"([0-9]{14})(?:\.([0-9]{0,5}[1-9]))?Z", text)
    if found is None:
        raise MalformedDer
    try:
        moment = datetime.strptime(found[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        raise MalformedDer from None
    return moment.replace(microsecond=int((found[2] or "").ljust(6, "0")))


def _attributes(element: der.Element) -> tuple[bytes, str, bytes]:
    """Digest of the content; hash and digest of the signer's certificate. Attributes that are not asked for may stand
    there: an authority adds its own."""
    values = single_values(element, der.tagged(0))
    for kind in (oids.CONTENT_TYPE, oids.MESSAGE_DIGEST, oids.SIGNING_CERTIFICATE_V2):
        _require(kind in values, "attributes")
    _require(values[oids.CONTENT_TYPE].oid() == oids.TST_INFO, "content-type")
    certificate_id = values[oids.SIGNING_CERTIFICATE_V2].fields().next().fields().next().fields()
    named = certificate_id.optional(der.SEQUENCE)
    signer_hash = oids.SHA256 if named is None else _hash(named)
    signer_digest = certificate_id.next().bytes_of(der.OCTET_STRING)
    return values[oids.MESSAGE_DIGEST].bytes_of(der.OCTET_STRING), signer_hash, signer_digest


def _certificates(element: der.Element | None) -> tuple[Certificate, ...]:
    """In any order: who writes them here seldom sorts."""
    found = tuple(element.fields(der.tagged(0))) if element is not None else ()
    if len(found) > _MAX_CERTIFICATES:
        raise TooLarge
    return tuple(Certificate.from_der(each.encoded) for each in found)


def _algorithm(element: der.Element) -> str:
    """Of an AlgorithmIdentifier whose parameters are absent or NULL."""
    fields = element.fields()
    dotted = fields.next().oid()
    parameters = fields.optional(der.NULL)
    fields.end()
    _require(parameters is None or not parameters.value, "algorithm")
    return dotted


def _hash(element: der.Element) -> str:
    dotted = _algorithm(element)
    _require(dotted in _HASHES, "hash")
    return dotted


def _digest(dotted: str, data: bytes) -> bytes:
    return hashlib.new(_HASHES[dotted].name, data).digest()


def _authority(read: TimeStamp) -> Certificate:
    """The certificate that the signed attributes name; the unsigned SignerIdentifier must agree."""
    for certificate in read.certificates:
        if hmac.compare_digest(_digest(read.signer_hash, certificate.der), read.signer_digest):
            _require(certificate.issuer_and_serial == read.signer_id, "signer-id")
            return certificate
    raise BadTimeStamp(reason="signing-certificate")


def _verify_signature(authority: Certificate, read: TimeStamp) -> None:
    """Raises BadTimeStamp, UnsupportedKey."""
    key, hashed = signature.public_key(authority), _HASHES[read.content_hash]
    try:
        if isinstance(key, ec.EllipticCurvePublicKey) and read.algorithm in _ECDSA:
            key.verify(read.signature, read.attributes, ec.ECDSA(hashed))
        elif isinstance(key, rsa.RSAPublicKey) and read.algorithm not in _ECDSA:
            key.verify(read.signature, read.attributes, padding.PKCS1v15(), hashed)
        else:
            raise BadTimeStamp(reason="algorithm")
    except InvalidSignature:
        raise BadTimeStamp(reason="signature") from None


def _require(holds: bool, reason: str) -> None:
    if not holds:
        raise BadTimeStamp(reason=reason)
