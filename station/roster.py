"""Which receivers there are: the package of each, by its name. Names alone: nothing is imported here.

A receiver's name is its folder's, the table of its options in `station.toml`, and what stands before the `+` in its
address. Others bring one as a package, by an entry point of that name: docs/receiver-guide.md.
"""

from collections.abc import Mapping
from functools import cache

OWN = "intake"
"""Whose address has no name before it: `https://...`"""
BUILT_IN: Mapping[str, str] = {name: f"station.receivers.{name}" for name in (OWN, "mosip", "osia")}
ENTRY_POINT_GROUP = "enrollment_station.receivers"


@cache
def others() -> tuple[tuple[str, str], ...]:
    """Name and package of what was installed beside us, as they call themselves; looked for once."""
    from importlib.metadata import entry_points  # here: it is slow, and a bare laptop has no use for it

    return tuple((point.name, point.value) for point in entry_points(group=ENTRY_POINT_GROUP))


def packages() -> Mapping[str, str]:
    """Each receiver's package. Nobody takes the place of one of ours."""
    return {**dict(others()), **BUILT_IN}
