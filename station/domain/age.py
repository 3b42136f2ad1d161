"""What depends on age. Bands 0-5, 6-15, 16+ of the law on identity documents (11 May 2026); a procedure's data."""

from dataclasses import dataclass
from datetime import date

from station.domain.subject import age_on


@dataclass(frozen=True)
class AgePolicy:
    """Ages in completed years."""

    guardian_under: int = 16
    fingerprints_from: int = 6

    def guardian_required(self, birth_date: date | None, today: date) -> bool:
        """False while the birth date is not known: the field that lacks it says so itself."""
        return birth_date is not None and age_on(today, birth_date) < self.guardian_under

    def fingerprints_required(self, birth_date: date | None, today: date) -> bool:
        """True while the birth date is not known: nothing is left out by mistake."""
        return birth_date is None or age_on(today, birth_date) >= self.fingerprints_from
