"""Reading SignedData into its parts, before anything in it is believed."""

from dataclasses import dataclass
from datetime import datetime

from crypto import der, oids, signature
from crypto.attributes import single_values
from crypto.certificate import Certificate
from crypto.errors import BadSignature, MalformedDer, TooLarge

MAX_CERTIFICATES = 8


@dataclass(frozen=True)
class SignedAttributes:
    """What the signature covers. `certificate_digest`: SHA-256 of the certificate that the signer says is his."""

    encoded: bytes  # as SET OF, the form that is signed (RFC 5652 clause 5.4)
    content_digest: bytes
    signing_time: datetime
    certificate_digest: bytes
    under_duress: bool = False


@dataclass(frozen=True)
class SignedData:
    """One signer's message. `content` is None where it is kept elsewhere (detached)."""

    digest: signature.Digest
    content: bytes | None
    certificates: tuple[Certificate, ...]
    signer_id: bytes  # DER IssuerAndSerialNumber
    attributes: SignedAttributes
    algorithm: bytes  # DER AlgorithmIdentifier
    signature: bytes
    time_stamp: bytes | None = None  # DER TimeStampToken over `signature`, not looked into


def read(message: bytes, max_size: int, *, stamped: bool = False) -> SignedData:
    """stamped: a time-stamp may stand beside the signature, unsigned. Raises MalformedDer, TooLarge, and BadSignature
    where the form is CMS but not the profile's."""
    content_info = der.parse(message, max_size).fields()
    _require(content_info.next().oid() == oids.SIGNED_DATA, "type")
    explicit = content_info.next().fields(der.tagged(0))
    content_info.end()
    fields = explicit.next().fields()
    explicit.end()

    _require(fields.next().integer() == 1, "version")
    digests = fields.next().members()
    _require(len(digests) == 1, "digest")
    digest = _digest(digests[0])
    content = _content(fields.next())
    certificates = fields.next().members(der.tagged(0))
    if len(certificates) > MAX_CERTIFICATES:
        raise TooLarge
    signers = fields.next().members()
    fields.end()
    _require(len(signers) == 1, "signers")

    signer = signers[0].fields()
    _require(signer.next().integer() == 1, "version")
    signer_id = signer.next().expect(der.SEQUENCE).encoded
    _require(_digest(signer.next()) is digest, "digest")
    attributes = _attributes(signer.next())
    algorithm = signer.next().expect(der.SEQUENCE).encoded
    value = signer.next().bytes_of(der.OCTET_STRING)
    unsigned = signer.optional(der.tagged(1)) if stamped else None
    signer.end()  # nothing else unsigned beside it
    loaded = tuple(Certificate.from_der(certificate.encoded) for certificate in certificates)
    time_stamp = _time_stamp(unsigned) if unsigned is not None else None
    return SignedData(digest, content, loaded, signer_id, attributes, algorithm, value, time_stamp)


def _digest(element: der.Element) -> signature.Digest:
    for digest in (signature.SHA256, signature.SHA512):
        if element.encoded in digest.identifiers:
            return digest
    raise BadSignature(reason="digest")


def _content(element: der.Element) -> bytes | None:
    fields = element.fields()
    _require(fields.next().oid() == oids.DATA, "content-type")
    held = fields.optional(der.tagged(0))
    fields.end()
    if held is None:
        return None
    inside = held.fields(der.tagged(0))
    content = inside.next().bytes_of(der.OCTET_STRING)
    inside.end()
    return content


def _attributes(element: der.Element) -> SignedAttributes:
    values = single_values(element, der.tagged(0))
    for kind in (oids.CONTENT_TYPE, oids.MESSAGE_DIGEST, oids.SIGNING_TIME, oids.SIGNING_CERTIFICATE_V2):
        _require(kind in values, "attributes")
    _require(values[oids.CONTENT_TYPE].oid() == oids.DATA, "content-type")
    return SignedAttributes(
        encoded=der.tlv(der.SET, bytes(element.value)),
        content_digest=values[oids.MESSAGE_DIGEST].bytes_of(der.OCTET_STRING),
        signing_time=values[oids.SIGNING_TIME].time(),
        certificate_digest=_certificate_digest(values[oids.SIGNING_CERTIFICATE_V2]),
        under_duress=oids.UNDER_DURESS in values and _is_set(values[oids.UNDER_DURESS]),
    )


def _is_set(element: der.Element) -> bool:
    """Nothing said, in signatures of version 0.1.0 and of machines, is 0."""
    number = element.integer()
    _require(number in (0, 1), "attributes")
    return number == 1


def _time_stamp(element: der.Element) -> bytes:
    """The one unsigned attribute of CAdES-T (ETSI EN 319 122-1 clause 5.3)."""
    attributes = element.fields(der.tagged(1))
    attribute = attributes.next().fields()
    attributes.end()
    if attribute.next().oid() != oids.SIGNATURE_TIME_STAMP:
        raise MalformedDer
    values = attribute.next().fields(der.SET)
    attribute.end()
    token = values.next().encoded
    values.end()
    return token


def _certificate_digest(element: der.Element) -> bytes:
    """The first certificate named by SigningCertificateV2 is the signer's (RFC 5035 clause 3); SHA-256 only."""
    certificate_id = element.fields().next().fields().next().fields()
    return certificate_id.next().bytes_of(der.OCTET_STRING)


def _require(holds: bool, reason: str) -> None:
    if not holds:
        raise BadSignature(reason=reason)
