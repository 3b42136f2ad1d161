"""What conditions may call the fields of a profile, and of which kind each is."""

from collections.abc import Mapping
from keyword import iskeyword

from station.profiles.condition.functions import FUNCTIONS
from station.profiles.condition.kinds import DAY, NUMBER, OTHER, TEXT, TRUTH, VISIT, Kind, Names, Sort, countries
from station.profiles.schema import Field, Member

_KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("name", "text", "text_long", "psn", "doc_number", "ref", "phone", "email"), TEXT),
    **dict.fromkeys(("date", "date_partial"), DAY),
    **dict.fromkeys(("number", "money"), NUMBER),
    "yes_no": TRUTH,
}


def names_of(fields: Mapping[str, Field]) -> Names:
    return Names({name: kind_of(field) for name, field in fields.items()})


def kind_of(field: Field | Member) -> Kind:
    if field.type == "choice":
        return Kind(Sort.WORDS if field.repeated else Sort.WORD, frozenset(field.choices))
    if field.type == "country":
        return countries(several=field.repeated)
    if field.type == "person" and isinstance(field, Field):
        return Kind(Sort.PEOPLE, members={name: kind_of(member) for name, member in field.members.items()})
    return OTHER if field.repeated else _KINDS.get(field.type, OTHER)


def is_taken(name: str) -> bool:
    """Whether the language has it already."""
    return name in VISIT or name in FUNCTIONS or iskeyword(name)
