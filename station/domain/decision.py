"""What a state officer said of a signed case instead of approving it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from station.domain.operator import Operator


class DecisionKind(StrEnum):
    RETURNED = "returned"  # single items are wanted once more
    REJECTED = "rejected"


@dataclass(frozen=True)
class Decision:
    """What a state officer said of a signed case instead of approving it. reasons: codes (station.domain.answers).
    items: which are open again, where it was returned. note: the officer's own words; they never leave the draft."""

    kind: DecisionKind
    officer: Operator
    decided_at: datetime
    reasons: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    note: str = ""
