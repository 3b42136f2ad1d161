"""A training packet is whole, signed by two people and a station, and can never count in earnest."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest

from crypto import cms, demo_pki, issuing, roles
from crypto.authority import load_authority
from crypto.errors import UntrustedCertificate
from crypto.issuing import Subject
from crypto.keys.machine import MachineKey
from crypto.trust import Purpose, TrustStore
from crypto.trust_folder import load_trust
from station.domain.outbox import SealedPacket
from station.packet import asice, sealed
from tests.support.clock import NOW
from tests.support.pki import Pki
from tests.support.sealing import make_content


@dataclass(frozen=True)
class Trained:
    container: bytes
    packet: SealedPacket


@pytest.fixture(scope="module")
def trained(pki: Pki) -> Trained:
    folder = pki.intake_home / demo_pki.AUTHORITIES
    authority = load_authority(folder, folder / "secret", "training")

    def holder(name: str, policy: str, usages: Sequence[str] = issuing.SIGNS) -> MachineKey:
        key = issuing.new_rsa_key() if usages == issuing.RECEIVES else issuing.new_ec_key()
        subject = Subject(name, "Training", (policy, roles.TRAINING_POLICY), usages)
        return MachineKey(issuing.issue(authority, subject, key, NOW, 30), authority.chain, key)

    operator, officer = holder("Trainee", roles.OPERATOR_POLICY), holder("Trainer", roles.OFFICER_POLICY)
    receivers = [holder(name, roles.RECEIVER_POLICY, issuing.RECEIVES).certificate for name in ("one", "two")]
    signed = asice.sign_operator(make_content(), operator, NOW)
    approved = asice.approve(signed, officer, NOW, operator.certificate)
    return Trained(approved, sealed.seal(approved, receivers, holder("Desk", roles.STATION_POLICY), NOW))


def verify(trained: Trained, trust: TrustStore) -> None:
    asice.verify(trained.container, trust, NOW)


def verify_seal(trained: Trained, trust: TrustStore) -> None:
    cms.verify_detached(trained.packet.p7s, trained.packet.p7m, trust, Purpose.STATION, NOW)


@pytest.mark.parametrize("check", [verify, verify_seal])
def test_it_verifies_in_training_and_nowhere_else(
    check: Callable[[Trained, TrustStore], None], pki: Pki, trained: Trained
) -> None:
    training = load_trust(pki.trust_folder, training=True)
    check(trained, training)
    with pytest.raises(UntrustedCertificate) as caught:
        check(trained, pki.trust)
    assert caught.value.params == {"reason": "chain"}
    misled = TrustStore(training.roots)  # somebody pinned the root of training for everything, past the loader
    with pytest.raises(UntrustedCertificate) as caught:
        check(trained, misled)
    assert caught.value.params == {"reason": "training"}


def test_earnest_does_not_count_in_training(pki: Pki) -> None:
    training = load_trust(pki.trust_folder, training=True)
    signed = asice.sign_operator(make_content(), pki.operator, NOW)
    with pytest.raises(UntrustedCertificate):
        asice.verify(signed, training, NOW, approved=False)
