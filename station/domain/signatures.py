"""The content with the signatures of two people, kept sealed with the draft until the packet is made."""

from dataclasses import dataclass
from datetime import datetime

from station.domain.operator import Operator
from station.domain.sample import Blob


@dataclass(frozen=True)
class Signed:
    """The content as the operator signed it: the container with signature 001, kept sealed until approval."""

    container: Blob
    operator: Operator
    signed_at: datetime


@dataclass(frozen=True)
class Approved:
    """The same container with the state officer's signature 002 over it."""

    container: Blob
    officer: Operator
    approved_at: datetime
