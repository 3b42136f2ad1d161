"""Who the applicant is, as typed."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from station.domain.age import AgePolicy
from station.domain.enrollment import Enrollment
from station.domain.errors import Problem
from station.domain.lines import Shown
from station.domain.sample import Modality
from station.forms import read_applicant, read_birth_date
from station.packet.part import Part
from station.steps.applicant import content, lines


@dataclass(frozen=True)
class ApplicantStep:
    age: AgePolicy
    step_id: str = "applicant"
    kind: ClassVar[str] = "applicant"
    page: ClassVar[str] = "applicant"
    takes: ClassVar[Modality | None] = None
    signs: ClassVar[bool] = False

    def problems(self, enrollment: Enrollment, today: date) -> tuple[Problem, ...]:
        return read_applicant(enrollment.fields, today)[1]

    def part(self, enrollment: Enrollment, today: date) -> Part:
        person, _ = read_applicant(enrollment.fields, today)
        if person is None:
            raise ValueError("the applicant can not be read")
        return content.part(person)

    def lines(self, enrollment: Enrollment, today: date) -> tuple[Shown, ...]:
        fields = enrollment.fields
        guardian = self.age.guardian_required(read_birth_date(fields, today), today)
        return tuple(lines.lines(fields, guardian=guardian))
