"""Where an enrollment stands, asked of its steps. Pure: the same enrollment always gives the same answer."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from station.domain.enrollment import Enrollment
from station.domain.errors import Problem, StationError
from station.packet.part import Part, joined
from station.workflow.step import Procedure, Step

StepState: TypeAlias = Literal["to_do", "current", "done", "attention", "locked"]


class UnknownProcedure(StationError):
    """This installation offers no procedure of that name."""

    code = "STN-434"


class UnknownStep(StationError):
    """The procedure has no step of that name."""

    code = "STN-430"


class StepLocked(StationError):
    """An earlier step is not done; `step` names the first such."""

    code, retryable = "STN-431", True


@dataclass(frozen=True)
class StepStatus:
    step_id: str
    state: StepState
    problems: tuple[Problem, ...]


def survey(procedure: Procedure, enrollment: Enrollment, today: date) -> tuple[StepStatus, ...]:
    """Each step with its state. A step is locked while an earlier one is not done; going back is always open."""
    here = _index(procedure, enrollment.step)
    open_so_far = True
    statuses = []
    for index, step in enumerate(procedure.steps):
        problems = step.problems(enrollment, today)
        state: StepState
        if index == here:
            state = "current"
        elif not problems:
            state = "done"
        elif index < here:
            state = "attention"
        else:
            state = "to_do" if open_so_far else "locked"
        statuses.append(StepStatus(step.step_id, state, problems))
        open_so_far = open_so_far and not problems
    return tuple(statuses)


def move(procedure: Procedure, enrollment: Enrollment, step_id: str, today: date) -> Enrollment:
    """Stand on another step. Back always; forward only past steps that are done.

    Raises UnknownStep, StepLocked.
    """
    target = _index(procedure, step_id)
    if target > _index(procedure, enrollment.step):
        for step in procedure.steps[:target]:
            if step.problems(enrollment, today):
                raise StepLocked(step=step.step_id)
    return enrollment.at_step(step_id)


def open_problems(procedure: Procedure, enrollment: Enrollment, today: date) -> tuple[Problem, ...]:
    """Everything that stands between this enrollment and its packet, in the order of the steps."""
    return tuple(problem for step in procedure.steps for problem in step.problems(enrollment, today))


def content_problems(procedure: Procedure, enrollment: Enrollment, today: date) -> tuple[Problem, ...]:
    """The same without the signatures: what must be right before anybody signs."""
    return tuple(problem for step in procedure.content for problem in step.problems(enrollment, today))


def content_of(procedure: Procedure, enrollment: Enrollment, today: date) -> Part:
    """What all steps put into the packet. Asked where there are no `content_problems`."""
    return joined(step.part(enrollment, today) for step in procedure.content)


def step_named(procedure: Procedure, step_id: str) -> Step:
    """Raises UnknownStep."""
    return procedure.steps[_index(procedure, step_id)]


def _index(procedure: Procedure, step_id: str) -> int:
    for index, step in enumerate(procedure.steps):
        if step.step_id == step_id:
            return index
    raise UnknownStep(step=step_id)
