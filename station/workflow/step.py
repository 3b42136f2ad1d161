"""A step: data, not a screen. Next, Resume, Review and sealing all ask it the same question."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from station.domain.age import AgePolicy
from station.domain.enrollment import Enrollment
from station.domain.errors import Problem
from station.workflow.slaps import SlapPolicy


class Step(Protocol):
    @property
    def step_id(self) -> str:
        """Also the id of the page that shows it."""
        ...

    def problems(self, enrollment: Enrollment, today: date) -> tuple[Problem, ...]:
        """Why the step is not done yet; empty when it is. Pure. `today` is the station's calendar day."""
        ...


@dataclass(frozen=True)
class Procedure:
    """What the person came for: its steps in their order, the last one being the review."""

    procedure_id: str
    age: AgePolicy
    slaps: SlapPolicy
    steps: tuple[Step, ...]
