"""An X.509 certificate as the rest of the house sees it: a frozen value that hides the library's type."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, mldsa, mlkem, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from crypto import der, oids
from crypto.errors import MalformedDer, TooLarge
from crypto.unreadable import UNREADABLE

MAX_CERTIFICATE_BYTES = 32 * 1024
_MAX_PEM_BYTES = 1024 * 1024
_USAGES = ("digital_signature", "content_commitment", "key_encipherment", "key_agreement", "key_cert_sign", "crl_sign")


@dataclass(frozen=True)
class Certificate:
    """One certificate; equal where the DER bytes are equal. Nothing here says that it is trusted: see crypto.trust."""

    der: bytes

    @classmethod
    def from_der(cls, encoded: bytes) -> "Certificate":
        """Raises MalformedDer where it is not a certificate, TooLarge over 32 KiB."""
        if len(encoded) > MAX_CERTIFICATE_BYTES:
            raise TooLarge
        return _read(bytes(encoded))

    @classmethod
    def from_pem(cls, pem: str | bytes) -> "Certificate":
        """The first certificate of a PEM text."""
        return certificates_from_pem(pem)[0]

    def __repr__(self) -> str:
        return f"Certificate({self.fingerprint[:16]})"  # a certificate names a person: no name in a log

    @cached_property
    def parsed(self) -> x509.Certificate:
        """The library's own form; for this package only."""
        return x509.load_der_x509_certificate(self.der)

    @cached_property
    def pem(self) -> str:
        return self.parsed.public_bytes(Encoding.PEM).decode("ascii")

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the DER bytes, 64 hexadecimal digits: the credential's id everywhere."""
        return hashlib.sha256(self.der).hexdigest()

    @cached_property
    def common_name(self) -> str:
        return self._name(NameOID.COMMON_NAME)

    @cached_property
    def issuer_common_name(self) -> str:
        values = self.parsed.issuer.get_attributes_for_oid(NameOID.COMMON_NAME)
        return str(values[0].value) if values else ""

    @cached_property
    def organisation(self) -> str:
        return self._name(NameOID.ORGANIZATION_NAME)

    @cached_property
    def identifier(self) -> str:
        """Whom it names: the one serialNumber of its subject (X.520; ETSI EN 319 412-1 clause 5.1.3). "" where there is
        none, or more than one."""
        values = self.parsed.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)
        return str(values[0].value) if len(values) == 1 else ""

    @cached_property
    def key_fingerprint(self) -> str:
        """SHA-256 of its public key (DER SubjectPublicKeyInfo), 64 hexadecimal digits: the same in every certificate of
        one key."""
        key = self.parsed.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return hashlib.sha256(key).hexdigest()

    @cached_property
    def serial(self) -> int:
        return self.parsed.serial_number

    @cached_property
    def issuer_der(self) -> bytes:
        return self.parsed.issuer.public_bytes()

    @cached_property
    def issuer_and_serial(self) -> bytes:
        """DER IssuerAndSerialNumber, how CMS points at a certificate (RFC 5652 clause 10.2.4)."""
        return der.sequence(self.issuer_der, der.integer(self.serial))

    @cached_property
    def subject_der(self) -> bytes:
        return self.parsed.subject.public_bytes()

    @cached_property
    def policies(self) -> frozenset[str]:
        """Dotted identifiers of its own certificate policies; a role holds only if the whole chain carries it."""
        try:
            extension = self.parsed.extensions.get_extension_for_class(x509.CertificatePolicies)
        except x509.ExtensionNotFound:
            return frozenset()
        return frozenset(policy.policy_identifier.dotted_string for policy in extension.value)

    @cached_property
    def not_before(self) -> datetime:
        return self.parsed.not_valid_before_utc

    @cached_property
    def not_after(self) -> datetime:
        return self.parsed.not_valid_after_utc

    @cached_property
    def subject_key_id(self) -> bytes:
        """The extension's value, or b"" where there is none."""
        try:
            return self.parsed.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
        except x509.ExtensionNotFound:
            return b""

    @cached_property
    def key_usage(self) -> frozenset[str]:
        """Names of RFC 5280 clause 4.2.1.3 that are set ("digital_signature", ...); none without the extension."""
        try:
            usage = self.parsed.extensions.get_extension_for_class(x509.KeyUsage).value
        except x509.ExtensionNotFound:
            return frozenset()
        return frozenset(name for name in _USAGES if getattr(usage, name))

    def issued_by(self, issuer: "Certificate") -> bool:
        """Whether `issuer`, which may issue, signed it; not whether anybody is believed."""
        if self.issuer_der != issuer.subject_der or "key_cert_sign" not in issuer.key_usage:
            return False
        try:
            self.parsed.verify_directly_issued_by(issuer.parsed)
        except (*UNREADABLE, InvalidSignature):
            return False
        return True

    @cached_property
    def extended_key_usage(self) -> frozenset[str] | None:
        """Dotted purposes of RFC 5280 clause 4.2.1.12; None without the extension."""
        try:
            purposes = self.parsed.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        except x509.ExtensionNotFound:
            return None
        return frozenset(purpose.dotted_string for purpose in purposes)

    @cached_property
    def only_stamps_time(self) -> bool:
        """Its extended key usage is critical and names time-stamping alone (RFC 3161 clause 2.3)."""
        try:
            found = self.parsed.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
        except x509.ExtensionNotFound:
            return False
        return found.critical and self.extended_key_usage == frozenset((oids.TIME_STAMPING,))

    @cached_property
    def key_algorithm(self) -> str:
        """ "P-256", "P-384", "RSA-3072" (with its size), "ML-DSA-65", "ML-KEM-768", or "other"."""
        key = self.parsed.public_key()
        if isinstance(key, ec.EllipticCurvePublicKey):
            return {"secp256r1": "P-256", "secp384r1": "P-384"}.get(key.curve.name, "other")
        if isinstance(key, rsa.RSAPublicKey):
            return f"RSA-{key.key_size}"
        if isinstance(key, mldsa.MLDSA65PublicKey):
            return "ML-DSA-65"
        if isinstance(key, mlkem.MLKEM768PublicKey):
            return "ML-KEM-768"
        return "other"

    def _name(self, kind: x509.ObjectIdentifier) -> str:
        values = self.parsed.subject.get_attributes_for_oid(kind)
        return str(values[0].value) if values else ""


