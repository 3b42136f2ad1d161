"""The face. Its live checks have held when it was taken; here it is only asked whether it is there."""

from dataclasses import dataclass
from datetime import date

from station.domain.enrollment import Enrollment
from station.domain.errors import Problem


@dataclass(frozen=True)
class PortraitStep:
    step_id: str = "portrait"

    def problems(self, enrollment: Enrollment, today: date) -> tuple[Problem, ...]:
        return () if enrollment.samples.portrait is not None else (Problem("REV-PORTRAIT", field="portrait"),)
