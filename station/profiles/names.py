"""The fields of a profile as names in its conditions: of which kind each is."""

from collections.abc import Mapping
from keyword import iskeyword

from station.fields import type_of
from station.profiles.condition.functions import FUNCTIONS
from station.profiles.condition.kinds import OTHER, VISIT, Kind, Names, Sort, countries
from station.profiles.schema import Field, Member


def names_of(fields: Mapping[str, Field], *, ends: bool = False) -> Names:
    """ends: whether the version has a last day."""
    return Names({name: kind_of(field) for name, field in fields.items()}, ends)


def kind_of(field: Field | Member) -> Kind:
    if field.type == "choice":
        return Kind(Sort.WORDS if field.repeated else Sort.WORD, frozenset(field.choices))
    if field.type == "country":
        return countries(several=field.repeated)
    sort = Sort(type_of(field.type).sort)
    if sort is Sort.PEOPLE:
        members = field.members if isinstance(field, Field) else {}
        return Kind(sort, members={name: kind_of(member) for name, member in members.items()})
    return OTHER if field.repeated else Kind(sort)


def is_taken(name: str) -> bool:
    """Whether the language of conditions uses the name for something else, so that no field may have it."""
    return name in VISIT or name in FUNCTIONS or iskeyword(name)