@lru_cache(maxsize=1024)
def _read(encoded: bytes) -> Certificate:
    """Only the same bytes are the same certificate, so each is read once. Raises MalformedDer, and again each time."""
    _require_form(encoded)
    certificate = Certificate(encoded)
    try:
        _ = certificate.subject_der, certificate.issuer_der, certificate.policies, certificate.subject_key_id
        _ = certificate.not_before, certificate.not_after, certificate.key_algorithm, certificate.key_usage
        _ = certificate.common_name, certificate.organisation, certificate.identifier, certificate.key_fingerprint
        _ = certificate.serial, certificate.extended_key_usage
    except UNREADABLE:
        raise MalformedDer from None
    return certificate


def _require_form(encoded: bytes) -> None:
    """What the library lets pass: a serial number under 1 or over 20 bytes (RFC 5280 clause 4.1.2.2), and a signature
    whose count of unused bits was changed (clause 4.1.1.3; it is outside what the issuer signed)."""
    outer = der.parse(encoded, MAX_CERTIFICATE_BYTES).fields()
    signed = outer.next().fields()
    outer.next()
    signature = outer.next().bytes_of(der.BIT_STRING)
    outer.end()
    signed.optional(der.tagged(0))
    serial = signed.next().integer()
    if not 0 < serial < 1 << 160 or not signature.startswith(b"\0"):
        raise MalformedDer


def certificates_from_pem(pem: str | bytes) -> tuple[Certificate, ...]:
    """All certificates of a PEM text, in order. Raises MalformedDer where there is none or one is broken."""
    data = pem.encode("utf-8") if isinstance(pem, str) else pem
    if len(data) > _MAX_PEM_BYTES:
        raise TooLarge
    try:
        loaded = x509.load_pem_x509_certificates(data)
    except UNREADABLE:
        raise MalformedDer from None
    return tuple(Certificate.from_der(item.public_bytes(Encoding.DER)) for item in loaded)


def pem_of(certificates: tuple[Certificate, ...]) -> str:
    """A PEM text of several certificates, in order."""
    return "".join(certificate.pem for certificate in certificates)
