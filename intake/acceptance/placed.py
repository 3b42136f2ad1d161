"""How fingers were placed: what is there alone says why; what does not count was left out by people who were there."""

from collections.abc import Collection, Mapping

from intake.acceptance.contexts import Placed
from station.domain.sample import Slap
from station.packet import layout

_WHOLE = "image/png"


def require_placed(
    placements: Mapping[Slap, Placed], paths: Collection[str], named: Collection[Slap], people: Collection[str]
) -> None:
    """paths: of the files that the packet names. named: placements of which it says how prints got their names. people:
    credentials of all who began or captured.

    Raises ValueError for a finger alone of which nothing says why, a placement with a name and no attempt, more prints
    left out than there are, two left out under one number, or one that nobody of these people left out.
    """
    there = {slap for slap in Slap if layout.slap(slap, _WHOLE) in paths}
    if {slap for slap in (*there, *named) if slap.alone or placements} - placements.keys():
        raise ValueError("a finger alone, and nothing says why")
    for slap, told in placements.items():
        if slap.alone != (told.alone is not None):
            raise ValueError("a slap that is said to be one finger, or a finger alone without a reason")
        left_out = told.vetoed or ()
        numbers = {each.attempt for each in left_out}
        counted = told.attempts - len(left_out)
        if len(numbers) != len(left_out) or max(numbers, default=0) > told.attempts or (slap in there and counted < 1):
            raise ValueError("prints left out that there are not")
        if not {each.by for each in left_out} <= set(people):
            raise ValueError("prints left out by somebody who was not there")
