"""What only one service asks, in a packet: one member of `biographicData`, `further`, with a name for each field.

A field that stands in the table of `fields` has a member of its own, whichever step asks for it; nobody who reads
packets has to know the others, and nobody refuses them.
"""

from collections.abc import Mapping
from typing import Any

import rfc8785

from station.packet.fields import Value
from station.packet.part import Part


def further(given: Mapping[str, Any]) -> Part:
    """given: by id of the field, as JSON. Nothing where nothing is."""
    if not given:
        return Part()
    return Part(values={f"x_{name}": _text(value) for name, value in given.items()}, further=dict(given))


def _text(value: Any) -> Value:
    """For receivers' forms: what is no text as canonical JSON."""
    return value if isinstance(value, str) else rfc8785.dumps(value).decode()
