"""Whose packet it is, for whom it comes back: so much that somebody can be called, and what came of calling."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Contact:
    """As it was typed; each may be empty."""

    name: str
    phone: str


class CallOutcome(StrEnum):
    DONE = "done"
    NOT_REACHED = "not_reached"
