"""The applicant's signature on the pad."""

from dataclasses import dataclass
from datetime import date

from station.domain.enrollment import Enrollment
from station.domain.errors import Problem


@dataclass(frozen=True)
class SignatureStep:
    step_id: str = "signature"

    def problems(self, enrollment: Enrollment, today: date) -> tuple[Problem, ...]:
        return () if enrollment.samples.signature is not None else (Problem("REV-SIGNATURE", field="signature"),)
