"""Small authorities made once a run, and holders with any kind of key under them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from crypto import issuing, roles
from crypto.certificate import Certificate
from crypto.issuing import Authority, Subject
from crypto.keys.api import DecryptionKey
from crypto.keys.machine import MachineKey
from crypto.keys.receiver import RsaReceiverKey
from crypto.keys.soft import SoftKeyStore
from crypto.signature import PrivateKey
from crypto.trust import Purpose, TrustStore
from tests.support.clock import NOW
from tests.support.soft_keys import new_key, secret_of

DAYS = 365
KEYS: dict[str, Callable[[], PrivateKey]] = {
    "P-256": issuing.new_ec_key,
    "P-384": lambda: issuing.new_ec_key(ec.SECP384R1()),
    "RSA-3072": issuing.new_rsa_key,
}


@dataclass(frozen=True)
class Authorities:
    """`operators` cannot give the officer's policy; `machines` stands under another root."""

    people: Authority
    operators: Authority
    approvals: Authority
    machine_root: Authority
    machines: Authority

    @property
    def trust(self) -> TrustStore:
        people, machines = (self.people.certificate,), (self.machine_root.certificate,)
        return TrustStore(
            {
                Purpose.OPERATOR: people,
                Purpose.OFFICER: people,
                Purpose.TECHNICIAN: people,
                Purpose.STATION: machines,
                Purpose.RECEIVER: machines,
            }
        )


def holder(
    authority: Authority,
    policies: Sequence[str],
    key: PrivateKey | None = None,
    usages: Sequence[str] = issuing.SIGNS,
    days: int = DAYS,
) -> MachineKey:
    """A signing key with a certificate under `authority`, valid from the day before NOW."""
    made = key or issuing.new_ec_key()
    subject = Subject("Holder", "Tests", policies, usages)
    return MachineKey(issuing.issue(authority, subject, made, NOW, days), authority.chain, made)


@dataclass(frozen=True)
class Receiver:
    certificate: Certificate
    key: DecryptionKey


@pytest.fixture(scope="session")
def authorities() -> Authorities:
    people = issuing.root("People Root", "Tests", NOW, DAYS)
    machine_root = issuing.root("Machine Root", "Tests", NOW, DAYS)
    operators = (roles.OPERATOR_POLICY, roles.TECHNICIAN_POLICY)
    officers = (roles.OFFICER_POLICY, roles.OPERATOR_POLICY)
    machines = (roles.STATION_POLICY, roles.RECEIVER_POLICY)
    return Authorities(
        people,
        issuing.issuing(people, "Operators CA", "Tests", operators, NOW, DAYS),
        issuing.issuing(people, "Approvals CA", "Tests", officers, NOW, DAYS),
        machine_root,
        issuing.issuing(machine_root, "Machines CA", "Tests", machines, NOW, DAYS),
    )


@pytest.fixture(scope="session")
def trust(authorities: Authorities) -> TrustStore:
    return authorities.trust


@pytest.fixture(scope="session")
def operator(authorities: Authorities) -> MachineKey:
    return holder(authorities.operators, (roles.OPERATOR_POLICY,))


@pytest.fixture(scope="session")
def officer(authorities: Authorities) -> MachineKey:
    return holder(authorities.approvals, (roles.OFFICER_POLICY, roles.OPERATOR_POLICY))


@pytest.fixture(scope="session")
def receivers(authorities: Authorities) -> tuple[Receiver, Receiver]:
    """Production and escrow."""
    return _receiver(authorities), _receiver(authorities)


def _receiver(authorities: Authorities) -> Receiver:
    key = issuing.new_rsa_key()
    made = holder(authorities.machines, (roles.RECEIVER_POLICY,), key, issuing.RECEIVES)
    return Receiver(made.certificate, RsaReceiverKey(key))


@pytest.fixture(scope="session")
def other_receiver(authorities: Authorities) -> Receiver:
    """Somebody else, to whom nothing was sealed."""
    return _receiver(authorities)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config").mkdir()
    secret_of(tmp_path / "keys").write_bytes(b"of this machine")
    return tmp_path / "keys"


@pytest.fixture
def key_id(folder: Path, operator: MachineKey) -> str:
    return new_key(folder, operator)


@pytest.fixture
def store(folder: Path) -> SoftKeyStore:
    return SoftKeyStore(folder, secret_of(folder))
