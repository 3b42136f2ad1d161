"""The text of a condition, read into a function of a visit: read once, with the kinds of all its parts checked."""

from dataclasses import dataclass

from station.profiles.condition.kinds import Kind, Names, Sort
from station.profiles.condition.ranges import Range, Truth, Value, truth
from station.profiles.condition.reading import Ask, Reading, Term
from station.profiles.condition.table import TABLE
from station.profiles.condition.text import ConditionFault
from station.profiles.condition.visit import Visit


@dataclass(frozen=True)
class Condition:
    """Never raises: it answers for any visit, with None where the answer cannot be known. terms: what it asks about the
    visit; `explain` shows them."""

    text: str
    kind: Kind
    ask: Ask
    terms: tuple[Term, ...] = ()

    def truth(self, visit: Visit) -> Truth:
        return truth(self.ask(visit))

    def day(self, visit: Visit) -> Range | None:
        value = self.ask(visit)
        return value if isinstance(value, Range) else None

    def known(self, visit: Visit) -> tuple[tuple[Term, Value], ...]:
        """Each term of the condition with what is known of it for this visit."""
        return tuple((term, term.ask(visit)) for term in self.terms)


def truth_of(text: str, names: Names) -> Condition:
    """The condition of a text that is true or false. Raises ConditionFault where it cannot be read, or is neither."""
    return _whole(text, names, Sort.TRUTH, "PRF-033")


def day_of(text: str, names: Names) -> Condition:
    """The condition of a text that gives a day. Raises ConditionFault where it cannot be read, or gives something
    else."""
    return _whole(text, names, Sort.DAY, "PRF-034")


def _whole(text: str, names: Names, sort: Sort, code: str) -> Condition:
    reading = Reading(text, names, TABLE)
    found = reading.whole()
    if found.kind.sort is not sort:
        raise ConditionFault(code, 1, found=found.kind.sort.value)
    return Condition(text, found.kind, found.ask, tuple(reading.terms.values()))
