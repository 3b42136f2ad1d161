"""To whom this station seals in earnest, and by which policy of sealing: found and proven anew at each sealing.

What is installed, or comes with signed policy, while the station runs serves at once.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import RLock

from crypto.certificate import Certificate
from crypto.errors import CryptoError
from crypto.keys.api import SigningKey
from crypto.keys.machine import load_machine_key
from crypto.trust import TrustStore
from station.domain.clock import Clock
from station.domain.errors import Problem, StationError
from station.packet import envelope_policy
from station.packet.envelope_policy import EnvelopePolicy
from station.services.door import problem_of
from station.services.health import LEAST_RECIPIENTS
from station.settings import Settings


class NoRecipients(StationError):
    """A packet is encrypted to two receivers at least. `found` says how many there are."""

    code = "STN-604"


@dataclass(frozen=True)
class SealedTo:
    """quantum_key: gives the post-quantum signature; None where policy does not ask for it."""

    policy: EnvelopePolicy
    recipients: tuple[Certificate, ...]
    quantum_key: SigningKey | None = None

    @property
    def fingerprints(self) -> frozenset[str]:
        return frozenset(each.fingerprint for each in self.recipients)


def find_receivers(settings: Settings, trust: TrustStore, clock: Clock) -> SealedTo:
    """Raises NoRecipients, and what crypto and the policy of sealing say of missing or unfit files and keys."""
    policy = envelope_policy.load_active(settings.trust, trust, clock.now())
    recipients = envelope_policy.receivers(policy, settings.trust, trust, clock.now())
    if len(recipients) < LEAST_RECIPIENTS:
        raise NoRecipients(found=len(recipients))
    quantum_key = None
    if policy.post_quantum_signature:
        quantum_key = load_machine_key(settings.keys, settings.machine_secret, "station-pq")
    return SealedTo(policy, recipients, quantum_key)


class Receivers:
    """`now` looks and raises; `held` is what was found last, from any thread and without the disk."""

    def __init__(self, find: Callable[[], SealedTo]) -> None:
        """find: as `find_receivers`. It is not asked yet."""
        self._find = find
        self._whole = RLock()
        self._held: SealedTo | Problem | None = None

    def now(self) -> SealedTo:
        """Raises as `find_receivers`."""
        with self._whole:
            try:
                found = self._find()
            except (CryptoError, StationError) as error:
                self._held = problem_of(error)
                raise
            self._held = found
            return found

    @contextmanager
    def replacing(self) -> Iterator[None]:
        """While the files are replaced nobody looks: receivers and policy are the old ones or the new ones."""
        with self._whole:
            yield

    @property
    def held(self) -> SealedTo | Problem | None:
        """None before anybody looked."""
        return self._held

    def versions(self) -> dict[str, str]:
        """For the packet: the policy of sealing that was found last."""
        held = self._held
        return {"envelope": f"{held.policy.name} {held.policy.number}"} if isinstance(held, SealedTo) else {}
