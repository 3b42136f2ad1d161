"""The language in which a profile says when something holds: `age(application) >= 16 and not in_spr`.

A closed table of names, functions and comparisons over the fields of one profile; nothing is ever executed. Python's
grammar is borrowed to read it (`text`), its meaning is ours (`table`). Three-valued: what is not known is None, and a
paper or a consent is asked for then too (`asked`).
"""

from station.profiles.condition.compile import Condition, day_of, truth_of
from station.profiles.condition.kinds import Kind, Names
from station.profiles.condition.ranges import Range, Truth, Value, asked
from station.profiles.condition.reading import Term
from station.profiles.condition.text import ConditionFault
from station.profiles.condition.visit import Visit

__all__ = [
    "Condition",
    "ConditionFault",
    "Kind",
    "Names",
    "Range",
    "Term",
    "Truth",
    "Value",
    "Visit",
    "asked",
    "day_of",
    "truth_of",
]
