"""What a zone says."""

from dataclasses import dataclass
from datetime import date

from station.formats.mrz.layout import MrzFormat

_EXPIRY_AHEAD_YEARS = 50


@dataclass(frozen=True)
class Mrz:
    """Without fillers. Names have spaces where the zone has `<`; dates are YYMMDD as written, `<<` where unknown.

    optional_1: optional data of TD3, of TD2 and of TD1's first line; optional_2: of TD1's second line.
    names_truncated: a letter stands in the last position of the names, so something may have been cut off.
    rules_of: the State whose own rules the zone follows; "" where it follows Doc 9303. Names of a Russian one are in
    Russian letters.
    """

    format: MrzFormat
    document_code: str
    issuing_state: str
    document_number: str
    primary_identifier: str
    secondary_identifier: str
    nationality: str
    birth: str
    sex: str  # "F", "M", or "X" where the zone has `<`
    expiry: str
    optional_1: str = ""
    optional_2: str = ""
    names_truncated: bool = False
    rules_of: str = ""

    def birth_date(self, today: date) -> date | None:
        """The latest such day that is not after `today`; None where a part of it is unknown."""
        return _latest(self.birth, today)

    def expiry_date(self, today: date) -> date | None:
        """The latest such day up to 50 years after `today`; None where it is not stated."""
        return _latest(self.expiry, date(today.year + _EXPIRY_AHEAD_YEARS, 12, 31))


def days_of(text: str, around: int) -> tuple[date, ...]:
    """The days that YYMMDD can mean in the centuries before, of and after the year `around`; latest first."""
    if not text.isdigit():
        return ()
    year, month, day = int(text[:2]), int(text[2:4]), int(text[4:6])
    century = around - around % 100
    found = []
    for start in (century + 100, century, century - 100):
        try:
            found.append(date(start + year, month, day))
        except ValueError:
            continue
    return tuple(found)


def _latest(text: str, limit: date) -> date | None:
    return next((day for day in days_of(text, limit.year) if day <= limit), None)
