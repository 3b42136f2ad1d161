"""To whom this station seals in earnest, and by which policy of sealing: found and proven anew at each sealing.

What is installed, or comes with signed policy, while the station runs serves at once.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import RLock
from typing import TYPE_CHECKING

from crypto.certificate import Certificate
from crypto.errors import CryptoError
from crypto.keys.api import SigningKey
from crypto.keys.machine import load_machine_key
from crypto.trust import TrustStore
from crypto.trust_folder import load_recipients
from station.domain.classes import class_of, folder_of
from station.domain.clock import Clock
from station.domain.errors import Problem, StationError
from station.packet import envelope_policy
from station.packet.envelope_policy import EnvelopePolicy, KeyManagement
from station.roster import OWN
from station.services.door import problem_of
from station.services.health import LEAST_RECIPIENTS
from station.settings import Settings

if TYPE_CHECKING:  # not on the way to the first window
    from station.profiles import Profile


class NoRecipients(StationError):
    """A packet is encrypted to two receivers at least. `found` says how many there are."""

    code = "STN-604"


class ClassNotSetUp(StationError):
    """Cases of this class are sealed to receivers of its own, and this station cannot. `case_class`; `missing`: way |
    receivers | own: the centre's usual receivers open them too."""

    code, retryable = "STN-446", True


class OtherReceiver(StationError):
    """The service's packets go to other receivers than the one that this station sends to. `receivers`: their names."""

    code, retryable = "STN-447", True


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


def find_receivers_of_class(
    case_class: str, usual: Callable[[], SealedTo], settings: Settings, trust: TrustStore, clock: Clock
) -> SealedTo:
    """Those in `trust/classes/<class>/recipients`, of the kinds that the policy of sealing allows, by that policy.
    usual: as `find_receivers`. Raises ClassNotSetUp, and as `usual`."""
    if settings.receiver != OWN:  # others' forms are opened with keys of theirs
        raise ClassNotSetUp(case_class=case_class, missing="way")
    found = usual()
    kinds = {each.algorithm for each in found.policy.receivers} or {KeyManagement.RSA_OAEP}
    installed = load_recipients(settings.trust / folder_of(case_class), trust, clock.now())
    own = tuple(each for each in installed if envelope_policy.key_management(each) in kinds)
    if len(own) < LEAST_RECIPIENTS:
        raise ClassNotSetUp(case_class=case_class, missing="receivers")
    if found.fingerprints & {each.fingerprint for each in own}:
        raise ClassNotSetUp(case_class=case_class, missing="own")
    return replace(found, recipients=own)


def no_class(case_class: str) -> SealedTo:
    """Of a station that has receivers of no class."""
    raise ClassNotSetUp(case_class=case_class, missing="receivers")


def require_way(profile: "Profile", receiver: str, of_class: Callable[[str], SealedTo]) -> None:
    """That the station's receiver is one of the profile's, and a confidential class has its own. Raises OtherReceiver,
    and as `of_class`."""
    if receiver not in profile.receivers:
        raise OtherReceiver(receivers=", ".join(profile.receivers))
    if class_of(profile.case_class).confidential:
        of_class(profile.case_class)


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
