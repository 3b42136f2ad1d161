"""A way that was proven is not proven again; what time, roots or lists decide is asked each time."""

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509

from crypto import issuing, paths, roles
from crypto.authority import revocation_list
from crypto.certificate import Certificate
from crypto.errors import CertificateExpired, CertificateNotYetValid, CertificateRevoked, UntrustedCertificate
from crypto.issuing import Authority
from crypto.keys.machine import MachineKey
from crypto.revocation import Revocation
from crypto.trust import Purpose, TrustStore
from tests.support.clock import NOW
from tests.unit.crypto.conftest import DAYS, Authorities, holder

POLICIES = (roles.OPERATOR_POLICY,)
DAY = timedelta(days=1)


@pytest.fixture
def proofs(monkeypatch: pytest.MonkeyPatch) -> list[Certificate]:
    """Whose signatures were checked, each time."""
    proven: list[Certificate] = []
    prove = paths._prove

    def noted(certificate: Certificate, *between: object) -> tuple[Certificate, ...]:
        proven.append(certificate)
        return prove(certificate, *between)  # type: ignore[arg-type]

    monkeypatch.setattr(paths, "_prove", noted)
    return proven


@pytest.fixture
def short(authorities: Authorities) -> Authority:
    """An issuer that ends in ten days, before those to whom it issues."""
    return issuing.issuing(authorities.people, "Short CA", "Tests", POLICIES, NOW, 10)


def verify(trust: TrustStore, key: MachineKey, days: float = 0) -> tuple[Certificate, ...]:
    return trust.verify(key.certificate, key.chain, Purpose.OPERATOR, NOW + days * DAY)


def refused(trust: TrustStore, key: MachineKey, days: float = 0) -> None:
    with pytest.raises(UntrustedCertificate) as caught:
        verify(trust, key, days)
    assert caught.value.params == {"reason": "chain"}


def test_signatures_are_checked_once(
    trust: TrustStore, authorities: Authorities, proofs: list[Certificate], short: Authority
) -> None:
    one, other = holder(short, POLICIES), holder(short, POLICIES)
    found = [verify(trust, one, days) for days in (0, 3, 9)]
    assert found == [(one.certificate, *short.chain)] * 3
    verify(authorities.trust, one)  # the same roots in another store
    assert proofs == [one.certificate]
    verify(trust, other)
    assert proofs == [one.certificate, other.certificate]


def test_dates_of_everybody_on_the_way_are_compared_at_each_look(trust: TrustStore, short: Authority) -> None:
    key, brief = holder(short, POLICIES), holder(short, POLICIES, days=5)
    verify(trust, key)
    verify(trust, brief)
    with pytest.raises(CertificateExpired):
        verify(trust, brief, 6)
    with pytest.raises(CertificateNotYetValid):
        verify(trust, key, -2)
    refused(trust, key, 11)  # it is the issuer that has ended
    verify(trust, key, 9)  # and what was signed before still holds
    refused(trust, key, 11)


def test_a_root_that_ended_proves_nothing_more() -> None:
    root = issuing.root("Brief Root", "Tests", NOW, 10)
    issuer = issuing.issuing(root, "Lasting CA", "Tests", POLICIES, NOW, DAYS)
    trust = TrustStore({Purpose.OPERATOR: (root.certificate,)})
    key = holder(issuer, POLICIES)
    verify(trust, key)
    refused(trust, key, 11)


def test_where_the_kept_way_ended_another_is_looked_for(trust: TrustStore, authorities: Authorities) -> None:
    """The issuer's key was certified again before its first certificate ended."""
    first = issuing.issuing(authorities.people, "Renewed CA", "Tests", POLICIES, NOW, 10)
    second = issuing.issuing(authorities.people, "Renewed CA", "Tests", POLICIES, NOW, DAYS, first.key)
    key = holder(first, POLICIES)
    both = MachineKey(key.certificate, (*first.chain, *second.chain), key._key)
    verify(trust, both)
    assert verify(trust, both, 11) == (key.certificate, *second.chain)
    assert verify(trust, both)[0] == key.certificate


def test_other_roots_and_other_issuers_are_another_question(
    trust: TrustStore, authorities: Authorities, short: Authority
) -> None:
    key = holder(short, POLICIES)
    verify(trust, key)
    refused(TrustStore({Purpose.OPERATOR: (authorities.machine_root.certificate,)}), key)
    refused(TrustStore({}), key)
    refused(trust, MachineKey(key.certificate, (), key._key))


def test_a_list_counts_after_any_number_of_looks(
    tmp_path: Path, authorities: Authorities, proofs: list[Certificate], short: Authority
) -> None:
    for authority in (authorities.people, short):
        (tmp_path / f"{authority.certificate.common_name}.crl").write_bytes(
            revocation_list(authority, (), NOW, 9 * DAY)
        )
    trust = TrustStore(authorities.trust.roots, revocation=Revocation(tmp_path))
    key = holder(short, POLICIES)
    for _ in range(2):
        verify(trust, key)
    serial = key.certificate.serial
    taken = revocation_list(short, [(serial, NOW, x509.ReasonFlags.unspecified)], NOW + DAY, 9 * DAY)
    (tmp_path / "Short CA.crl").write_bytes(taken)
    with pytest.raises(CertificateRevoked):
        verify(trust, key, 1)
    assert proofs == [key.certificate]


def test_a_refusal_is_never_kept(trust: TrustStore, proofs: list[Certificate], short: Authority) -> None:
    key = holder(short, POLICIES)
    for _ in range(2):
        refused(trust, key, 11)
    verify(trust, key)
    assert len(proofs) == 3


def test_a_look_at_another_day_meanwhile_changes_no_answer(
    trust: TrustStore, authorities: Authorities, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two threads share what is kept; here the other one comes between looking and answering."""
    key = holder(authorities.operators, POLICIES)
    found = verify(trust, key)

    class Between:
        looks = 0

        @property
        def path(self) -> tuple[Certificate, ...]:
            self.looks += 1
            return (*found, *trust.roots[Purpose.OPERATOR]) if self.looks == 1 else ()

    monkeypatch.setattr(paths, "_between", lambda *_: Between())
    assert verify(trust, key) == found
