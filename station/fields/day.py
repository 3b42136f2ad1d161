"""Days: a whole one, or as much of it as is known."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from re import compile as pattern

from station.domain.dates import parse_date
from station.domain.errors import Problem
from station.domain.subject import age_on
from station.fields.field import Field, FieldContext, FieldType, Json, Read, Value, problem

BIRTH = "birth_date"
_OLDEST = 130  # completed years; an older birth date is a slip of the keyboard
_YEAR_FIRST = pattern(r"([0-9]{4})(?:[-./]([0-9]{1,2}))?")
_MONTH_FIRST = pattern(r"([0-9]{1,2})[-./]([0-9]{4})")


@dataclass(frozen=True)
class PartialDate:
    """month, day: 0 where it is not known."""

    year: int
    month: int = 0
    day: int = 0

    @property
    def first(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    def __str__(self) -> str:
        """As ISO 8601 writes it: 1990, 1990-06, 1990-06-15."""
        known = [f"{self.year:04d}", *(f"{part:02d}" for part in (self.month, self.day) if part)]
        return "-".join(known)


def read_partial(text: str) -> PartialDate | None:
    """15.06.1990, 06.1990, 1990, with whatever stands between the parts, or the same as ISO 8601 writes it; None where
    it is none of them."""
    day = parse_date(text)
    if day is not None:
        return PartialDate(day.year, day.month, day.day)
    month_first, year_first = _MONTH_FIRST.fullmatch(text), _YEAR_FIRST.fullmatch(text)
    parts = month_first.groups()[::-1] if month_first else year_first.groups() if year_first else None
    if parts is None:
        return None
    if any(part is not None and not int(part) for part in parts):
        return None
    found = PartialDate(*(int(part) for part in parts if part))
    try:
        return found if found.first else None
    except ValueError:  # no such day of the calendar
        return None


def _whole(text: str, field: Field, context: FieldContext) -> Read:
    day = parse_date(text)
    if day is None:
        return Read(None, problem("APP-DATE", field))
    return Read(day, _born(day, day, field, context))


def _partial(text: str, field: Field, context: FieldContext) -> Read:
    found = read_partial(text)
    if found is None:
        return Read(None, problem("APP-DATE-PART", field))
    return Read(found, _born(found.first, found.last, field, context))


def _born(first: date, last: date, field: Field, context: FieldContext) -> tuple[Problem, ...]:
    """Nobody is born tomorrow, nor so long ago."""
    if field.id != field.beside(BIRTH):
        return ()
    if first > context.day:
        return problem("APP-BIRTH-FUTURE", field)
    return problem("APP-BIRTH-OLD", field) if age_on(context.day, last) > _OLDEST else ()


def _iso(value: Value) -> Json:
    return value.isoformat() if isinstance(value, date) else str(value)


DATE = FieldType("date", "day", "date", _whole, packed=_iso)
DATE_PARTIAL = FieldType("date_partial", "day", "line", _partial, packed=_iso)
