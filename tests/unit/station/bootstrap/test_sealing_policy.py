"""A station that is started under a policy of sealing: what it seals to and signs with, and when it does not start."""

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest

from crypto.errors import KeyGone, RevocationUnknown, UntrustedCertificate
from crypto.keys.api import SigningKey
from crypto.keys.machine import load_machine_key
from station.bootstrap.identity import Identity, find_identity
from station.domain.clock import SystemClock
from station.domain.errors import Problem
from station.packet import envelope_policy
from station.packet.errors import ReceiverNotAsPolicy
from station.settings import Settings
from tests.support import policies
from tests.support.desk import StillClock
from tests.support.lists import publish_lists


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
    found = started(demo_settings).receivers.now()
    assert found.policy.name == (name or "baseline")
    assert [each.key_algorithm for each in found.recipients] == kinds
    assert (found.quantum_key is not None) == quantum


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
    assert started(demo_settings).receivers.now().policy == envelope_policy.DEFAULT


def test_past_the_grace_of_the_lists_it_starts_and_seals_when_newer_ones_are_there(demo_settings: Settings) -> None:
    clock = StillClock(datetime.now(UTC))
    publish_lists(demo_settings, clock.at)
    clock.forward(timedelta(days=22))
    with ExitStack() as running:
        receivers = find_identity(demo_settings, clock, running).receivers
        assert isinstance(receivers.held, Problem)
        assert receivers.held.code == "CRY-025"
        assert receivers.versions() == {}
        with pytest.raises(RevocationUnknown):
            receivers.now()
        publish_lists(demo_settings, clock.at)
        assert len(receivers.now().recipients) == 2
        assert receivers.versions() == {"envelope": "baseline 1"}


def test_receivers_and_policy_that_come_meanwhile_serve_at_the_next_sealing(demo_settings: Settings) -> None:
    receivers = started(demo_settings).receivers
    assert len(receivers.now().recipients) == 2
    policies.activate(policies.TRANSITION, state_key(demo_settings), demo_settings.trust)
    found = receivers.now()
    assert (found.policy.name, len(found.recipients), found.quantum_key is not None) == (policies.TRANSITION, 4, True)
