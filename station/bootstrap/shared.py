"""What a station and a look beside one have in common: the devices in reach, where it stands, what the doctor sees."""

from collections.abc import Callable, Iterable

from devices import catalogue
from devices.manager import DeviceManager
from station.bootstrap.identity import Identity
from station.domain.modes import UNORDERED, Mode
from station.listeners import Listeners
from station.outbox.quarantine import Quarantine, quarantine_beside
from station.outbox.store import OutboxStore
from station.outbox.telling import OutboxActivities
from station.receivers.parts import ask_health
from station.services.desk_policy import PolicyClient
from station.services.health import HealthSources
from station.services.open_payments import payment_lines
from station.services.people import People
from station.services.policy import PolicyService
from station.services.time_stamps import TimeStamps
from station.services.views import DoctorLine
from station.settings import Settings
from station.storage.database import reading
from station.storage.leftovers import packets_gone


def device_manager(
    settings: Settings, changed: Listeners, mode: Callable[[], Mode] = lambda: UNORDERED
) -> DeviceManager:
    """Not started yet. changed: hears of each change of the devices. mode: in production it says whether simulators are
    seen at all."""
    found = catalogue.load()
    production = settings.mode == "production"
    return DeviceManager(
        found.adapters,
        settings.devices,
        allow_simulated=lambda: not production or mode().simulated,
        simulated_first=settings.simulators_first and not production,
        document_camera=settings.document_camera,
        unavailable=found.unavailable,
        on_change=changed.tell,
    )


def policy_client(
    settings: Settings, identity: Identity, waiting: Callable[[], int], training: Callable[[], object] = lambda: None
) -> PolicyClient:
    """waiting: packets without a receipt. training: raises where the station cannot seal for it."""
    return PolicyClient(identity.station_id, settings.desk, identity.receivers, waiting, training)


def health_sources(
    settings: Settings,
    identity: Identity,
    people: People,
    address: Callable[[], str],
    policy: PolicyService,
    copies: Callable[[], Iterable[DoctorLine]],
    time_stamps: TimeStamps,
) -> HealthSources:
    """address: where the intake listens; may raise what it raises. copies: what the doctor says of copies of drafts."""

    def gone() -> int:
        with reading(settings.database) as db:
            return packets_gone(db, settings.drafts, OutboxStore(db, settings.outbox).keeps)

    def untold() -> dict[str, int]:
        with reading(settings.database) as db:
            return OutboxActivities(db).untold()

    return HealthSources(
        data=settings.data,
        station_key=identity.key,
        trust_folder=settings.trust,
        database=settings.database,
        drafts=settings.drafts,
        trust=identity.trust,
        people=people,
        ask_intake=lambda: ask_health(address(), identity.context, settings),
        policy=policy.doctor,
        quarantine=Quarantine(quarantine_beside(settings.outbox)).counts,
        copies=copies,
        gone=gone,
        time_stamps=time_stamps.doctor,
        untold=untold,
        payments=lambda: payment_lines(settings.database, settings.payments),
    )
