"""What is known of a value: true, false or not known; of a number or a day, the lowest and the highest it can be.

A birth date "1990-06" is a range of thirty days; an age counted from it is a range too. A comparison is true or false
only where it is so for each value in the range; else it is None, not known.
"""

from calendar import isleap, monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date
from functools import lru_cache
from re import ASCII, fullmatch
from typing import TypeAlias

from station.domain.dates import parse_date
from station.domain.subject import age_on

Truth: TypeAlias = bool | None
"""True, false, or None: not known (Kleene's three-valued logic)."""


@dataclass(frozen=True)
class Range:
    """The values from `low` to `high`, both included: whole numbers, or days as `date.toordinal` counts them."""

    low: int
    high: int

    @property
    def exact(self) -> bool:
        return self.low == self.high


Value: TypeAlias = bool | Range | str | frozenset[str] | tuple["dict[str, Value]", ...] | None
"""Of a field or a term; None: not known. A tuple: people, each with what is known of them."""


def asked(truth: Truth) -> bool:
    """Whether something is asked for, by the truth of its condition: yes unless the condition is surely false."""
    return truth is not False


def truth(value: Value) -> Truth:
    return value if isinstance(value, bool) else None


def negation(truth: Truth) -> Truth:
    return None if truth is None else not truth


def conjunction(truths: Iterable[Truth]) -> Truth:
    """All of them: false where one is false; else not known where one is not known; else true."""
    known = True
    for truth in truths:
        if truth is False:
            return False
        known = known and truth is not None
    return True if known else None


def disjunction(truths: Iterable[Truth]) -> Truth:
    """Any of them: true where one is true; else not known where one is not known; else false."""
    known = True
    for truth in truths:
        if truth is True:
            return True
        known = known and truth is not None
    return False if known else None


def less(one: Range, other: Range) -> Truth:
    if one.high < other.low:
        return True
    return False if one.low >= other.high else None


def equal(one: Range, other: Range) -> Truth:
    if one.exact and one == other:
        return True
    return False if one.high < other.low or other.high < one.low else None


def hull(ranges: Iterable[Range]) -> Range:
    """The narrowest range that holds all of these ranges. ranges: at least one."""
    of = tuple(ranges)
    return Range(min(each.low for each in of), max(each.high for each in of))


def exactly(day: date) -> Range:
    return Range(day.toordinal(), day.toordinal())


def read_day(text: str) -> Range | None:
    """A day, `1990-06-15` or `15.06.1990`, a month `1990-06`, or a year `1990`; None where it is none of them."""
    day = parse_date(text)
    if day is not None:
        return exactly(day)
    found = fullmatch(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", text.strip(), ASCII)
    if found is None:
        return None
    year, month, number = (int(part) if part else 0 for part in found.groups())
    try:
        if number:
            return exactly(date(year, month, number))
        first, last = (month, month) if month else (1, 12)
        return Range(date(year, first, 1).toordinal(), date(year, last, monthrange(year, last)[1]).toordinal())
    except ValueError:  # also of `monthrange`: there is no thirteenth month
        return None


def moved(day: Range, change: Callable[[date], date | None]) -> Range | None:
    """A range of days with both ends changed; None where one leaves the calendar. change: must keep the order of
    days."""
    low, high = change(date.fromordinal(day.low)), change(date.fromordinal(day.high))
    return None if low is None or high is None else Range(low.toordinal(), high.toordinal())


def years_later(day: date, years: int) -> date | None:
    """The same day of another year; 1 March for 29 February in a year without one. None outside the calendar."""
    year = day.year + years
    if not MINYEAR <= year <= MAXYEAR:
        return None
    if (day.month, day.day) == (2, 29) and not isleap(year):
        return date(year, 3, 1)
    return day.replace(year=year)


def months_later(day: date, months: int) -> date | None:
    """The same day of another month, or the first of the next where that month is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        return None
    if day.day <= monthrange(year, month + 1)[1]:
        return date(year, month + 1, day.day)
    return months_later(date(year, month + 1, 1), 1)


def days_later(day: date, days: int) -> date | None:
    number = day.toordinal() + days
    return date.fromordinal(number) if 1 <= number <= date.max.toordinal() else None


@lru_cache(maxsize=256)
def years_between(begin: Range, end: Range) -> Range:
    """Completed years from one day to another; negative where `end` is before `begin`."""
    low = age_on(date.fromordinal(end.low), date.fromordinal(begin.high))
    return Range(low, age_on(date.fromordinal(end.high), date.fromordinal(begin.low)))


def days_between(begin: Range, end: Range) -> Range:
    return Range(end.low - begin.high, end.high - begin.low)
