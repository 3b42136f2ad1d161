"""The doctor's round beside a station that runs: everything is looked at, nothing is made, migrated or changed."""

from contextlib import ExitStack

from crypto.keys.soft import SoftKeyStore
from station.bootstrap.copies import copies_as_kept
from station.bootstrap.embedded import announced
from station.bootstrap.identity import find_identity
from station.bootstrap.policy import policy_as_kept
from station.bootstrap.shared import device_manager, health_sources, policy_client
from station.domain.clock import SystemClock
from station.listeners import Listeners
from station.services.health import examine
from station.services.people import People
from station.services.time_stamps import TimeStamps
from station.services.tokens import people_keys
from station.services.views import DoctorLine
from station.settings import EMBEDDED, Settings
from station.time_authority import TimeAuthority


def look_beside(settings: Settings) -> tuple[DoctorLine, ...]:
    """Raises what keys and trust say."""
    clock = SystemClock()
    with ExitStack() as running:
        identity = find_identity(settings, clock, running, must_seal=False)
        people = People(
            people_keys(SoftKeyStore(settings.keys, settings.machine_secret), identity.tokens), identity.trust, {}
        )
        policy = policy_as_kept(settings, clock, policy_client(settings, identity, lambda: 0))

        def address() -> str:
            return announced(settings.intake_home) if settings.intake == EMBEDDED else settings.intake

        def copies() -> tuple[DoctorLine, ...]:
            return copies_as_kept(settings, policy)

        stamps = TimeStamps(policy.time_stamps, TimeAuthority(identity.context), identity.trust, clock)
        sources = health_sources(settings, identity, people, address, policy, copies, stamps)
        changed = Listeners()
        manager = device_manager(settings, changed)
        running.callback(manager.close)
        manager.start()
        manager.rescan()
        return tuple(examine(sources, manager, clock.now()))
