"""The object as it stands at the server: each buffer named by its address, and a hash that follows the address."""

from collections.abc import Mapping
from copy import deepcopy

from station.receivers.osia.integrity import entry
from station.receivers.osia.scope import Json
from station.receivers.osia.submission import Submission, holder


def with_references(submission: Submission, addresses: Mapping[str, str]) -> Json:
    """addresses: URI of each buffer, by its place. The same addresses give the same object."""
    value = deepcopy(submission.value)
    for buffer in submission.buffers:
        owner, member = holder(value, buffer.place), _member(buffer.place)
        owner[member] = addresses[buffer.place]
    for place, buffers in _by_owner(submission).items():
        owner = holder(value, f"{place}/")  # as if of a member without a name: the object itself
        scope = " ".join(f"$.{member}" for member in buffers)
        owner["integrity"] = [entry(owner, scope, tuple(buffers.values()))]
    return value


def _by_owner(submission: Submission) -> dict[str, dict[str, bytes]]:
    """Buffers by the object that names them, then by member."""
    found: dict[str, dict[str, bytes]] = {}
    for buffer in submission.buffers:
        owner = buffer.place.rpartition("/")[0]
        found.setdefault(owner, {})[_member(buffer.place)] = buffer.data
    return found


def _member(place: str) -> str:
    return place.rpartition("/")[2]
