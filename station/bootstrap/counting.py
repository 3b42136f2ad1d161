"""What is counted at this desk, put together: where it stands, who sits there, whose sex and age may be counted."""

from datetime import date
from sqlite3 import Connection

from station.domain.classes import class_of
from station.domain.clock import Clock
from station.domain.errors import StationError
from station.services.counting import Counting, Place
from station.services.policy import PolicyService
from station.services.session import SignedIn
from station.services.signing import Signing
from station.settings import Settings
from station.steps.plans import Plans
from station.storage.signed_time import SignedTime


def counting_of(
    settings: Settings,
    db: Connection,
    clock: Clock,
    signed_in: SignedIn,
    policy: PolicyService,
    signing: Signing,
    plans: Plans,
) -> Counting:
    """For the work thread. Raises DiskFull, DatabaseFailed."""
    signed = SignedTime(settings.signed_time, clock)

    def partner() -> str:
        return signed_in.session.operator.organisation if signed_in.session is not None else ""

    def order(service: str) -> tuple[str, ...]:
        """None where nobody describes the service any more."""
        try:
            return tuple(step.step_id for step in plans.plan(service, _today(clock)).steps)
        except StationError:
            return ()

    def by_person(service: str) -> bool:
        """Not where nobody describes the service: then nobody has said that it may be."""
        try:
            described = policy.library().service(service, _today(clock))
        except StationError:
            return False
        return class_of(described.profile.case_class).by_sex_and_age

    place = Place(policy.unit, partner, order, by_person, lambda: signing.practises, signed.least)
    return Counting(db, clock, place)


def _today(clock: Clock) -> date:
    return clock.now().astimezone().date()
