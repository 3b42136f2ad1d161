"""The document the applicant already holds, or that there is none."""

from dataclasses import dataclass
from typing import ClassVar

from station.domain.enrollment import Enrollment
from station.domain.errors import Problem
from station.domain.lines import Shown
from station.domain.sample import Modality
from station.forms import Sheet
from station.forms.document import NEEDED, document_of, problems_of
from station.packet.part import Part
from station.steps.base import ProfileStep
from station.steps.document import content, lines


@dataclass(frozen=True)
class DocumentStep(ProfileStep):
    kind: ClassVar[str] = "document"
    page: ClassVar[str] = "form"
    takes: ClassVar[Modality | None] = None
    signs: ClassVar[bool] = False

    def __post_init__(self) -> None:
        self.require_fields(NEEDED)

    def problems(self, enrollment: Enrollment, sheet: Sheet) -> tuple[Problem, ...]:
        return problems_of(sheet, self.step_id)

    def part(self, enrollment: Enrollment, sheet: Sheet) -> Part:
        if problems_of(sheet, self.step_id):
            raise ValueError("the document can not be read")
        return content.part(document_of(sheet, enrollment.fields))

    def lines(self, enrollment: Enrollment, sheet: Sheet) -> tuple[Shown, ...]:
        return tuple(lines.lines(enrollment.fields))
