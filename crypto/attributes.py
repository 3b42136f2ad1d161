"""Attributes of CMS (RFC 5652 clause 5.3) as everything here writes and takes them: each kind once, with one value."""

from collections.abc import Mapping

from crypto import der
from crypto.errors import MalformedDer


def single_values(element: der.Element, tag: int) -> Mapping[str, der.Element]:
    """The values of a SET OF Attribute under `tag`, by the kind's dotted identifier. Raises MalformedDer."""
    values: dict[str, der.Element] = {}
    for member in element.members(tag):
        attribute = member.fields()
        kind = attribute.next().oid()
        found = attribute.next().members()
        attribute.end()
        if kind in values or len(found) != 1:
            raise MalformedDer
        values[kind] = found[0]
    return values
