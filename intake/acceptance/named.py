"""Prints under their names: each says how it came by its own, and who answered where somebody was asked."""

from collections.abc import Collection, Mapping

from intake.acceptance.contexts import NamedFingers
from station.domain.sample import Finger, NamedBy, Slap
from station.packet import layout


def require_named(fingers: Mapping[Slap, NamedFingers], paths: Collection[str], people: Collection[str]) -> None:
    """paths: of the files that the packet names. people: credentials of all who began or captured.

    Raises ValueError for a name without its print, a print named by somebody who was asked nothing, or an answer that
    nobody of these people gave.
    """
    for slap, told in fingers.items():
        for name in told.named:
            at = layout.finger(Finger[name.upper()], "image/x-wsq").rsplit(".", 1)[0]
            if not any(path.startswith(f"{at}.") for path in paths):
                raise ValueError("a name without its print")
        asked = told.questions is not None
        if asked != (told.answered_by is not None) or asked != (told.answered_at is not None):
            raise ValueError("a question that nobody answered")
        if NamedBy.OPERATOR in told.named.values() and not asked:
            raise ValueError("named by somebody who was not asked")
        if told.answered_by is not None and told.answered_by not in people:
            raise ValueError(f"an answer about {slap.value} of somebody who was not there")
