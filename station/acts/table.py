"""The table: each act, who may do it under which condition, and in which states of the case.

It is the table of roles and rights of the national system, and below it the acts that this station adds. Nothing else
decides about a right; what is not written here is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from station.acts.act import Act
from station.acts.facts import CaseState
from station.domain.operator import Operator, Role


class Limit(StrEnum):
    """Under which condition beside the role."""

    NONE = "none"
    OWN = "own"  # a case that nobody else had a hand in, for `OWN_FOR` after it was begun
    PRACTICE = "practice"  # in training and examinations, on cases begun there


@dataclass(frozen=True)
class Right:
    """by: who may. states: of the case. apart: not by who had a hand in the case. two: not by who already acts here:
    one asks, another answers. stand_in: who may where the desk knows no supervisors."""

    by: Mapping[Role, Limit]
    states: frozenset[CaseState]
    apart: bool = False
    two: bool = False
    stand_in: Role | None = None


_VOLUNTEER, _EXAMINER = {Role.VOLUNTEER: Limit.OWN}, {Role.EXAMINER: Limit.PRACTICE}
_ENROLLERS = {Role.OPERATOR: Limit.NONE, Role.OFFICER: Limit.NONE}
_SUPERVISOR = {Role.SUPERVISOR: Limit.NONE}
_STATE = {Role.OFFICER: Limit.NONE, **_SUPERVISOR}
_ALL = dict.fromkeys(Role, Limit.NONE)

_NONE = frozenset({CaseState.NONE})
_READS = frozenset(CaseState) - {CaseState.NONE, CaseState.UNREADABLE}
_WRITES = _READS - {CaseState.WAITING, CaseState.REJECTED}
_DELETED = frozenset(CaseState) - {CaseState.NONE}

RIGHTS: Mapping[Act, Right] = {
    Act.START: Right({**_VOLUNTEER, **_ENROLLERS, **_EXAMINER}, _NONE),
    Act.LIST: Right({**_VOLUNTEER, **_ENROLLERS, **_SUPERVISOR, **_EXAMINER}, _NONE),
    Act.LOOK: Right({**_VOLUNTEER, **_ENROLLERS, **_SUPERVISOR, **_EXAMINER}, _READS),
    Act.ENTER: Right({**_VOLUNTEER, **_ENROLLERS, **_EXAMINER}, _WRITES),
    Act.CAPTURE: Right({**_ENROLLERS, **_EXAMINER}, _WRITES),
    Act.CONFIRM: Right({**_ENROLLERS, **_SUPERVISOR}, _WRITES, apart=True, two=True),
    Act.SIGN: Right(_ENROLLERS, frozenset({CaseState.OPEN, CaseState.SIGNED, CaseState.RETURNED})),
    Act.SUBMIT: Right(_ENROLLERS, frozenset({CaseState.SIGNED})),
    Act.TAKE_BACK: Right(_ENROLLERS, frozenset({CaseState.WAITING})),
    Act.APPROVE: Right(_STATE, frozenset({CaseState.SIGNED, CaseState.WAITING}), apart=True),
    Act.DECIDE: Right(_STATE, frozenset({CaseState.SIGNED, CaseState.WAITING})),
    Act.SEAL: Right({**_ENROLLERS, **_SUPERVISOR}, frozenset({CaseState.APPROVED})),
    Act.DISCARD: Right({**_VOLUNTEER, **_ENROLLERS, **_EXAMINER}, frozenset({CaseState.OPEN})),
    Act.DELETE: Right(_SUPERVISOR, _DELETED, two=True, stand_in=Role.OFFICER),
    Act.REOPEN: Right(_SUPERVISOR, frozenset({CaseState.REJECTED}), two=True, stand_in=Role.OFFICER),
    Act.WITHDRAW: Right(_ENROLLERS, _NONE),
    Act.RECOVER: Right({**_ENROLLERS, **_SUPERVISOR}, _NONE),
    Act.LOOK_UP: Right({**_ENROLLERS, **_SUPERVISOR}, _WRITES),
    Act.PROPOSE_OVERRIDE: Right(_ENROLLERS, _WRITES),
    Act.OVERRIDE: Right(_STATE, _WRITES | {CaseState.WAITING}, two=True),
    Act.DEVICES: Right({Role.TECHNICIAN: Limit.NONE}, _NONE),
    Act.ANSWER_FOR_KEYS: Right(_STATE, _NONE),
    Act.RELEASE_PIN: Right(_STATE, _NONE),
    Act.READ_LOG: Right({role: limit for role, limit in _ALL.items() if role is not Role.VOLUNTEER}, _NONE),
    Act.COSIGN_LOG: Right(_STATE, _NONE),
    Act.FORGET_EVENT: Right(_STATE, _NONE),
}

VENDORS = frozenset({Role.VOLUNTEER, Role.OPERATOR, Role.TECHNICIAN})
"""Roles of people whom no State office employs: confidential cases are not theirs, whatever a service says."""


def is_shown_confidential(person: Operator | None) -> bool:
    """Whether somebody is shown that there are confidential cases: with a role that is no vendor's. None: nobody."""
    return person is not None and not person.roles <= VENDORS


WITHOUT_APPLICANTS = frozenset(
    {
        *(Act.DEVICES, Act.ANSWER_FOR_KEYS, Act.RELEASE_PIN),
        *(Act.READ_LOG, Act.COSIGN_LOG, Act.FORGET_EVENT),
    }
)
"""Acts that open no applicant's data: the others are shut while a desk is in diagnostics."""


def who_may(act: Act, *, supervised: bool = True) -> tuple[Role, ...]:
    """In the order of the roles."""
    right = RIGHTS[act]
    return tuple(role for role in Role if role in right.by or (role is right.stand_in and not supervised))
