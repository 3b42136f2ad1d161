"""More people than the demonstration has: cards of any authority, with any name, number and key."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crypto import issuing, roles, signature
from crypto.authority import load_authority
from crypto.certificate import Certificate
from crypto.demo_pki import AUTHORITIES
from crypto.keys import soft
from crypto.keys.machine import MachineKey
from crypto.keys.soft import SoftKeyStore
from station.settings import Settings
from tests.support.clock import NOW
from tests.support.desk import OPERATOR, PINS

BOTH = (roles.OFFICER_POLICY, roles.OPERATOR_POLICY)
PIN = "314159265"


@dataclass(frozen=True)
class Card:
    key: signature.PrivateKey
    certificate: Certificate
    chain: tuple[Certificate, ...]

    @property
    def signs(self) -> MachineKey:
        return MachineKey(self.certificate, self.chain, self.key)


def card(
    intake_home: Path,
    authority: str,
    name: str,
    identifier: str = "",
    *,
    organisation: str = "Somebody",
    policies: tuple[str, ...] = BOTH,
    key: signature.PrivateKey | None = None,
    at: datetime = NOW,
    days: int = 30,
) -> Card:
    """Of the authority of that name of a demonstration."""
    folder = intake_home / AUTHORITIES
    issuer, key = load_authority(folder, folder / "secret", authority), key or issuing.new_ec_key()
    subject = issuing.Subject(name, organisation, policies, issuing.SIGNS, identifier=identifier)
    return Card(key, issuing.issue(issuer, subject, key, at, days), issuer.chain)


def admit(settings: Settings, made: Card) -> str:
    """Let somebody work at this desk, under `PIN`. Returns the credential's id."""
    store = SoftKeyStore(settings.keys, settings.machine_secret)
    ani = next(entry.key_id for entry in store.entries() if entry.certificate.common_name == OPERATOR)
    opened = store.unlock(ani, PINS[OPERATOR])
    soft.create(settings.keys, settings.machine_secret, made.key, made.certificate, made.chain, PIN, opened.data_key)
    return made.certificate.fingerprint
