"""Everything at a glance, then two signatures: the operator's and the state officer's."""

from dataclasses import dataclass
from datetime import date

from station.domain.enrollment import Enrollment
from station.domain.errors import Problem


@dataclass(frozen=True)
class ReviewStep:
    step_id: str = "review"

    def problems(self, enrollment: Enrollment, today: date) -> tuple[Problem, ...]:
        if enrollment.signed is None:
            return (Problem("REV-UNSIGNED"),)
        return () if enrollment.approved is not None else (Problem("REV-UNAPPROVED"),)
