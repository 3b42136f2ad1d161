"""A step: data, not a screen. Whoever walks a visit asks each step the same questions, and knows none by name."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from station.domain.age import AgePolicy
from station.domain.enrollment import Enrollment
from station.domain.errors import Problem
from station.domain.lines import Shown
from station.domain.sample import Modality
from station.packet.part import Part
from station.workflow.slaps import SlapPolicy


class Step(Protocol):
    @property
    def step_id(self) -> str: ...

    @property
    def kind(self) -> str:
        """The name of its folder; `step.<kind>.name` says it."""
        ...

    @property
    def page(self) -> str:
        """Id of the page that shows it."""
        ...

    @property
    def takes(self) -> Modality | None:
        """What is captured there; None where something is typed, or signed."""
        ...

    @property
    def signs(self) -> bool:
        """Whether people sign there what the other steps gave: its problems are the signatures themselves."""
        ...

    def problems(self, enrollment: Enrollment, today: date) -> tuple[Problem, ...]:
        """Why the step is not done yet; empty when it is. Pure. `today` is the station's calendar day."""
        ...

    def part(self, enrollment: Enrollment, today: date) -> Part:
        """What it puts into the packet. Pure. Asked where the step is done: it raises ValueError for text it cannot
        read."""
        ...

    def lines(self, enrollment: Enrollment, today: date) -> tuple[Shown, ...]:
        """What of it is compared before anybody signs: every field and sample that it gave, done or not. Pure."""
        ...


@dataclass(frozen=True)
class Procedure:
    """What the person came for: its steps in their order."""

    procedure_id: str
    age: AgePolicy
    slaps: SlapPolicy
    steps: tuple[Step, ...]

    @property
    def content(self) -> tuple[Step, ...]:
        """All but where people sign it."""
        return tuple(step for step in self.steps if not step.signs)
