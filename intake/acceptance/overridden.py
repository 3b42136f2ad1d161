"""Samples that a rule refused and that a packet holds all the same: somebody of the State answers for each."""

from collections.abc import Collection, Mapping

from intake.acceptance.contexts import Overridden
from station.domain.override import MAY_PASS
from station.domain.sample import Slap
from station.packet import layout

_OF_PORTRAIT = "portrait"


def require_settled(overrides: Mapping[str, Overridden], paths: Collection[str]) -> None:
    """paths: of the files that the packet names. Who gave signature 002 saw each of them; who answered before is named.

    Raises ValueError for one that nobody answers for, that passes over what nobody may pass over, or that is about a
    sample which is not there.
    """
    for name, said in overrides.items():
        by_person = said.settled_with == "person"
        if by_person != (said.settled_by is not None) or by_person != (said.settled_at is not None):
            raise ValueError("a sample that a rule refused, and nobody of the State answers for it")
        if not {each.check for each in said.checks} <= MAY_PASS:
            raise ValueError("a rule that nobody passes over")
        if not any(path.startswith(where) for path in paths for where in _places(name)):
            raise ValueError("an answer for a sample that is not there")


def _places(name: str) -> tuple[str, ...]:
    """Where what it is about may lie: of fingers the slap, one that came alone, or one that stands for another."""
    if name == _OF_PORTRAIT:
        return (layout.portrait("image/jp2"),)
    return tuple(f"biometrics/fingers/{each.value}." for each in Slap(name).met)
