"""Whom to believe, and for what: roots pinned per purpose, chains, validity, key usage, policy.

Signatures, path length, name constraints and unknown critical extensions are checked by the library's path validation
(RFC 5280 clause 6.1); what is ours is the purpose: which roots, which key usage, which policy through the whole chain.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import verification

from crypto import oids, roles
from crypto.certificate import Certificate, certificates_from_pem
from crypto.errors import CertificateExpired, CertificateNotYetValid, CryptoError, UntrustedCertificate

_MAX_INTERMEDIATES = 3
_SIGNS = frozenset({"digital_signature", "content_commitment"})
_RECEIVES = frozenset({"key_encipherment", "key_agreement"})  # crypto.envelope asks for the one that fits the key
_MESSAGES = frozenset({oids.EMAIL_PROTECTION, oids.ANY_EXTENDED_USAGE})


class Purpose(StrEnum):
    """What a certificate is to be believed for. Each has its own file of roots, named like the value."""

    OPERATOR = "operator"
    OFFICER = "officer"
    TECHNICIAN = "technician"
    STATION = "station"
    INTAKE = "intake"
    RECEIVER = "receiver"
    POLICY = "policy"
    AUDITOR = "auditor"


_POLICY = {
    Purpose.OPERATOR: roles.OPERATOR_POLICY,
    Purpose.OFFICER: roles.OFFICER_POLICY,
    Purpose.TECHNICIAN: roles.TECHNICIAN_POLICY,
    Purpose.STATION: roles.STATION_POLICY,
    Purpose.INTAKE: roles.INTAKE_POLICY,
    Purpose.RECEIVER: roles.RECEIVER_POLICY,
    Purpose.POLICY: roles.POLICY_POLICY,
    Purpose.AUDITOR: roles.AUDITOR_POLICY,
}


@dataclass(frozen=True)
class TrustStore:
    """Roots by purpose, and issuers known beforehand (messages of this profile bring their own)."""

    roots: Mapping[Purpose, Sequence[Certificate]]
    intermediates: Sequence[Certificate] = field(default=())

    def verify(
        self,
        certificate: Certificate,
        chain: Sequence[Certificate],
        purpose: Purpose,
        at: datetime,
        required_policy: str | None = None,
    ) -> tuple[Certificate, ...]:
        """The proven path, `certificate` first, without the root. `chain` may hold issuers in any order.

        The purpose's own policy is always required; `required_policy` adds one. Raises CertificateExpired,
        CertificateNotYetValid, UntrustedCertificate(reason: chain | usage | policy).
        """
        if at > certificate.not_after:
            raise CertificateExpired
        if at < certificate.not_before:
            raise CertificateNotYetValid
        path = _path(certificate, (*chain, *self.intermediates), self.roots.get(purpose, ()), at)
        if not _may(certificate, purpose):
            raise UntrustedCertificate(reason="usage")
        for policy in filter(None, (_POLICY[purpose], required_policy)):
            if not all({policy, oids.ANY_POLICY} & link.policies for link in path):
                raise UntrustedCertificate(reason="policy")
        return path

    def allows(self, certificate: Certificate, chain: Sequence[Certificate], purpose: Purpose, at: datetime) -> bool:
        """Whether `verify` would pass."""
        try:
            self.verify(certificate, chain, purpose, at)
        except CryptoError:
            return False
        return True


def load_trust(folder: Path) -> TrustStore:
    """The store of a folder `roots/<purpose>.pem`. A purpose without a file trusts nobody. Raises MalformedDer."""
    found = {purpose: folder / "roots" / f"{purpose.value}.pem" for purpose in Purpose}
    return TrustStore({p: certificates_from_pem(file.read_bytes()) for p, file in found.items() if file.exists()})


def load_recipients(folder: Path, trust: TrustStore, at: datetime) -> tuple[Certificate, ...]:
    """The receivers of `recipients/*.pem` (certificate, then its issuers), each one proven. Raises as `verify`."""
    return _proven(folder / "recipients", trust, Purpose.RECEIVER, at)


def load_auditors(folder: Path, trust: TrustStore, at: datetime) -> tuple[Certificate, ...]:
    """Those of `auditors/*.pem`, to whom the openings of the audit log are encrypted. Raises as `verify`."""
    return _proven(folder / "auditors", trust, Purpose.AUDITOR, at)


def _proven(folder: Path, trust: TrustStore, purpose: Purpose, at: datetime) -> tuple[Certificate, ...]:
    found = []
    for file in sorted(folder.glob("*.pem")):
        certificate, *chain = certificates_from_pem(file.read_bytes())
        trust.verify(certificate, chain, purpose, at)
        found.append(certificate)
    return tuple(found)


def _path(
    certificate: Certificate, issuers: Sequence[Certificate], roots: Sequence[Certificate], at: datetime
) -> tuple[Certificate, ...]:
    if not roots:
        raise UntrustedCertificate(reason="chain")
    verifier = (
        verification.PolicyBuilder()
        .store(verification.Store([root.parsed for root in roots]))
        .time(at)
        .max_chain_depth(_MAX_INTERMEDIATES)
        .extension_policies(ca_policy=_issuer_rules(), ee_policy=_end_rules())
        .build_client_verifier()
    )
    try:
        verified = verifier.verify(certificate.parsed, [issuer.parsed for issuer in issuers if issuer != certificate])
    except (verification.VerificationError, ValueError):
        raise UntrustedCertificate(reason="chain") from None
    path = tuple(Certificate.from_der(link.public_bytes(Encoding.DER)) for link in verified.chain[:-1])
    if not path:
        raise UntrustedCertificate(reason="chain")  # what is pinned issues; it never signs itself
    return path


def _may(certificate: Certificate, purpose: Purpose) -> bool:
    """Key usage fits; extended usage, where present, names emailProtection, which is what CMS tools ask for."""
    extended = certificate.extended_key_usage
    if extended is not None and not extended & _MESSAGES:
        return False
    return bool(certificate.key_usage & (_RECEIVES if purpose in (Purpose.RECEIVER, Purpose.AUDITOR) else _SIGNS))


def _issuer_rules() -> verification.ExtensionPolicy:
    return (
        verification.ExtensionPolicy.permit_all()
        .require_present(x509.BasicConstraints, verification.Criticality.CRITICAL, None)
        .require_present(x509.KeyUsage, verification.Criticality.AGNOSTIC, _signs_certificates)
        .may_be_present(x509.CertificatePolicies, verification.Criticality.AGNOSTIC, None)
    )


def _end_rules() -> verification.ExtensionPolicy:
    return (
        verification.ExtensionPolicy.permit_all()
        .may_be_present(x509.BasicConstraints, verification.Criticality.AGNOSTIC, _is_no_issuer)
        .require_present(x509.KeyUsage, verification.Criticality.AGNOSTIC, None)
        .may_be_present(x509.CertificatePolicies, verification.Criticality.AGNOSTIC, None)
        .may_be_present(x509.ExtendedKeyUsage, verification.Criticality.AGNOSTIC, None)
    )


def _signs_certificates(_policy: verification.Policy, _issuer: x509.Certificate, usage: x509.KeyUsage) -> None:
    if not usage.key_cert_sign:
        raise ValueError("not an issuer")


def _is_no_issuer(
    _policy: verification.Policy, _certificate: x509.Certificate, constraints: x509.BasicConstraints | None
) -> None:
    if constraints is not None and constraints.ca:
        raise ValueError("an issuer")
