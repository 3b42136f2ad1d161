"""A station that is started under a policy of sealing: what it seals to and signs with, and when it does not start."""

from contextlib import ExitStack

import pytest

from crypto.errors import KeyGone, UntrustedCertificate
from crypto.keys.api import SigningKey
from crypto.keys.machine import load_machine_key
from station.bootstrap.identity import Identity, find_identity
from station.domain.clock import SystemClock
from station.packet import envelope_policy
from station.packet.errors import ReceiverNotAsPolicy
from station.settings import Settings
from tests.support import policies


def state_key(settings: Settings) -> SigningKey:
    return load_machine_key(settings.intake_home / "state", settings.intake_home / "state" / "secret", "policy")


def started(settings: Settings) -> Identity:
    with ExitStack() as running:
        return find_identity(settings, SystemClock(), running)


@pytest.mark.parametrize(
    ("name", "kinds", "quantum"),
    [
        ("", ["RSA-3072", "RSA-3072"], False),
        (policies.CLASSICAL, ["RSA-3072", "RSA-3072"], False),
        (policies.TRANSITION, ["RSA-3072", "P-384", "ML-KEM-768", "RSA-3072"], True),
        (policies.POST_QUANTUM, ["ML-KEM-768", "ML-KEM-768"], True),
    ],
)
def test_it_does_as_the_policy_says(name: str, kinds: list[str], quantum: bool, demo_settings: Settings) -> None:
    if name:
        policies.activate(name, state_key(demo_settings), demo_settings.trust)
    identity = started(demo_settings)
    assert identity.policy.name == (name or "baseline")
    assert [each.key_algorithm for each in identity.recipients] == kinds
    assert (identity.quantum_key is not None) == quantum


def test_it_does_not_start_without_what_the_policy_asks_for(demo_settings: Settings) -> None:
    policies.activate(policies.POST_QUANTUM, state_key(demo_settings), demo_settings.trust)
    key = demo_settings.keys / "station-pq.key.pem"
    held = key.read_bytes()
    key.unlink()
    with pytest.raises(KeyGone):
        started(demo_settings)
    key.write_bytes(held)
    (demo_settings.trust / "recipients" / "escrow-kem.pem").unlink()
    with pytest.raises(ReceiverNotAsPolicy):
        started(demo_settings)


def test_it_does_not_start_under_a_policy_that_the_state_did_not_sign(demo_settings: Settings) -> None:
    own = load_machine_key(demo_settings.keys, demo_settings.machine_secret)
    policies.activate(policies.CLASSICAL, own, demo_settings.trust)
    with pytest.raises(UntrustedCertificate):
        started(demo_settings)
    (demo_settings.trust / envelope_policy.FILE).unlink()
    assert started(demo_settings).policy == envelope_policy.DEFAULT
