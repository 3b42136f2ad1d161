"""CMS SignedData as documents and lists have it (RFC 5652, Doc 9303 part 10 clause 4.6.2), read and verified."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from crypto import der, oids
from crypto.emrtd.signatures import digest
from crypto.emrtd.verifier.algorithms import Scheme, holds, read_hash, read_scheme
from crypto.emrtd.verifier.ber import definite
from crypto.emrtd.verifier.certificate import IssuedCertificate, read_certificate
from crypto.emrtd.verifier.names import Name, read_name
from crypto.errors import CryptoError, MalformedDer

_MOST = 4_096
_BY_KEY = der.tagged(0, constructed=False)


@dataclass(frozen=True)
class Signer:
    """issuer and serial, or key_id: how it names its certificate. attributes: their encoding as a SET, None where the
    content itself is signed; then said_type and said_digest are None as well. at: signingTime, as the signer says."""

    issuer: Name | None
    serial: bytes
    key_id: bytes
    hash: str
    attributes: bytes | None
    said_type: str | None
    said_digest: bytes | None
    at: datetime | None
    scheme: Scheme
    signature: bytes

    def means(self, certificate: IssuedCertificate) -> bool:
        if self.issuer is None:
            return certificate.subject_key_id == self.key_id
        return certificate.serial == self.serial and certificate.issuer == self.issuer


@dataclass(frozen=True)
class SignedData:
    """type, content: what is signed. certificates: those that can be read; unreadable: how many cannot."""

    type: str
    content: bytes
    certificates: tuple[IssuedCertificate, ...]
    unreadable: int
    signers: tuple[Signer, ...]

    def of(self, signer: Signer, known: Iterable[IssuedCertificate] = ()) -> tuple[IssuedCertificate, ...]:
        """The certificates that the signer may mean: several may bear one name."""
        return tuple(dict.fromkeys(each for each in (*self.certificates, *known) if signer.means(each)))

    def holds(self, signer: Signer, certificate: IssuedCertificate) -> bool:
        """Whether the certificate's key signed this content. Raises UnsupportedAlgorithm, BadPublicKey,
        MalformedDer."""
        if signer.attributes is None:
            return holds(certificate.key, signer.scheme, signer.signature, self.content)
        same = signer.said_type == self.type and signer.said_digest == digest(signer.hash, self.content)
        return same and holds(certificate.key, signer.scheme, signer.signature, signer.attributes)


def read_signed_data(encoded: bytes, max_size: int) -> SignedData:
    """Of its ContentInfo, whatever stands behind it. Raises MalformedDer, MalformedTlv, TooLarge,
    UnsupportedAlgorithm."""
    outer = der.parse(definite(encoded, max_size), max_size).fields()
    if outer.next().oid() != oids.SIGNED_DATA:
        raise MalformedDer
    fields = outer.next().fields(der.tagged(0)).next().fields()
    fields.next()  # the version: issued documents have any
    fields.next()  # digest algorithms: each signer says its own
    inner = fields.next().fields()
    kind = inner.next().oid()
    content = inner.next().fields(der.tagged(0)).next().bytes_of(der.OCTET_STRING)
    certificates, unreadable = _certificates(fields.optional(der.tagged(0)))
    fields.optional(der.tagged(1))
    signers = tuple(_signer(each.fields()) for each in fields.next().fields(der.SET))
    return SignedData(kind, content, certificates, unreadable, signers)


def _certificates(several: der.Element | None) -> tuple[tuple[IssuedCertificate, ...], int]:
    found, unreadable = [], 0
    for each in () if several is None else several.fields(several.tag, _MOST):
        try:
            found.append(read_certificate(each.encoded))
        except CryptoError:
            unreadable += 1  # one bad certificate takes no other
    return tuple(found), unreadable


def _signer(fields: der.Fields) -> Signer:
    fields.next()  # the version
    by_key = fields.optional(_BY_KEY)
    issuer, serial = None, b""
    if by_key is None:
        both = fields.next().fields()
        issuer, serial = read_name(both.next()), both.next().bytes_of(der.INTEGER)
    hashed = read_hash(fields.next())
    attributes = fields.optional(der.tagged(0))
    said = {} if attributes is None else _attributes(attributes)
    scheme, signature = read_scheme(fields.next(), hashed), fields.next().bytes_of(der.OCTET_STRING)
    kind, hash_value, at = (said.get(each) for each in (oids.CONTENT_TYPE, oids.MESSAGE_DIGEST, oids.SIGNING_TIME))
    return Signer(
        issuer, serial, b"" if by_key is None else bytes(by_key.value), hashed,
        None if attributes is None else bytes((der.SET,)) + attributes.encoded[1:],
        None if kind is None else kind.oid(), None if hash_value is None else hash_value.bytes_of(der.OCTET_STRING),
        None if at is None else at.time(), scheme, signature,
    )  # fmt: skip


def _attributes(several: der.Element) -> dict[str, der.Element]:
    found: dict[str, der.Element] = {}
    for each in several.fields(several.tag):
        fields = each.fields()
        oid = fields.next().oid()
        values = tuple(fields.next().fields(der.SET))
        if oid in found or (len(values) != 1 and oid in (oids.CONTENT_TYPE, oids.MESSAGE_DIGEST, oids.SIGNING_TIME)):
            raise MalformedDer
        if values:
            found[oid] = values[0]
    return found
