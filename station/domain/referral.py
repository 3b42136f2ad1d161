"""A referral of somebody who may need protection: what was noticed, for those who protect and nobody else."""

from dataclasses import dataclass
from enum import StrEnum

MOST_CHARACTERS = 4000
"""Of the free text."""


class Indicator(StrEnum):
    """What may be noticed at a desk: signs of trafficking, exploitation, violence, or of somebody left alone."""

    PAPERS_HELD_BY_OTHERS = "papers_held_by_others"
    NOT_FREE_TO_SPEAK = "not_free_to_speak"
    NOT_FREE_TO_LEAVE = "not_free_to_leave"
    IN_DEBT_TO_WHO_BROUGHT = "in_debt_to_who_brought"
    WORK_WITHOUT_PAY = "work_without_pay"
    INJURED = "injured"
    AFRAID = "afraid"
    CHILD_ALONE = "child_alone"
    ASKS_FOR_HELP = "asks_for_help"


@dataclass(frozen=True)
class Referral:
    """unfinished: whoever wrote it was called away, and it was sealed as it stood."""

    indicators: frozenset[Indicator]
    text: str = ""
    unfinished: bool = False

    @property
    def empty(self) -> bool:
        return not self.indicators and not self.text.strip()


def number_of(item_id: str) -> str:
    """By which a referral is spoken of: all that the desk says of it afterwards; those who protect read it inside."""
    return f"R-{item_id[:8].upper()}"
