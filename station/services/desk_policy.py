"""What signed policy says of one desk on one day: where it stands, in which mode it works, what to warn of."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from station.domain.errors import Problem, StationError
from station.domain.modes import Mode
from station.packet.errors import EnvelopePolicyDiffers
from station.policy import Place, PolicyExpired, RecipientsDiffer, Rules, Verified
from station.policy.keeper import Held
from station.services.receivers import Receivers, SealedTo

CLOCK_BEHIND = "STN-717"
IN_GRACE = "STN-711"


@dataclass(frozen=True)
class PolicyClient:
    """Who asks. certificate: its SHA-256. receivers: how this station seals. waiting: packets without a receipt; asked
    on the work thread. training: raises where it cannot seal for training."""

    certificate: str
    desk: str
    receivers: Receivers
    waiting: Callable[[], int]
    training: Callable[[], object] = lambda: None


def place_of(policy: Verified, client: PolicyClient, day: date) -> Place | Problem:
    """The desk and its unit by the registry; the problem where the registry has none for this station."""
    try:
        return policy.registry.place(client.certificate, day, client.desk)
    except StationError as error:
        return error.problem()


def mode_of(policy: Verified, place: Place | Problem, day: date) -> Mode:
    """The mode of the desk's unit; that of every unit where the desk's place is not known."""
    return policy.rules.mode(place.unit.id if isinstance(place, Place) else "", day)


def require_sealed_alike(rules: Rules, found: SealedTo) -> None:
    """That the station seals as the rules order. Raises EnvelopePolicyDiffers, RecipientsDiffer."""
    ordered, installed = rules.envelope, found.policy
    if installed.name != ordered.policy or installed.number < ordered.number:
        raise EnvelopePolicyDiffers(policy=f"{ordered.policy} {ordered.number}")
    named = frozenset(rules.envelope.recipients)
    if named and named != found.fingerprints:
        raise RecipientsDiffer


def warnings(
    held: Held, policy: Verified, place: Place | Problem, day: date, client: PolicyClient
) -> Iterator[Problem]:
    """What keeps this desk from beginning anything, or soon will; the most pressing first."""
    worth = held.validity
    if worth is not None and worth.state == "expired":
        yield PolicyExpired(until=day_text(worth.until)).problem()
    if held.clock_behind:
        yield Problem(CLOCK_BEHIND)
    if isinstance(place, Problem):
        yield place
    else:
        checks: tuple[Callable[[], None], ...] = (
            partial(place.unit.admit, day),
            mode_of(policy, place, day).admit,
        )
        for check in checks:
            try:
                check()
            except StationError as error:
                yield error.problem()
    yield from _of_sealing(policy.rules, client.receivers)
    if worth is not None and worth.state == "grace":
        yield Problem(IN_GRACE, {"until": day_text(worth.until)})
    if held.refused is not None:
        yield held.refused


def _of_sealing(rules: Rules, receivers: Receivers) -> Iterator[Problem]:
    """By what was found last: the disk is not asked."""
    found = receivers.held
    if isinstance(found, Problem):
        yield found
    elif found is not None:
        try:
            require_sealed_alike(rules, found)
        except StationError as error:
            yield error.problem()


def day_text(at: datetime) -> str:
    """The local day, as problems say it: 30.11.2026."""
    return f"{at.astimezone():%d.%m.%Y}"
