"""A desk, and whoever publishes the trust that comes with policy."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from cryptography import x509
from securesystemslib.signer import CryptoSigner

from crypto import issuing
from crypto.authority import load_authority, revocation_list
from crypto.issuing import Authority
from crypto.keys.api import SigningKey
from crypto.keys.machine import load_machine_key
from crypto.keys.soft import SoftKeyStore
from station.domain.events import AuditEvent
from station.policy import Keeper, PolicyStore
from station.policy.fetch import FolderFetcher
from station.services.receivers import Receivers, find_receivers
from station.services.rollout import Rollout
from station.services.tokens import open_trust
from station.settings import Settings
from station.storage.signed_time import SignedTime
from tests.support.clock import NOW
from tests.support.desk import OPERATOR, Bench, open_desk
from tests.support.lists import WEEK
from tests.support.policy import open_office

DAY = timedelta(days=1)


STRANGER = issuing.root("Another Root", "State", NOW, 30)


class Place:
    """A station, its publisher, and what the station wrote into its log."""

    def __init__(self, settings: Settings, bench: Bench) -> None:
        self.settings, self.bench, self.clock = settings, bench, bench.clock
        self.office = open_office(settings.data.parent / "repository", bench.clock.at)
        settings.policy_root.parent.mkdir(exist_ok=True)
        settings.policy_root.write_bytes(self.office.first_root)
        self.trust = open_trust(settings, self.clock)
        self.receivers = Receivers(partial(find_receivers, settings, self.trust, self.clock))
        self.receivers.now()
        self.events: list[AuditEvent] = []
        self.keeper = self.start(self.office.source, Rollout(settings.trust, self.receivers, self.events.append))

    def start(self, source: FolderFetcher, follower: Rollout | None = None) -> Keeper:
        settings, signed = self.settings, SignedTime(self.settings.signed_time, self.clock)
        store = PolicyStore(settings.policy_store, self.office.first_root)
        return Keeper(store, source, settings.policy_floor, signed, self.clock, self.events.append, follower)

    def publish(self, **entries: object) -> None:
        self.office.at = self.clock.at
        self.office.publish(trust=entries)
        assert self.keeper.refresh()

    def rotate(self, roots: dict[str, str] | None, signers: list[CryptoSigner] | None = None) -> None:
        office = self.office
        office.repository.rotate(office.keys, signers or office.roots, self.clock.at, roots)

    @property
    def refused(self) -> str:
        problem = self.keeper.held().refused
        return problem.code if problem is not None else ""

    def knows(self) -> bool:
        """Whether the operator may sign in now."""
        return OPERATOR in {each.name for each in self.bench.sign_in.credentials()}

    @property
    def authority(self) -> Authority:
        folder = self.settings.intake_home / "authority"
        return load_authority(folder, folder / "secret", "operators")

    def the_list(self, *, without: str = "", age: timedelta = timedelta(0)) -> bytes:
        """The operators' authority's; `without`: who was dismissed."""
        at, keys = self.clock.at - age, SoftKeyStore(self.settings.keys, self.settings.machine_secret)
        gone = [
            (each.certificate.serial, at, x509.ReasonFlags.cessation_of_operation)
            for each in keys.entries()
            if each.certificate.common_name == without
        ]
        return revocation_list(self.authority, gone, at, WEEK)

    @property
    def state_key(self) -> SigningKey:
        folder = self.settings.intake_home / "state"
        return load_machine_key(folder, folder / "secret", "policy")

    def files(self) -> dict[str, bytes]:
        folder = self.settings.trust
        return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}

    def told(self) -> list[dict[str, Any]]:
        return [dict(event.details) for event in self.events if event.kind.value == "trust_taken"]


@pytest.fixture
def place(demo_settings: Settings) -> Iterator[Place]:
    bench = open_desk(demo_settings)
    with closing(bench.db):
        yield Place(demo_settings, bench)
