"""Certificates of document signers and of the authorities of States (Doc 9303 part 12), as they are issued.

Read leniently where that costs nothing: negative serial numbers, names in any order. What a certificate may do is said
here as it stands in it; who believes it, elsewhere.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from hashlib import sha256

from crypto import der
from crypto.emrtd.public_key import read_signing_key
from crypto.emrtd.verifier.algorithms import SigningKey, holds, read_scheme
from crypto.emrtd.verifier.names import Name, country, read_name
from crypto.errors import CryptoError, MalformedDer

MAX_BYTES = 32 * 1024
SUBJECT_KEY, AUTHORITY_KEY = "2.5.29.14", "2.5.29.35"
BASIC_CONSTRAINTS, KEY_USAGE, EXTENDED_USAGE = "2.5.29.19", "2.5.29.15", "2.5.29.37"
_SIGNS, _ISSUES, _LISTS = 0x80, 0x04, 0x02
"""Bits of the first octet of key usage: digitalSignature, keyCertSign, cRLSign."""


@dataclass(frozen=True)
class Extension:
    critical: bool
    value: bytes


@dataclass(frozen=True, repr=False)
class IssuedCertificate:
    """Equal where the bytes are. Nothing here says that it is trusted. serial: content octets, as they stand."""

    der: bytes

    @cached_property
    def _parts(self) -> "_Parts":
        return _read(self.der)

    def __repr__(self) -> str:
        return f"IssuedCertificate({self.fingerprint[:16]})"

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256, 64 hexadecimal digits."""
        return sha256(self.der).hexdigest()

    @property
    def serial(self) -> bytes:
        return self._parts.serial

    @property
    def issuer(self) -> Name:
        return self._parts.issuer

    @property
    def subject(self) -> Name:
        return self._parts.subject

    @property
    def state(self) -> str:
        """Two letters of the authority's State; "" where it names none."""
        return country(self.issuer) or country(self.subject)

    @property
    def not_before(self) -> datetime:
        return self._parts.not_before

    @property
    def not_after(self) -> datetime:
        return self._parts.not_after

    @property
    def extensions(self) -> dict[str, Extension]:
        return self._parts.extensions

    @cached_property
    def key(self) -> SigningKey:
        """Raises UnsupportedAlgorithm, BadPublicKey, MalformedDer, TooLarge."""
        return read_signing_key(der.parse(self._parts.key, MAX_BYTES))

    @cached_property
    def subject_key_id(self) -> bytes:
        """b"" where it has none."""
        found = self.extensions.get(SUBJECT_KEY)
        return b"" if found is None else _octets(found.value)

    @cached_property
    def authority_key_id(self) -> bytes:
        """b"" where it names none."""
        found = self.extensions.get(AUTHORITY_KEY)
        if found is None:
            return b""
        identifier = der.parse(found.value, MAX_BYTES).fields().optional(der.tagged(0, constructed=False))
        return b"" if identifier is None else bytes(identifier.value)

    @cached_property
    def authority(self) -> bool | None:
        """The CA bit of its basic constraints; None without them."""
        found = self.extensions.get(BASIC_CONSTRAINTS)
        if found is None:
            return None
        bit = der.parse(found.value, MAX_BYTES).fields().optional(_BOOLEAN)
        return bit is not None and bytes(bit.value) != b"\0"

    @property
    def may_sign(self) -> bool | None:
        return self._may(_SIGNS)

    @property
    def may_issue(self) -> bool | None:
        return self._may(_ISSUES)

    @property
    def may_list(self) -> bool | None:
        return self._may(_LISTS)

    def _may(self, bit: int) -> bool | None:
        """None without key usage."""
        found = self.extensions.get(KEY_USAGE)
        if found is None:
            return None
        bits = der.parse(found.value, MAX_BYTES).bytes_of(der.BIT_STRING)
        return len(bits) > 1 and bool(bits[1] & bit)

    @cached_property
    def purposes(self) -> tuple[str, ...]:
        """Of extended key usage."""
        found = self.extensions.get(EXTENDED_USAGE)
        return () if found is None else tuple(each.oid() for each in der.parse(found.value, MAX_BYTES).fields())

    def signed_by(self, key: SigningKey) -> bool:
        """Raises UnsupportedAlgorithm, BadPublicKey, MalformedDer."""
        return holds(
            key, read_scheme(der.parse(self._parts.algorithm, MAX_BYTES)), self._parts.signature, self._parts.signed
        )

    @cached_property
    def self_signed(self) -> bool:
        """With its own key: equal names say nothing, links between two keys have them too."""
        try:
            return self.issuer == self.subject and self.signed_by(self.key)
        except CryptoError:
            return False


_BOOLEAN = 0x01


@dataclass(frozen=True)
class _Parts:
    signed: bytes
    algorithm: bytes
    signature: bytes
    serial: bytes
    issuer: Name
    subject: Name
    not_before: datetime
    not_after: datetime
    key: bytes
    extensions: dict[str, Extension]


def read_certificate(encoded: bytes) -> IssuedCertificate:
    """Raises MalformedDer, TooLarge. Its key is read when it is asked for."""
    certificate = IssuedCertificate(bytes(encoded))
    _ = certificate._parts, certificate.subject_key_id, certificate.authority_key_id, certificate.authority
    _ = certificate.may_sign, certificate.purposes
    return certificate


@lru_cache(maxsize=2_048)
def _read(encoded: bytes) -> _Parts:
    outer = der.parse(encoded, MAX_BYTES).fields()
    signed, algorithm, signature = outer.next(), outer.next(), outer.next().bytes_of(der.BIT_STRING)
    outer.end()
    if signature[:1] != b"\0":
        raise MalformedDer
    fields = signed.fields()
    fields.optional(der.tagged(0))
    serial = fields.next().bytes_of(der.INTEGER)
    fields.next()  # the algorithm, once more
    issuer, period, subject, key = (
        read_name(fields.next()),
        fields.next().fields(),
        read_name(fields.next()),
        fields.next(),
    )
    begins, ends = period.next().time(), period.next().time()
    for unique in (1, 2):
        fields.optional(der.tagged(unique, constructed=False))
    extensions = fields.optional(der.tagged(3))
    return _Parts(
        signed.encoded, algorithm.encoded, signature[1:], serial, issuer, subject, begins, ends, key.encoded,
        {} if extensions is None else _extensions(extensions.fields(extensions.tag).next()),
    )  # fmt: skip


def _extensions(several: der.Element) -> dict[str, Extension]:
    found: dict[str, Extension] = {}
    for each in several.fields():
        fields = each.fields()
        oid, critical = fields.next().oid(), fields.optional(_BOOLEAN)
        value = fields.next().bytes_of(der.OCTET_STRING)
        if oid in found:
            raise MalformedDer
        found[oid] = Extension(critical is not None and bytes(critical.value) != b"\0", value)
    return found


def _octets(value: bytes) -> bytes:
    return der.parse(value, MAX_BYTES).bytes_of(der.OCTET_STRING)
