"""Whom to believe, and for what: roots pinned per purpose, chains, validity, key usage, policy.

The way to a root is proven by crypto.paths; what is decided here is the purpose: which roots, which key usage, which
policy through the whole chain, and whether anybody in it was taken back (crypto.revocation). Training has a root and a
policy of its own: what carries it is believed by a training store only, and nothing else is.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from crypto import oids, roles
from crypto.certificate import Certificate
from crypto.errors import (
    CertificateExpired,
    CertificateNotYetValid,
    CryptoError,
    SignedInFuture,
    UntrustedCertificate,
)
from crypto.evidence import Evidence
from crypto.paths import proven_path
from crypto.revocation import Revocation

CLOCK_SKEW = timedelta(minutes=10)
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
    TIME_STAMP = "timestamp"
    RECOVERY = "recovery"
    VOLUNTEER = "volunteer"
    SUPERVISOR = "supervisor"
    EXAMINER = "examiner"
    LOG_READER = "log-reader"  # an auditor at a desk; `auditor` is whom openings are encrypted to


_POLICY = {
    Purpose.OPERATOR: roles.OPERATOR_POLICY,
    Purpose.OFFICER: roles.OFFICER_POLICY,
    Purpose.TECHNICIAN: roles.TECHNICIAN_POLICY,
    Purpose.STATION: roles.STATION_POLICY,
    Purpose.INTAKE: roles.INTAKE_POLICY,
    Purpose.RECEIVER: roles.RECEIVER_POLICY,
    Purpose.POLICY: roles.POLICY_POLICY,
    Purpose.AUDITOR: roles.AUDITOR_POLICY,
    Purpose.RECOVERY: roles.RECOVERY_POLICY,
    Purpose.VOLUNTEER: roles.VOLUNTEER_POLICY,
    Purpose.SUPERVISOR: roles.SUPERVISOR_POLICY,
    Purpose.EXAMINER: roles.EXAMINER_POLICY,
    Purpose.LOG_READER: roles.AUDITOR_POLICY,
}
_RECEIVERS = (Purpose.RECEIVER, Purpose.AUDITOR, Purpose.RECOVERY)


@dataclass(frozen=True)
class TrustStore:
    """Roots by purpose, and issuers known beforehand (messages of this profile bring their own).

    revocation: None where nobody is looked up. training: believes what training made, and nothing else; but holders
    without its mark are judged, for the purposes in `others`, by the store named there: who practises signs with what
    he has. floor: how late it is at least, whatever a clock says; None in a store that judges the past (`in_the_past`).
    """

    roots: Mapping[Purpose, Sequence[Certificate]]
    intermediates: Iterable[Certificate] = ()
    revocation: Revocation | None = None
    training: bool = False
    others: Mapping[Purpose, "TrustStore"] = field(default_factory=dict)
    floor: Callable[[], datetime | None] | None = None

    def judged(self, at: datetime) -> datetime:
        """The moment by which everything here is judged: `at`, but never before what others have signed. The one place
        of that rule: who judges dates beside certificates asks here too."""
        known = self.floor() if self.floor is not None else None
        return at if known is None else max(at, known)

    def in_the_past(self) -> "TrustStore":
        """The same store for what was signed long ago: judged by the moment asked about, and by no later one."""
        others = {purpose: store.in_the_past() for purpose, store in self.others.items()}
        return replace(self, floor=None, others=others)

    def verify(
        self,
        certificate: Certificate,
        chain: Sequence[Certificate],
        purpose: Purpose,
        at: datetime,
        required_policy: str | None = None,
    ) -> tuple[Certificate, ...]:
        """The proven path, `certificate` first, without the root. `chain` may hold issuers in any order.

        at: what the clock says; see `judged`. The purpose's own policy is always required; `required_policy` adds one.
        Authorities of time-stamps have none: they serve everybody, and their extended usage says what they do.
        Raises CertificateExpired, CertificateNotYetValid, UntrustedCertificate(reason: chain | usage | policy |
        training), CertificateRevoked, RevocationUnknown, BadRevocationList.
        """
        return self._judge(certificate, purpose)._proven(certificate, chain, purpose, at, required_policy)[:-1]

    def evidence(
        self, certificate: Certificate, chain: Sequence[Certificate], purpose: Purpose, at: datetime
    ) -> Evidence:
        """What decides here that `certificate` is believed as of `at`. Raises as `verify`."""
        store = self._judge(certificate, purpose)
        *path, root = store._proven(certificate, chain, purpose, at)
        lists = store.revocation.of((*path[1:], root)) if store.revocation is not None else ()
        return Evidence(tuple(path), lists)

    def _judge(self, certificate: Certificate, purpose: Purpose) -> "TrustStore":
        if purpose in self.others and roles.TRAINING_POLICY not in certificate.policies:
            return self.others[purpose]._judge(certificate, purpose)
        return self

    def _proven(
        self,
        certificate: Certificate,
        chain: Sequence[Certificate],
        purpose: Purpose,
        at: datetime,
        required_policy: str | None = None,
    ) -> tuple[Certificate, ...]:
        """The whole path, root last."""
        at = self.judged(at)
        if at > certificate.not_after:
            raise CertificateExpired
        if at < certificate.not_before:
            raise CertificateNotYetValid
        *path, root = proven_path(certificate, (*chain, *self.intermediates), self.roots.get(purpose, ()), at)
        if not _may(certificate, purpose):
            raise UntrustedCertificate(reason="usage")
        for policy in filter(None, (_POLICY.get(purpose), required_policy)):
            if not all({policy, oids.ANY_POLICY} & link.policies for link in path):
                raise UntrustedCertificate(reason="policy")
        marked = [roles.TRAINING_POLICY in link.policies for link in path]
        if not all(marked) if self.training else any(marked):
            raise UntrustedCertificate(reason="training")
        if self.revocation is not None:
            self.revocation.check(path, root, at)
        return (*path, root)

    def with_lists_of(self, folder: Path) -> "TrustStore":
        """The same store, which also knows the revocation lists that were kept in `folder`."""
        if not folder.is_dir():
            return self
        lists = self.revocation
        known = Revocation(folder) if lists is None else replace(lists, kept=(*lists.kept, folder))
        others = {purpose: other.with_lists_of(folder) for purpose, other in self.others.items()}
        return replace(self, revocation=known, others=others)

    def with_evidence(self, evidence: Evidence) -> "TrustStore":
        """The same store, which also knows what came along with what is judged."""
        lists = self.revocation.bringing(evidence.lists) if self.revocation is not None else None
        others = {purpose: other.with_evidence(evidence) for purpose, other in self.others.items()}
        known = (*self.intermediates, *evidence.certificates)
        return replace(self, intermediates=known, revocation=lists, others=others)

    def allows(self, certificate: Certificate, chain: Sequence[Certificate], purpose: Purpose, at: datetime) -> bool:
        """Whether `verify` would pass."""
        if not claims(certificate, purpose):
            return False
        try:
            self.verify(certificate, chain, purpose, at)
        except CryptoError:
            return False
        return True

    def newest_list(self) -> datetime | None:
        """The latest thisUpdate of a revocation list whose issuer a root leads to; None where there is none."""
        if self.revocation is None:
            return None
        try:
            return self.revocation.newest(_led_to(self._roots(), frozenset(self.intermediates)))
        except CryptoError:  # a list that can't be read is said where somebody is looked up
            return None

    def issuers(self) -> tuple[Certificate, ...]:
        """Every authority known here, each once."""
        return tuple({*self._roots(), *self.intermediates})

    def _roots(self) -> frozenset[Certificate]:
        return frozenset(each for roots in self.roots.values() for each in roots)


@lru_cache(maxsize=16)
def _led_to(roots: frozenset[Certificate], others: frozenset[Certificate]) -> tuple[Certificate, ...]:
    """The roots, and those of the others that they lead to."""
    known, others = set(roots), others - roots
    while found := {each for each in others if any(each.issued_by(issuer) for issuer in known)}:
        known |= found
        others -= found
    return tuple(known)


def claims(certificate: Certificate, purpose: Purpose) -> bool:
    """Whether the certificate itself says so, which costs nothing and proves nothing."""
    policy = _POLICY.get(purpose)
    return policy is None or bool({policy, oids.ANY_POLICY} & certificate.policies)


def refuse_future(signing_time: datetime, at: datetime) -> None:
    """Raises SignedInFuture where somebody says that he signed later than now, by more than clocks differ."""
    if signing_time > at + CLOCK_SKEW:
        raise SignedInFuture


def _may(certificate: Certificate, purpose: Purpose) -> bool:
    """Key usage fits; extended usage, where present, names emailProtection, which is what CMS tools ask for. Who stamps
    time does nothing else (RFC 3161 clause 2.3)."""
    if purpose is Purpose.TIME_STAMP:
        return certificate.only_stamps_time and bool(certificate.key_usage & _SIGNS)
    extended = certificate.extended_key_usage
    if extended is not None and not extended & _MESSAGES:
        return False
    return bool(certificate.key_usage & (_RECEIVES if purpose in _RECEIVERS else _SIGNS))
