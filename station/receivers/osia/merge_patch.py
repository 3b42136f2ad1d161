"""RFC 7396: the JSON merge patch that makes of one object another."""

from station.receivers.osia.scope import Json


def difference(current: Json, wanted: Json) -> Json:
    """The patch; empty where `current` has all that is wanted already. Neither object holds null.

    Members that only `current` has stay: a receiver adds its own to the objects that OSIA leaves open. Lists are
    replaced as a whole (RFC 7396 clause 2).
    """
    patch: Json = {}
    for name, value in wanted.items():
        before = current.get(name)
        if isinstance(value, dict) and isinstance(before, dict):
            if inner := difference(before, value):
                patch[name] = inner
        elif name not in current or before != value:
            patch[name] = value
    return patch
