"""A draft as a row of a list: what is said of it while it is not opened."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from station.acts import CaseState
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.operator import Operator
from station.domain.paying import TerminalPayment
from station.services.traits import CaseTraits


@dataclass(frozen=True)
class DraftSummary:
    """step: key of the name of the step where it stands; called: as of a step. problem: why it does not open; then
    nothing is known of it but when it was begun, and that not always. ends_on: the first day on which it may be
    wiped for its age, once that is near. people: how many came together. by_two: a second person is asked before it is
    given up. payments: what terminals took for it, or may have. surname: of the first, by which it is put in order;
    names: of everybody of it. Both are empty for who sees initials only. keep_days: for how long its service lets
    anything of it stay here. least: how far the one is who is least far of those who came together, where `state` is of
    who is furthest; None: as `state`."""

    enrollment_id: EnrollmentId
    title: str
    step: str
    started_at: datetime | None
    procedure: str
    problem: Problem | None = None
    ends_on: date | None = None
    state: CaseState = CaseState.OPEN
    waiting_since: datetime | None = None  # for a state officer
    involved: tuple[Operator, ...] = ()  # everyone who began, captured or signed
    people: int = 1
    called: Mapping[str, str] = field(default_factory=dict)
    by_two: bool = False
    payments: tuple[TerminalPayment, ...] = ()
    surname: str = ""
    names: tuple[str, ...] = ()
    keep_days: int | None = None
    traits: CaseTraits = field(default_factory=CaseTraits)
    least: CaseState | None = None

    @property
    def for_officer(self) -> bool:
        """Whether it stands in the queue: everybody's is left for approval, or was rejected."""
        return self.waiting_since is not None or self.state is CaseState.REJECTED

    @property
    def signed(self) -> bool:
        """Whether a signature stands under it, or an officer said no to it."""
        return self.state is not CaseState.OPEN
