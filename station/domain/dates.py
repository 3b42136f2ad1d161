"""Days as they are typed at the desk: day, month, year, whatever stands between them; or as ISO 8601 writes them."""

import re
from collections.abc import Collection
from datetime import date, timedelta

_SATURDAY = 5  # of date.weekday
_BETWEEN = r"\s*[.,/\-\u2010-\u2015\s]\s*"
_DAY_FIRST = re.compile(rf"([0-9]{{1,2}}){_BETWEEN}([0-9]{{1,2}}){_BETWEEN}([0-9]{{4}})")
_YEAR_FIRST = re.compile(rf"([0-9]{{4}}){_BETWEEN}([0-9]{{1,2}}){_BETWEEN}([0-9]{{1,2}})")
_NOTHING_BETWEEN = (re.compile("([0-9]{2})([0-9]{2})([0-9]{4})"), re.compile("([0-9]{4})([0-9]{2})([0-9]{2})"))
YEARS = range(1800, 2200)
"""Of a living person and their papers. They tell eight digits with the day first from those with the year first: no day
reads as a day both ways."""


def parse_date(text: str) -> date | None:
    """The day; None where `text` is no day of the calendar. A year of two digits says no century: that is no day."""
    text = text.strip()
    day_first, year_first = _DAY_FIRST.fullmatch(text), _YEAR_FIRST.fullmatch(text)
    if day_first is not None:
        return _day(*day_first.groups())
    if year_first is not None:
        return _day(*reversed(year_first.groups()))
    day_first, year_first = (each.fullmatch(text) for each in _NOTHING_BETWEEN)
    if day_first is None or year_first is None:
        return None
    found = (_day(*day_first.groups()), _day(*reversed(year_first.groups())))
    return next((each for each in found if each is not None and each.year in YEARS), None)


def _day(day: str, month: str, year: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def format_date(day: date) -> str:
    return f"{day:%d.%m.}{day.year:04d}"


def day_after(day: date, days: int, *, working: bool = False, closed: Collection[date] = ()) -> date:
    """The day that comes `days` later. working: Saturdays, Sundays and `closed` are not counted, and it is none of
    them."""
    if not working:
        return day + timedelta(days=days)
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < _SATURDAY and day not in closed
    return day
