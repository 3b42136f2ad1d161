"""Why a step is not done, in one line for the action bar."""

from station.services.views import EnrollmentView
from ui.messages import problem_text


def step_reason(view: EnrollmentView | None, step_id: str) -> str | None:
    """The first problem of the step: what happened, what to do. None when there is none."""
    if view is None:
        return None
    problems = next((step.problems for step in view.steps if step.step_id == step_id), ())
    if not problems:
        return None
    text = problem_text(problems[0])
    return f"{text.happened} {text.remedy}".strip()
