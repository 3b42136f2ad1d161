"""What lies at the place of copies, for whoever looks for a dead desk's drafts: of every station, without any key."""

from dataclasses import dataclass
from datetime import datetime

from crypto.trust import TrustStore
from station.copies.enclosure import verify_enclosure
from station.copies.place import Place
from station.copies.state import State
from station.domain.clock import Clock, SystemClock
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.services.door import EXPECTED, problem_of
from station.services.tokens import open_trust
from station.settings import Settings
from station.storage import enrollments
from station.storage.database import reading
from station.storage.errors import DatabaseMissing


@dataclass(frozen=True)
class CopyView:
    """A copy as anybody may see it: of whom it is, nobody can.

    station: what its certificate calls the station that made it; at: when its newest state was made; whole: all of that
    is there; problem: why it cannot be taken in; known: what became of that draft here, "" where it never was here.
    """

    enrollment_id: EnrollmentId
    station: str
    at: datetime
    whole: bool
    known: str
    problem: Problem | None = None


def copies_at(settings: Settings, place: Place, clock: Clock | None = None) -> tuple[CopyView, ...]:
    """The copies of every station, the newest first; beside whatever runs. Raises PlaceAway, PlaceRefuses."""
    clock = clock or SystemClock()
    trust = open_trust(settings, clock)
    place.require()
    found = []
    for station in place.stations():
        for enrollment_id in place.enrollments(station):
            for state in place.states(station, enrollment_id)[:1]:
                found.append(_view(place, station, state, trust, clock.now(), _known(settings, enrollment_id)))
    return tuple(sorted(found, key=lambda view: view.at, reverse=True))


def _view(place: Place, station: str, state: State, trust: TrustStore, at: datetime, known: str) -> CopyView:
    name, problem = "", None
    try:
        _, signer = verify_enclosure(place.read(station, state, state.enclosure), trust, at)
        name = signer.common_name
    except EXPECTED as error:
        problem = problem_of(error)
    return CopyView(state.enrollment_id, name, state.at, place.holds(station, state), known, problem)


def _known(settings: Settings, enrollment_id: EnrollmentId) -> str:
    try:
        with reading(settings.database) as db:
            return enrollments.state_of(db, enrollment_id) or ""
    except DatabaseMissing:
        return ""
