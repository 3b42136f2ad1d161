"""Kinds of values in a condition (a number, a day, a word of a list), and the names that a condition may use."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from station.domain.nationality import codes
from station.domain.papers import PAPERS
from station.profiles.words import CONSENT_FORMS, FINGER_STATES, FINGERS, GIVERS, MODES


class Sort(StrEnum):
    TRUTH = "truth"
    NUMBER = "number"
    DAY = "day"
    SPAN = "span"  # years(3): what is added to a day
    TEXT = "text"
    WORD = "word"  # one of a closed list
    WORDS = "words"  # some of a closed list
    PEOPLE = "people"
    OTHER = "other"  # an address, a page: nothing that can be compared


@dataclass(frozen=True)
class Kind:
    """choices: the words there are, where it is a word. members: the fields of each person, where it is people."""

    sort: Sort
    choices: frozenset[str] = frozenset()
    members: Mapping[str, "Kind"] = field(default_factory=dict, hash=False)


TRUTH, NUMBER, DAY, TEXT, OTHER = (Kind(sort) for sort in (Sort.TRUTH, Sort.NUMBER, Sort.DAY, Sort.TEXT, Sort.OTHER))
BIRTH = "birth_date"
"""The field from which ages and birthdays are counted."""
DAYS = ("application", "issue", "decision")
"""Days of the visit itself: names that a condition may use beside the fields."""
LAST = "last_day"
"""The day on which the version ends: a name that a condition may use where it has one."""
MODE = "mode"
VISIT: Mapping[str, Kind] = {**dict.fromkeys((*DAYS, LAST), DAY), MODE: Kind(Sort.WORD, frozenset(MODES))}


@dataclass(frozen=True)
class Names:
    """What a condition of one profile may name: the profile's `fields` by id, and days and mode of the visit. ends:
    whether the version has a last day."""

    fields: Mapping[str, Kind]
    ends: bool = False

    def kind_of(self, name: str) -> Kind | None:
        if name == LAST and not self.ends:
            return None
        return self.fields.get(name) or VISIT.get(name)

    def of_each(self, people: Kind) -> "Names":
        """The names inside `any(people, ...)`: a member of each person hides a field of the profile of the same
        name."""
        return Names({**self.fields, **people.members}, self.ends)


def countries(*, several: bool = False) -> Kind:
    return Kind(Sort.WORDS if several else Sort.WORD, codes())


PAPER = Kind(Sort.WORD, frozenset(PAPERS))
GIVER = Kind(Sort.WORD, frozenset(GIVERS))
CONSENT_FORM = Kind(Sort.WORD, frozenset(CONSENT_FORMS))
FINGER = Kind(Sort.WORD, frozenset(FINGERS))
FINGER_STATE = Kind(Sort.WORD, frozenset(FINGER_STATES))
