"""Dates as they are typed at the desk: dd.mm.yyyy."""

import re
from collections.abc import Collection
from datetime import date, timedelta

_SATURDAY = 5  # of date.weekday


def parse_date(text: str) -> date | None:
    """The date, or None when `text` is no day of the calendar in the form dd.mm.yyyy."""
    match = re.fullmatch(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})", text.strip())
    if match is None:
        return None
    day, month, year = (int(part) for part in match.groups())
    try:
        return date(year, month, day)
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
