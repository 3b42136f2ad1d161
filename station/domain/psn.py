"""Public service number (law HO-288-N): ten digits DD'MMYYNNNC.

DD' is the day of birth plus an offset that tells the sex. The offsets are provisional data (`data/psn.toml`). How the
last digit is formed is not public, so it is never judged: a number is at most consistent, not proven.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

from station.domain.subject import Sex

PsnFault = Literal["digits", "day_or_month", "sex", "birth_date"]


@dataclass(frozen=True)
class PsnFindings:
    """faults: in the order in which they should be told; empty when the number agrees with what is known."""

    faults: tuple[PsnFault, ...]
    last_digit: Literal["not checkable"] = "not checkable"


@cache
def _offsets() -> Mapping[Sex, int]:
    data = tomllib.loads(files(__package__).joinpath("data", "psn.toml").read_text(encoding="utf-8"))
    return {Sex(key): value for key, value in data["day_offset"].items()}


def examine(number: str, sex: Sex | None, birth_date: date | None) -> PsnFindings:
    """Hold a number against itself and against sex and birth date; what is None or X is not compared."""
    if not re.fullmatch(r"[0-9]{10}", number):
        return PsnFindings(("digits",))
    coded_day, month, year = int(number[:2]), int(number[2:4]), int(number[4:6])
    coded = [(each, coded_day - offset) for each, offset in _offsets().items() if 1 <= coded_day - offset <= 31]
    if not coded or not 1 <= month <= 12:
        return PsnFindings(("day_or_month",))
    coded_sex, day = coded[0]
    faults: list[PsnFault] = []
    if sex in _offsets() and sex is not coded_sex:
        faults.append("sex")
    if birth_date is not None and (day, month, year) != (birth_date.day, birth_date.month, birth_date.year % 100):
        faults.append("birth_date")
    return PsnFindings(tuple(faults))
