"""Modes of work: what each means. Signed policy orders one, packets say it; whoever wants to know what that means asks
here."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from station.domain.errors import StationError


class ModeForbids(StationError):
    """In this `mode` nobody is enrolled, and no applicant's data are opened."""

    code, retryable = "STN-715", True


class ModeNotBuilt(StationError):
    """Policy orders a `mode` whose work this program does not have."""

    code, retryable = "STN-444", True


class WorkMode(StrEnum):
    """In which mode a desk works; shown in the window, written into every packet."""

    NORMAL = "NORMAL"
    MOBILE = "MOBILE"
    MASS_INFLUX = "MASS_INFLUX"
    TRAINING = "TRAINING"
    EXAM = "EXAM"
    DIAGNOSTICS = "DIAGNOSTICS"
    ARCHIVE = "ARCHIVE"
    HAND_OVER = "HAND_OVER"


@dataclass(frozen=True)
class Mode:
    """name: as packets say it; "" where no policy orders anything.

    built: whether this program has the work of the mode. applicants: whether data of applicants are opened at all.
    practises: nobody is enrolled in earnest: sealed under the root of training, to receivers of training, and nothing
    is counted or told. simulated: whether samples of simulators, hence synthetic people, are signed outside a
    demonstration. volunteers: whether they work. ends: whether it needs a last day. carries: so many packets without a
    receipt are no reason to stop, whatever the rules for desks with a line say.

    What an order adds. services: which may begin, all where none is named. until: its last day. most_waiting: packets
    without a receipt; oldest_days: of an unfinished application; None: as the rules say it.
    """

    name: str
    built: bool = True
    applicants: bool = True
    practises: bool = False
    simulated: bool = False
    volunteers: bool = False
    ends: bool = False
    carries: int = 0
    services: frozenset[str] = frozenset()
    until: date | None = None
    most_waiting: int | None = None
    oldest_days: int | None = None

    @property
    def earnest(self) -> bool:
        """Whether people are enrolled in it, and not for practice."""
        return self.built and self.applicants and not self.practises

    def waiting(self, usual: int) -> int:
        """How many packets may be without a receipt while somebody begins. usual: by the rules."""
        return self.most_waiting or max(self.carries, usual)

    def admit(self) -> None:
        """That somebody may begin. Raises ModeForbids, ModeNotBuilt."""
        if not self.built:
            raise ModeNotBuilt(mode=self.name)
        if not self.applicants:
            raise ModeForbids(mode=self.name)

    def takes(self, service: str, modes: Collection[str]) -> bool:
        """Whether a service may begin, by the mode and by what its profile says. modes: of the profile."""
        if self.name and self.name not in modes:
            return False
        return not self.services or service in self.services


UNORDERED = Mode("", volunteers=True)
"""Where no policy orders anything."""

MODES: Mapping[str, Mode] = {
    mode.name: mode
    for mode in (
        Mode(WorkMode.NORMAL),
        Mode(WorkMode.MOBILE, carries=500),  # three days on the road, a hundred people a day, and some more
        Mode(WorkMode.MASS_INFLUX, volunteers=True, ends=True),
        Mode(WorkMode.TRAINING, practises=True, simulated=True, volunteers=True),
        Mode(WorkMode.EXAM, built=False, practises=True, simulated=True),
        Mode(WorkMode.DIAGNOSTICS, applicants=False),
        Mode(WorkMode.ARCHIVE, built=False),
        Mode(WorkMode.HAND_OVER, built=False),
    )
}

PRACTISED = frozenset(name for name, mode in MODES.items() if mode.practises)
EARNEST = frozenset(name for name, mode in MODES.items() if mode.earnest)
