"""Dates as they are typed at the desk: dd.mm.yyyy."""

import re
from datetime import date


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
