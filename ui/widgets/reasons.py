"""Why a step is not done, and why it is though a rule refused it, in one line each."""

from station.domain.errors import Problem
from station.domain.override import override_of
from station.services.views import EnrollmentView
from ui.messages import called, problem_text, say, within
from ui.widgets.advice import AdviceKind
from ui.widgets.said import check_words


def step_reason(view: EnrollmentView | None, step_id: str) -> str | None:
    """The first problem of the step: what happened, what to do. None when there is none."""
    if view is None:
        return None
    problems = next((step.problems for step in view.steps if step.step_id == step_id), ())
    if not problems:
        return None
    text = problem_text(problems[0])
    return f"{text.happened} {text.remedy}".strip()


def kept_note(view: EnrollmentView | None, step_id: str, note: str) -> tuple[str, AdviceKind]:
    """What stands under words that something is kept, and how: `note`, or what the step asks for all the same."""
    asks = step_reason(view, step_id)
    return (note, "ok") if asks is None else (asks, "warn")


def overridden_words(view: EnrollmentView | None, sample: str) -> str:
    """That the sample is taken with a reason, and by whose word; "" where it is not."""
    override = None if view is None else override_of(view.enrollment.overrides, sample)
    if override is None:
        return ""
    by = override.settled_by
    return say("override.proposed") if by is None else say("override.taken", name=called(by))


def failed_words(view: EnrollmentView | None, sample: str, *, details: bool = False) -> str:
    """What did not hold of a sample that is taken with a reason; "" of any other. details: with what was measured."""
    override = None if view is None else override_of(view.enrollment.overrides, sample)
    return "" if override is None else "; ".join(check_words(each, details=details) for each in override.checks)


def open_overrides(view: EnrollmentView) -> tuple[Problem, ...]:
    """What is only proposed, with what did not hold: whoever approves answers for it. In the language in use."""
    return tuple(
        Problem(
            "REV-OVERRIDE",
            {
                "sample": each.sample,
                "checks": "; ".join(check_words(check, details=True) for check in each.checks),
                "reason": within(say(f"override.reason.{each.reason.value}")),
            },
            retryable=True,
        )
        for each in view.enrollment.overrides
        if each.open
    )
