"""Who the applicant is: typed, and checked field by field."""

from dataclasses import dataclass
from typing import ClassVar

from station.domain.enrollment import Enrollment
from station.domain.errors import Problem
from station.domain.lines import Shown
from station.domain.sample import Modality
from station.forms import Sheet
from station.forms.applicant import NEEDED, person_of
from station.forms.printed import printed
from station.packet.part import Part
from station.steps.applicant import content, lines
from station.steps.base import ProfileStep


@dataclass(frozen=True)
class ApplicantStep(ProfileStep):
    kind: ClassVar[str] = "applicant"
    page: ClassVar[str] = "form"
    takes: ClassVar[Modality | None] = None
    signs: ClassVar[bool] = False

    def __post_init__(self) -> None:
        self.require_fields(NEEDED)

    def problems(self, enrollment: Enrollment, sheet: Sheet) -> tuple[Problem, ...]:
        return sheet.problems(self.step_id)

    def part(self, enrollment: Enrollment, sheet: Sheet) -> Part:
        if sheet.problems(self.step_id):
            raise ValueError("the applicant can not be read")
        return content.part(person_of(sheet))

    def lines(self, enrollment: Enrollment, sheet: Sheet) -> tuple[Shown, ...]:
        asked = {each.field.id for each in sheet.form(self.step_id) if each.shown}
        names = printed(self.service.profile.document, sheet)
        return tuple(lines.lines(enrollment.values, names, guardian="guardian_name" in asked))
