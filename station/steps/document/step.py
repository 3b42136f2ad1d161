"""The document the applicant already holds, or that there is none."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from station.domain.enrollment import Enrollment
from station.domain.errors import Problem
from station.domain.lines import Shown
from station.domain.sample import Modality
from station.forms import read_document
from station.packet.part import Part
from station.steps.document import content, lines


@dataclass(frozen=True)
class DocumentStep:
    step_id: str = "document"
    kind: ClassVar[str] = "document"
    page: ClassVar[str] = "document"
    takes: ClassVar[Modality | None] = None
    signs: ClassVar[bool] = False

    def problems(self, enrollment: Enrollment, today: date) -> tuple[Problem, ...]:
        return read_document(enrollment.fields, today)[1]

    def part(self, enrollment: Enrollment, today: date) -> Part:
        document, _ = read_document(enrollment.fields, today)
        if document is None:
            raise ValueError("the document can not be read")
        return content.part(document)

    def lines(self, enrollment: Enrollment, today: date) -> tuple[Shown, ...]:
        return tuple(lines.lines(enrollment.fields))
