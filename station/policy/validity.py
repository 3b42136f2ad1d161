"""What a proven policy is worth at a moment: fresh until its first link expires, then in grace, then expired."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from station.policy.proof import Verified

PolicyState: TypeAlias = Literal["fresh", "grace", "expired"]


@dataclass(frozen=True)
class Validity:
    """until: when this state ends; for `expired`, when the policy itself did. Always in UTC."""

    state: PolicyState
    until: datetime


def validity_of(policy: Verified, at: datetime) -> Validity:
    """Pure. at: not the clock alone, but the later of it and of what others signed (`Keeper.judged`)."""
    if at <= policy.until:
        return Validity("fresh", policy.until)
    grace_until = last_moment(policy)
    return Validity("grace", grace_until) if at <= grace_until else Validity("expired", policy.until)


def last_moment(policy: Verified) -> datetime:
    """The end of the grace."""
    return policy.until + timedelta(days=policy.rules.offline.grace_days)
