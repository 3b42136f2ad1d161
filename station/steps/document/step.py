"""The document the applicant already holds, or that there is none."""

from dataclasses import dataclass
from typing import ClassVar

from station.domain.enrollment import Enrollment
from station.domain.errors import Problem
from station.domain.lines import Shown
from station.domain.sample import Modality
from station.forms import Sheet
from station.forms.document import CANCELLED, NEEDED, document_of, is_over, problems_of
from station.packet.further import further
from station.packet.part import Part, joined
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
        held = content.part(document_of(sheet, enrollment.fields))
        return joined((held, further({CANCELLED: True} if sheet.value(CANCELLED) else {})))

    def lines(self, enrollment: Enrollment, sheet: Sheet) -> tuple[Shown, ...]:
        told = tuple(each for each in sheet.differences() if not each.code)
        return tuple(lines.lines(enrollment.fields, is_over(enrollment.fields, sheet.day), told))
