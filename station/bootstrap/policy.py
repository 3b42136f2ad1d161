"""Signed policy, put together: where it comes from, where it is kept, who asks it."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from ssl import SSLContext

from crypto import demo_people, files
from crypto.certificate import certificates_from_pem
from crypto.keys.station import former_certificates
from station.domain.clock import Clock
from station.domain.events import AuditEvent
from station.packet.envelope_policy import DEFAULT
from station.policy import Keeper, PolicyStore, Watcher
from station.policy.demo import DemoDesk, ensure
from station.policy.fetch import FolderFetcher, HttpsFetcher
from station.policy.in_force import ProfilesInForce
from station.services.desk_policy import PolicyClient
from station.services.policy import PolicyService
from station.services.receivers import SealedTo
from station.services.rollout import Rollout
from station.settings import Settings
from station.storage.signed_time import SignedTime


def policy_service(
    settings: Settings,
    clock: Clock,
    client: PolicyClient,
    context: SSLContext,
    record: Callable[[AuditEvent], None],
    running: ExitStack,
) -> PolicyService:
    """Reads what was proven before; the source is asked on a thread of its own. record: from any thread.

    The demonstration makes its own policy and takes it at once: it lies on this very disk. Raises DiskFull, DiskFailed,
    DemoPolicyDamaged.
    """
    source: FolderFetcher | HttpsFetcher
    if settings.policy.startswith("https://"):
        source = HttpsFetcher(settings.policy, context)
    elif settings.policy:
        source = FolderFetcher(Path(settings.policy))
    elif settings.mode == "demo":
        source = FolderFetcher(_demonstration(settings, clock, client))
    else:
        return PolicyService(client, clock)
    running.callback(source.close)
    signed = SignedTime(settings.signed_time, clock)
    rollout = Rollout(settings.trust, client.receivers, record)
    keeper = Keeper(_store(settings), source, settings.policy_floor, signed, clock, record, rollout)
    profiles = _profiles(settings, keeper, clock, record)
    keeper.subscribe(profiles.follow)
    if not settings.policy:
        keeper.refresh()
    running.callback(keeper.remember)
    watcher = Watcher(keeper, clock)
    running.callback(watcher.close)
    watcher.start()
    return PolicyService(client, clock, keeper, watcher, profiles)


def _demonstration(settings: Settings, clock: Clock, client: PolicyClient) -> Path:
    """Its repository, which names the receivers installed; none where they cannot be proven now."""
    found = client.receivers.held
    sealed_to = found if isinstance(found, SealedTo) else SealedTo(DEFAULT, ())
    desk = DemoDesk(
        certificate=client.certificate,
        unit=settings.unit,
        desk=settings.desk,
        recipients=sorted(sealed_to.fingerprints),
        envelope=sealed_to.policy.name,
        envelope_number=sealed_to.policy.number,
        former=[each.fingerprint for each in former_certificates(settings.keys)],
        recovery=_halves(settings.trust) if settings.copies else None,
    )
    return ensure(settings.intake_home / "policy", settings.policy_root, desk, clock.now())


def policy_as_kept(settings: Settings, clock: Clock, client: PolicyClient) -> PolicyService:
    """What was proven before, for looking: the source is not asked and nothing is written."""
    if not settings.policy and settings.mode != "demo":
        return PolicyService(client, clock)
    keeper = _keeper_as_kept(settings, clock)
    return PolicyService(client, clock, keeper, profiles=_profiles(settings, keeper, clock, None))


def profiles_as_kept(settings: Settings, clock: Clock) -> ProfilesInForce:
    """What describes services here, for looking: nothing is asked, taken or written."""
    if not settings.policy and settings.mode != "demo":
        return ProfilesInForce(settings.policy_store, _store(settings), lambda: None, clock, None)
    return _profiles(settings, _keeper_as_kept(settings, clock), clock, None)


def _profiles(
    settings: Settings, keeper: Keeper, clock: Clock, record: Callable[[AuditEvent], None] | None
) -> ProfilesInForce:
    demonstration = settings.mode == "demo"
    policy, store = (lambda: keeper.held().policy), _store(settings)
    return ProfilesInForce(settings.policy_store, store, policy, clock, record, demonstration=demonstration)


def _keeper_as_kept(settings: Settings, clock: Clock) -> Keeper:
    unasked, signed = FolderFetcher(settings.policy_store), SignedTime(settings.signed_time, clock)
    return Keeper(_store(settings), unasked, settings.policy_floor, signed, clock, lambda event: None)


def _halves(trust: Path) -> tuple[list[str], list[str]] | None:
    """The demonstration's people for copies of drafts; None in a demonstration of an older version, which has none."""
    halves: tuple[list[str], list[str]] = ([], [])
    for person in demo_people.RECOVERY:
        try:
            certificate, *_ = certificates_from_pem(files.read(trust / "recovery" / f"{person.file}.pem"))
        except FileNotFoundError:
            return None
        halves[0 if person.first else 1].append(certificate.fingerprint)
    return halves


def _store(settings: Settings) -> PolicyStore:
    return PolicyStore(settings.policy_store, _installed_root(settings.policy_root))


def _installed_root(file: Path) -> bytes:
    """As it came with the set-up; empty where it did not."""
    try:
        return files.read(file)
    except FileNotFoundError:
        return b""
