"""The value of a field as conditions know it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from station.fields import Field, PartialDate, Value, parts_of, type_of
from station.profiles.condition import Range
from station.profiles.condition import Value as Known
from station.profiles.condition.ranges import exactly


def known(value: Value, field: Field) -> Known:
    """None where it is not known, or nothing that can be compared."""
    sort = type_of(field.type).sort
    if value is None:
        return None
    if sort == "people":
        people = value if field.repeated else (value,)
        members = {part.id.rpartition(".")[2]: part for part in parts_of(field)}
        return tuple({name: known(person[name], members[name]) for name in person} for person in people if person)
    if field.repeated:
        return frozenset(each for each in value if each) if sort == "word" else None
    return _PLAIN[sort](value) if sort in _PLAIN else None


def _day(value: date | PartialDate) -> Range:
    if isinstance(value, PartialDate):
        return Range(value.first.toordinal(), value.last.toordinal())
    return exactly(value)


def _itself(value: Any) -> Any:
    return value


_PLAIN: Mapping[str, Callable[[Any], Known]] = {
    "text": _itself,
    "word": _itself,
    "truth": _itself,
    "number": lambda value: Range(value, value),
    "day": _day,
}
