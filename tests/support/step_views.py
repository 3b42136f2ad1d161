"""Steps of the passport as the window is shown them, made by the service's own hand."""

from collections.abc import Mapping

from station.domain.enrollment import Enrollment
from station.domain.errors import Problem
from station.services.enrollment_views import step_view
from station.services.views import StepState, StepView
from tests.support.clock import NOW
from tests.support.plans import passport, sheet


def step_views(
    of: Enrollment, state: StepState = "to_do", problems: Mapping[str, tuple[Problem, ...]] | None = None
) -> tuple[StepView, ...]:
    """All in one state but the current one. problems: by step. Each with its lines."""
    read, wrong = sheet(of.fields, NOW.astimezone().date()), problems or {}
    return tuple(
        step_view(
            passport(),
            step,
            "current" if problems is not None and step.step_id == of.step else state,
            wrong.get(step.step_id, ()),
            step.lines(of, read),
            may_lack=step.may_lack(read),
        )
        for step in passport().steps
    )
