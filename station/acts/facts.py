"""What of a case, and of the desk at this moment, decides who may do what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from station.acts.act import Act
from station.domain.decision import DecisionKind
from station.domain.enrollment import Enrollment
from station.domain.item import ActKind
from station.domain.modes import UNORDERED, Mode
from station.domain.operator import Operator, Role


class CaseState(StrEnum):
    NONE = "none"  # the act is on no case: beginning one, a list, a key
    OPEN = "open"
    SIGNED = "signed"  # the operator vouched for it
    WAITING = "waiting"  # signed, and left for a state officer
    APPROVED = "approved"
    RETURNED = "returned"  # an officer wants single items once more
    REJECTED = "rejected"  # an officer said no
    UNREADABLE = "unreadable"  # it lies here and does not open: nobody knows how far it got


@dataclass(frozen=True)
class CaseFacts:
    """What of a case (`station.cases.case.Case`) rights are decided by.

    involved: everyone who began, captured or signed. training: begun in training or an examination. confidential: by
    its class none of a vendor's people's. vouched: somebody signed it once, also where a change took the signature
    away. by: to whom its service leaves an act; it takes roles away from the table, and gives none.
    """

    state: CaseState = CaseState.NONE
    involved: tuple[Operator, ...] = ()
    begun_at: datetime | None = None
    training: bool = False
    confidential: bool = False
    vouched: bool = False
    by: Mapping[Act, frozenset[Role]] = field(default_factory=dict)

    @property
    def by_two(self) -> bool:
        """Whether a second person is asked before it is given up: not while nobody ever vouched for it."""
        return self.vouched or self.state is not CaseState.OPEN


@dataclass(frozen=True)
class Now:
    """mode: in which the desk works. supervised: this desk knows an authority of supervisors; one
    of the first version knows none, and a state officer stands in."""

    at: datetime
    mode: Mode = UNORDERED
    supervised: bool = True


NO_CASE = CaseFacts()


_HOW_FAR = (
    CaseState.OPEN, CaseState.RETURNED, CaseState.SIGNED, CaseState.WAITING, CaseState.APPROVED, CaseState.REJECTED,
)  # fmt: skip


def unreadable() -> CaseFacts:
    """Of one that does not open."""
    return CaseFacts(CaseState.UNREADABLE)


def facts_of(first: Enrollment, *others: Enrollment) -> CaseFacts:
    """Of one person, or of all who came together: as far as the one who is furthest."""
    everybody = (first, *others)
    involved = tuple(dict.fromkeys(person for each in everybody for person in each.involved))
    return CaseFacts(
        max(map(_state, everybody), key=_HOW_FAR.index),
        involved,
        first.started_at,
        first.training,
        first.confidential,
        vouched=any(map(_vouched, everybody)),
    )


def least_of(first: Enrollment, *others: Enrollment) -> CaseState:
    """How far the one is who is least far of all who came together."""
    return min(map(_state, (first, *others)), key=_HOW_FAR.index)


def _vouched(enrollment: Enrollment) -> bool:
    return enrollment.signed is not None or any(act.kind is ActKind.SIGNED for act in enrollment.acts)


def _state(enrollment: Enrollment) -> CaseState:
    decision = enrollment.decision
    if decision is not None and decision.kind is DecisionKind.REJECTED:
        return CaseState.REJECTED
    if enrollment.approved is not None:
        return CaseState.APPROVED
    if enrollment.signed is not None:
        return CaseState.WAITING if enrollment.waiting_since is not None else CaseState.SIGNED
    return CaseState.OPEN if decision is None else CaseState.RETURNED
