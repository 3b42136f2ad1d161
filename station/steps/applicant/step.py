"""Who the applicant is, as typed."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from station.domain.age import AgePolicy
from station.domain.applicant import read_applicant
from station.domain.enrollment import Enrollment
from station.domain.errors import Problem
from station.packet.part import Part
from station.steps.applicant import content


@dataclass(frozen=True)
class ApplicantStep:
    age: AgePolicy
    step_id: str = "applicant"
    signs: ClassVar[bool] = False

    def problems(self, enrollment: Enrollment, today: date) -> tuple[Problem, ...]:
        return read_applicant(enrollment.fields, self.age, today)[1]

    def part(self, enrollment: Enrollment, today: date) -> Part:
        person, _ = read_applicant(enrollment.fields, self.age, today)
        if person is None:
            raise ValueError("the applicant can not be read")
        return content.part(person)
