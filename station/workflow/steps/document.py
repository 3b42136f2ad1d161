"""The document the applicant already holds, or that there is none."""

from dataclasses import dataclass
from datetime import date

from station.domain.enrollment import Enrollment
from station.domain.errors import Problem
from station.workflow.document import read_document


@dataclass(frozen=True)
class DocumentStep:
    step_id: str = "document"

    def problems(self, enrollment: Enrollment, today: date) -> tuple[Problem, ...]:
        return read_document(enrollment.fields, today)[1]
