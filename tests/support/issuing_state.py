"""An invented State that issues documents: its authority, its signer of documents, security objects signed by hand.

Certificates are those of `cryptography`; signed data is put together here, in each form that issued documents have.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import new

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from crypto import der, oids
from crypto.emrtd import tlv
from crypto.emrtd.verifier.certificate import IssuedCertificate, read_certificate

NOW = datetime(2026, 12, 1, tzinfo=UTC)
SIGNED_AT = NOW - timedelta(days=400)
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
HASHES = {
    "sha1": (hashes.SHA1(), "1.3.14.3.2.26"),
    "sha224": (hashes.SHA224(), "2.16.840.1.101.3.4.2.4"),
    "sha256": (hashes.SHA256(), oids.SHA256),
    "sha384": (hashes.SHA384(), oids.SHA384),
    "sha512": (hashes.SHA512(), oids.SHA512),
}
ECDSA = {"sha1": "1.2.840.10045.4.1", "sha224": "1.2.840.10045.4.3.1", "sha256": oids.ECDSA_WITH_SHA256,
         "sha384": oids.ECDSA_WITH_SHA384, "sha512": oids.ECDSA_WITH_SHA512}  # fmt: skip
RSA = {"sha1": "1.2.840.113549.1.1.5", "sha224": "1.2.840.113549.1.1.14", "sha256": oids.SHA256_WITH_RSA,
       "sha384": oids.SHA384_WITH_RSA, "sha512": oids.SHA512_WITH_RSA}  # fmt: skip


@cache
def key(kind: str = "secp256r1", number: int = 0) -> Key:
    """kind: rsa, or a curve of `cryptography`."""
    if kind == "rsa":
        return rsa.generate_private_key(65537, 2048)
    return ec.generate_private_key(getattr(ec, kind.upper() if kind.startswith("sec") else kind)())


def name(text: str, state: str = "UT") -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, state), x509.NameAttribute(NameOID.COMMON_NAME, text)])


def certificate(
    subject: x509.Name,
    own: Key,
    issuer: x509.Name,
    signer: Key,
    *,
    authority: bool | None,
    usage: bool = True,
    serial: int = 77,
    begins: datetime = NOW - timedelta(days=800),
    ends: datetime = NOW + timedelta(days=2000),
    purpose: str | None = None,
    critical: bool = False,
) -> x509.Certificate:
    made = (
        x509.CertificateBuilder(issuer, subject, own.public_key(), serial, begins, ends)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(own.public_key()), False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), False)
    )
    if authority is not None:
        made = made.add_extension(x509.BasicConstraints(authority, 0 if authority else None), True)
    if usage:
        off = dict.fromkeys(("content_commitment", "key_encipherment", "data_encipherment", "key_agreement"), False)
        on = {"digital_signature": not authority, "key_cert_sign": bool(authority), "crl_sign": bool(authority)}
        made = made.add_extension(x509.KeyUsage(**on, **off, encipher_only=False, decipher_only=False), True)
    if purpose is not None:
        made = made.add_extension(x509.ExtendedKeyUsage([x509.ObjectIdentifier(purpose)]), True)
    if critical:
        made = made.add_extension(x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\0"), True)
    return made.sign(signer, hashes.SHA256())


def read(made: x509.Certificate) -> IssuedCertificate:
    return read_certificate(made.public_bytes(Encoding.DER))


@dataclass(frozen=True)
class State:
    authority_key: Key
    authority: x509.Certificate
    signer_key: Key
    signer: x509.Certificate

    @property
    def believed(self) -> tuple[IssuedCertificate, ...]:
        return (read(self.authority),)


@cache
def state(kind: str = "secp256r1", number: int = 0) -> State:
    root, own = key(kind, number), key(kind, number + 100)
    top = name("Authority")
    return State(
        root, certificate(top, root, top, root, authority=True, serial=1),
        own, certificate(name("Signer"), own, top, root, authority=None),
    )  # fmt: skip


def security_object(
    groups: Mapping[int, bytes], hashed: str = "sha256", versions: tuple[str, str] | None = None
) -> bytes:
    """The LDS security object over whole data groups; with versions it is one of version 1."""
    entries = (
        der.sequence(der.integer(number), der.octet_string(new(hashed, file).digest()))
        for number, file in sorted(groups.items())
    )
    said = () if versions is None else (der.sequence(*(der.tlv(0x13, each.encode()) for each in versions)),)
    return der.sequence(der.integer(0 if versions is None else 1), algorithm(hashed), der.sequence(*entries), *said)


def algorithm(hashed: str) -> bytes:
    return der.sequence(der.oid(HASHES[hashed][1]))


def scheme_of(own: Key, hashed: str, salt: int | None) -> bytes:
    """AlgorithmIdentifier of a signature; salt: of PSS, in bytes."""
    if isinstance(own, ec.EllipticCurvePrivateKey):
        return der.sequence(der.oid(ECDSA[hashed]))
    if salt is None:
        return der.sequence(der.oid(RSA[hashed]), der.tlv(der.NULL))
    mask = der.sequence(der.oid(oids.MGF1), algorithm(hashed))
    parts = (algorithm(hashed), mask, der.integer(salt))
    tagged = (der.tlv(der.tagged(at), part) for at, part in enumerate(parts))
    return der.sequence(der.oid(oids.RSASSA_PSS), der.sequence(*tagged))


def signed_with(own: Key, hashed: str, salt: int | None, data: bytes) -> bytes:
    chosen = HASHES[hashed][0]
    if isinstance(own, ec.EllipticCurvePrivateKey):
        return own.sign(data, ec.ECDSA(chosen))
    if salt is None:
        return own.sign(data, padding.PKCS1v15(), chosen)
    return own.sign(data, padding.PSS(padding.MGF1(chosen), salt), chosen)


def signed_data(
    content: bytes,
    by: x509.Certificate,
    own: Key,
    *,
    kind: str = "2.23.136.1.1.1",
    hashed: str = "sha256",
    salt: int | None = None,
    at: datetime | None = SIGNED_AT,
    attributes: bool = True,
    by_key: bool = False,
    beside: tuple[x509.Certificate, ...] | None = None,
    issuer: bytes | None = None,
    said: bytes | None = None,
) -> bytes:
    """ContentInfo. beside: certificates that go along, the signer's if None. said: another message digest."""
    digested = new(hashed, content).digest() if said is None else said
    values = {oids.CONTENT_TYPE: der.oid(kind), oids.MESSAGE_DIGEST: der.octet_string(digested)}
    if at is not None:
        values[oids.SIGNING_TIME] = der.time(at)
    encoded = der.set_of(*(der.sequence(der.oid(oid), der.set_of(each)) for oid, each in values.items()))
    names = issuer or by.issuer.public_bytes()
    who = der.sequence(names, der.integer(by.serial_number))
    if by_key:
        identifier = by.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
        who = der.tlv(der.tagged(0, constructed=False), identifier)
    parts = [der.integer(3 if by_key else 1), who, algorithm(hashed)]
    if attributes:
        parts.append(bytes((der.tagged(0),)) + encoded[1:])
    parts.append(scheme_of(own, hashed, salt))
    parts.append(der.octet_string(signed_with(own, hashed, salt, encoded if attributes else content)))
    inner = der.sequence(der.oid(kind), der.tlv(der.tagged(0), der.octet_string(content)))
    certificates = (by,) if beside is None else beside
    along = der.tlv(der.tagged(0), *(each.public_bytes(Encoding.DER) for each in certificates))
    body = (der.integer(3), der.set_of(algorithm(hashed)), inner, along, der.set_of(der.sequence(*parts)))
    return der.sequence(der.oid(oids.SIGNED_DATA), der.tlv(der.tagged(0), der.sequence(*body)))


def sod(groups: Mapping[int, bytes], of: State, hashed: str = "sha256", **how: object) -> bytes:
    content = security_object(groups, hashed)
    return tlv.write(0x77, signed_data(content, of.signer, of.signer_key, hashed=hashed, **how))  # type: ignore[arg-type]
