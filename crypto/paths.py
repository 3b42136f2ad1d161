"""The way from a certificate to a root: signatures, names, depth, unknown critical extensions and who may issue, by the
library's path validation (RFC 5280 clause 6.1).

A way that was proven is kept, for what proves it are bytes: the certificate's, its issuers' and the roots'. Nothing is
kept that time or a list decides: the dates of each certificate on it are compared at each look, and who was taken back
is not asked here at all (crypto.revocation). A refusal is never kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import verification

from crypto.certificate import Certificate
from crypto.errors import UntrustedCertificate

_MAX_INTERMEDIATES = 3
_KEPT = 1024
"""Ways; a centre knows some hundreds of people and machines, each by the purposes they are asked for."""


def proven_path(
    certificate: Certificate, issuers: Sequence[Certificate], roots: Sequence[Certificate], at: datetime
) -> tuple[Certificate, ...]:
    """Holder first, root last; every one of them valid at `at`. `issuers` and `roots` in any order.

    Raises UntrustedCertificate(reason=chain).
    """
    kept = _between(certificate, frozenset(issuers), frozenset(roots))
    path = kept.path  # another thread may put another one there
    if not path or not all(link.not_before <= at <= link.not_after for link in path):
        path = kept.path = _prove(certificate, issuers, roots, at)
    return path


@dataclass
class _Kept:
    """The way that was proven last; none before the first."""

    path: tuple[Certificate, ...] = ()


@lru_cache(maxsize=_KEPT)
def _between(_certificate: Certificate, _issuers: frozenset[Certificate], _roots: frozenset[Certificate]) -> _Kept:
    """What is kept for exactly these."""
    return _Kept()


def _prove(
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
    known = {each.der: each for each in (certificate, *issuers, *roots)}  # read once, not at each look
    encoded = [link.public_bytes(Encoding.DER) for link in verified.chain]
    path = tuple(known.get(link) or Certificate.from_der(link) for link in encoded)
    if len(path) == 1:
        raise UntrustedCertificate(reason="chain")  # what is pinned issues; it never signs itself
    return path


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
