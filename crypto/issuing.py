"""Making certificates: for the demonstration and for tests. A State's own authority does this outside the station."""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, mldsa, mlkem, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID

from crypto import roles, signature
from crypto.certificate import Certificate
from crypto.naming import subject_name


@dataclass(frozen=True)
class PublicHalf:
    """All that an authority is shown of a key that is made elsewhere: in a token, at a station."""

    key: signature.PublicKey

    def public_key(self) -> signature.PublicKey:
        return self.key


CertifiedKey = signature.PrivateKey | mlkem.MLKEM768PrivateKey | PublicHalf

_BACKDATED = timedelta(days=1)  # a desk whose clock runs behind may start as well
_RSA_BITS = 3072


@dataclass(frozen=True)
class Authority:
    """An issuer. `chain`: its certificate and those between it and the root, nearest first, without the root.

    place: the address, without suffix, at which it publishes its certificate (.cer) and its revocation list (.crl), and
    which it writes into all that it issues: a reader elsewhere may fetch them there. Ours never does: it is given them.
    "": nowhere.
    """

    key: signature.PrivateKey
    certificate: Certificate
    chain: tuple[Certificate, ...]
    place: str = ""


@dataclass(frozen=True)
class Subject:
    """Whom to certify and for what. `policies`: crypto.roles; `hosts`: DNS names and IP addresses of a TLS server;
    `identifier`: of a person, which tells them from everybody else whatever card they hold."""

    common_name: str
    organisation: str
    policies: Sequence[str] = ()
    usages: Sequence[str] = ("digital_signature",)
    extended: Sequence[x509.ObjectIdentifier] = (ExtendedKeyUsageOID.EMAIL_PROTECTION,)
    hosts: Sequence[str] = ()
    identifier: str = ""


SIGNS = ("digital_signature", "content_commitment")
RECEIVES = ("key_encipherment",)
AGREES = ("key_agreement",)  # a receiver with an elliptic curve key
SPEAKS_TLS_AND_SIGNS = (ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.EMAIL_PROTECTION)
SERVES_TLS = (ExtendedKeyUsageOID.SERVER_AUTH,)


def signing_digest(key: signature.PrivateKey) -> hashes.SHA256 | None:
    """What an authority hashes with before it signs; ML-DSA-65 hashes by itself."""
    return None if isinstance(key, mldsa.MLDSA65PrivateKey) else hashes.SHA256()


def new_ec_key(curve: ec.EllipticCurve | None = None) -> ec.EllipticCurvePrivateKey:
    """P-256 where nothing else is said."""
    return ec.generate_private_key(curve or ec.SECP256R1())


def new_rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=_RSA_BITS)


def new_signature_key() -> mldsa.MLDSA65PrivateKey:
    """Post-quantum, for signing."""
    return mldsa.MLDSA65PrivateKey.generate()


def new_receiver_key() -> mlkem.MLKEM768PrivateKey:
    """Post-quantum, to be sealed to."""
    return mlkem.MLKEM768PrivateKey.generate()


def root(
    common_name: str,
    organisation: str,
    at: datetime,
    days: int,
    key: signature.PrivateKey | None = None,
    marks: Sequence[str] = (),
    place: str = "",
) -> Authority:
    """A self-signed root, P-384 where nothing else is said. marks: of crypto.roles, handed down to all below it."""
    key = key or new_ec_key(ec.SECP384R1())
    subject = Subject(common_name, organisation)
    builder = _issuer_extensions(_builder(subject, key, None, at, days), path_length=1, policies=marks)
    return Authority(key, _signed(builder, key), (), place)


def issuing(
    parent: Authority,
    common_name: str,
    organisation: str,
    policies: Sequence[str],
    at: datetime,
    days: int,
    key: signature.PrivateKey | None = None,
    place: str = "",
) -> Authority:
    """An authority under `parent` that can give `policies` and no others, to end holders only; it bears the marks of
    `parent`."""
    key = key or new_ec_key(ec.SECP384R1())
    subject = Subject(common_name, organisation)
    builder = _issuer_extensions(
        _builder(subject, key, parent, at, days), path_length=0, policies=_marked(policies, parent)
    )
    certificate = _signed(builder, parent.key)
    return Authority(key, certificate, (certificate,), place)


def issue(authority: Authority, subject: Subject, key: CertifiedKey, at: datetime, days: int) -> Certificate:
    """An end holder's certificate for the public half of `key`; it bears the marks of `authority`."""
    builder = _builder(subject, key, authority, at, days)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage(subject.usages), critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage(subject.extended), critical=False)
    policies = _marked(subject.policies, authority)
    if policies:
        builder = builder.add_extension(_policies(policies), critical=False)
    if subject.hosts:
        builder = builder.add_extension(x509.SubjectAlternativeName([_host(h) for h in subject.hosts]), critical=False)
    return _signed(builder, authority.key)


def _builder(
    subject: Subject, key: CertifiedKey, authority: Authority | None, at: datetime, days: int
) -> x509.CertificateBuilder:
    name = subject_name(subject.organisation, subject.common_name, subject.identifier)
    issuer_id = x509.SubjectKeyIdentifier.from_public_key((authority.key if authority else key).public_key())
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(authority.certificate.parsed.subject if authority else name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - _BACKDATED)
        .not_valid_after(at + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(issuer_id), critical=False)
    )
    return _published_at(builder, authority.place) if authority and authority.place else builder


def _published_at(builder: x509.CertificateBuilder, place: str) -> x509.CertificateBuilder:
    """Where the issuer's certificate and list are to be had (RFC 5280 clauses 4.2.2.1, 4.2.1.13)."""
    issuer = x509.AccessDescription(
        AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier(f"{place}.cer")
    )
    listed = x509.DistributionPoint([x509.UniformResourceIdentifier(f"{place}.crl")], None, None, None)
    return builder.add_extension(x509.AuthorityInformationAccess([issuer]), critical=False).add_extension(
        x509.CRLDistributionPoints([listed]), critical=False
    )


def _issuer_extensions(
    builder: x509.CertificateBuilder, path_length: int, policies: Sequence[str]
) -> x509.CertificateBuilder:
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
    builder = builder.add_extension(_usage(("key_cert_sign", "crl_sign")), critical=True)
    return builder.add_extension(_policies(policies), critical=False) if policies else builder


def _usage(names: Sequence[str]) -> x509.KeyUsage:
    known = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    flags = {name: name in names for name in (*known, "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")}
    return x509.KeyUsage(**flags)


def _marked(policies: Sequence[str], above: Authority) -> tuple[str, ...]:
    handed_down = sorted((above.certificate.policies & roles.MARKS) - set(policies))
    return (*policies, *handed_down)


def _policies(identifiers: Sequence[str]) -> x509.CertificatePolicies:
    return x509.CertificatePolicies([x509.PolicyInformation(x509.ObjectIdentifier(p), None) for p in identifiers])


def _host(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _signed(builder: x509.CertificateBuilder, key: signature.PrivateKey) -> Certificate:
    return Certificate.from_der(builder.sign(key, signing_digest(key)).public_bytes(Encoding.DER))
