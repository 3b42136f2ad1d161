"""One demonstration PKI for a whole test run, and the values that tests ask of it."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from ssl import SSLContext

import pytest

from crypto import demo_people, demo_pki
from crypto.certificate import Certificate
from crypto.keys.api import DecryptionKey, UnlockedKey
from crypto.keys.machine import MachineKey, client_context, load_machine_key
from crypto.keys.receiver import load_receiver_key
from crypto.keys.soft import SoftKeyStore
from crypto.trust import TrustStore
from crypto.trust_folder import load_trust
from station.packet.envelope_policy import DEFAULT, receivers
from tests.support.clock import NOW
from tests.support.once import made_once


@dataclass(frozen=True)
class Pki:
    """Folders as `demo_pki.create` lays them out."""

    root: Path

    @property
    def keys(self) -> Path:
        return self.root / "keys"

    @property
    def trust_folder(self) -> Path:
        return self.root / "trust"

    @property
    def secret(self) -> Path:
        return self.root / "config" / "station.secret"

    @property
    def intake_home(self) -> Path:
        return self.root / "intake"

    @cached_property
    def trust(self) -> TrustStore:
        return load_trust(self.trust_folder)

    @cached_property
    def recipients(self) -> tuple[Certificate, ...]:
        """Those of a station without a policy of sealing."""
        return receivers(DEFAULT, self.trust_folder, self.trust, NOW)

    @cached_property
    def station(self) -> MachineKey:
        return load_machine_key(self.keys, self.secret)

    @cached_property
    def station_quantum(self) -> MachineKey:
        return load_machine_key(self.keys, self.secret, "station-pq")

    @cached_property
    def policy_key(self) -> MachineKey:
        """The State's, for policies."""
        return load_machine_key(self.intake_home / "state", self.intake_home / "state" / "secret", "policy")

    def receiver(self, name: str) -> tuple[Certificate, DecryptionKey]:
        """The centre's certificate and key of that name."""
        return load_receiver_key(self.intake_home / "centre", self.intake_home / "centre" / "secret", name)

    @cached_property
    def receipt_key(self) -> MachineKey:
        return load_machine_key(self.intake_home / "gateway", self.intake_home / "gateway" / "secret", "receipt")

    @cached_property
    def operator(self) -> UnlockedKey:
        return self._person("Անի Հակոբյան")

    @cached_property
    def officer(self) -> UnlockedKey:
        return self._person("Կարեն Սարգսյան")

    def client(self) -> SSLContext:
        """A fresh TLS context of the station."""
        return client_context(self.keys, self.secret, self.trust_folder / "roots" / "tls.pem")

    def _person(self, name: str) -> UnlockedKey:
        pin = next(person.pin for person in demo_people.PEOPLE if person.name == name)
        store = SoftKeyStore(self.keys, self.secret)
        key_id = next(entry.key_id for entry in store.entries() if entry.certificate.common_name == name)
        return store.unlock(key_id, pin)


def make_pki(root: Path) -> Pki:
    made = Pki(root)
    demo_pki.create(made.keys, made.trust_folder, made.secret, made.intake_home, NOW)
    return made


_MADE: dict[str, Pki] = {}  # one a run, wherever the fixture is imported


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Pki:
    """To be read, never changed: all tests share it."""
    return _once("pki", tmp_path_factory)


@pytest.fixture(scope="session")
def other_pki(tmp_path_factory: pytest.TempPathFactory) -> Pki:
    """Somebody else's keys, made the same way."""
    return _once("other-pki", tmp_path_factory)


def _once(name: str, factory: pytest.TempPathFactory) -> Pki:
    if name not in _MADE:
        _MADE[name] = Pki(made_once(factory, name, make_pki))
    return _MADE[name]
