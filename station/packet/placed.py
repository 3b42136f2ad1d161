"""How fingers were placed, in our own form: alone, and why; how often; and what an operator did not let count."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from station.domain.sample import Slap, SlapImpression
from station.formats.moment import moment_text

Json: TypeAlias = dict[str, Any]


class WhyAlone(StrEnum):
    """Why a finger was placed by itself."""

    SERVICE = "service"  # it is what the service asks for
    INSTEAD = "instead"  # it stands for another finger of the hand, missing or tried in vain
    ATTEMPTS = "attempts"  # its slap was tried as often as it may be
    OPERATOR = "operator"  # who took it chose so


@dataclass(frozen=True)
class Placed:
    """made: all that was taken at the placement, also what does not count. why: None of a slap."""

    slap: Slap
    made: tuple[SlapImpression, ...]
    why: WhyAlone | None = None

    @property
    def usual(self) -> bool:
        """A slap of which everything counted."""
        return self.why is None and all(each.veto is None for each in self.made)


def placements_told(placed: Sequence[Placed]) -> Json:
    """By placement."""
    return {each.slap.value: _told(each) for each in placed}


def _told(placed: Placed) -> Json:
    alone: Json = {"alone": placed.why.value} if placed.why is not None else {}
    vetoed = [
        {"attempt": each.attempt, "reason": veto.reason.value, "by": veto.by, "at": moment_text(veto.at)}
        for each in placed.made
        if (veto := each.veto) is not None
    ]
    return {"attempts": len(placed.made), **alone, **({"vetoed": vetoed} if vetoed else {})}
