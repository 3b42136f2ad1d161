"""Who the applicant is, as typed."""

from dataclasses import dataclass
from datetime import date

from station.domain.age import AgePolicy
from station.domain.applicant import read_applicant
from station.domain.enrollment import Enrollment
from station.domain.errors import Problem


@dataclass(frozen=True)
class ApplicantStep:
    age: AgePolicy
    step_id: str = "applicant"

    def problems(self, enrollment: Enrollment, today: date) -> tuple[Problem, ...]:
        return read_applicant(enrollment.fields, self.age, today)[1]
