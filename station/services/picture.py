"""An enrollment as the pages are shown it."""

from dataclasses import replace
from datetime import date

from station.acts import CaseState, case_of
from station.cases.case import Case
from station.domain.enrollment import Enrollment, EnrollmentId
from station.domain.errors import Problem
from station.domain.lines import Shown
from station.domain.sample import Samples, Slap
from station.forms import read_birth_date
from station.services.views import DraftSummary, EnrollmentView, PersonView, SlapView, StepState, StepView
from station.workflow.engine import content_problems, open_problems, step_named, survey
from station.workflow.slaps import SlapPolicy, attempts_at, best_attempt, expected_fingers, passed, scores_of
from station.workflow.step import Procedure, Step


def title_of(enrollment: Enrollment) -> str:
    """The name as far as it is typed, Armenian before Latin; empty before that."""
    fields = enrollment.fields
    for script in ("hy", "latin"):
        name = f"{fields.get(f'given_{script}', '')} {fields.get(f'surname_{script}', '')}".strip()
        if name:
            return name
    return ""


def summary_of(procedure: Procedure, case: Case) -> DraftSummary:
    """By the first one's name, and where the operator stands. It waits when everybody's waits."""
    first, current, facts = case.first, case.of(case.current), case_of(*case.enrollments)
    waiting = [each.waiting_since for each in case.enrollments if each.waiting_since is not None]
    return DraftSummary(
        case.case_id,
        title_of(first),
        name_of(step_named(procedure, current.step)),
        first.started_at,
        first.procedure,
        signed=facts.state is not CaseState.OPEN,
        state=facts.state,
        waiting_since=min(waiting) if len(waiting) == len(case.enrollments) else None,
        involved=facts.involved,
        people=len(case.enrollments),
    )


def view_in(procedure: Procedure, case: Case, which: EnrollmentId, today: date) -> EnrollmentView:
    """Of one person, with whom they came. Raises NotInCase."""
    view = view_of(procedure, case.of(which), today)
    ready = {each.enrollment_id: not open_problems(procedure, each, today) for each in case.enrollments}
    people = tuple(
        PersonView(each.enrollment_id, title_of(each), each.together.relation, ready[each.enrollment_id])
        for each in case.enrollments
        if each.together is not None
    )
    return replace(view, people=people, ready_to_seal=all(ready.values()))


def view_of(procedure: Procedure, enrollment: Enrollment, today: date) -> EnrollmentView:
    birth_date = read_birth_date(enrollment.fields, today)
    fingerprints = procedure.age.fingerprints_required(birth_date, today)
    ready_to_sign = not content_problems(procedure, enrollment, today)
    return EnrollmentView(
        enrollment=enrollment,
        title=title_of(enrollment),
        steps=steps_of(procedure, enrollment, today),
        current=enrollment.step,
        slaps=tuple(_slap(enrollment.samples, slap, procedure.slaps) for slap in procedure.slaps.slaps)
        if fingerprints
        else (),
        guardian_required=procedure.age.guardian_required(birth_date, today),
        fingerprints_required=fingerprints,
        ready_to_sign=ready_to_sign,
        ready_to_seal=not open_problems(procedure, enrollment, today),
    )


def name_of(step: Step) -> str:
    return f"step.{step.kind}.name"


def steps_of(procedure: Procedure, enrollment: Enrollment, today: date) -> tuple[StepView, ...]:
    compared = step_named(procedure, enrollment.step).signs
    return tuple(
        step_view(step, status.state, status.problems, step.lines(enrollment, today) if compared else ())
        for step, status in zip(procedure.steps, survey(procedure, enrollment, today), strict=True)
    )


def step_view(step: Step, state: StepState, problems: tuple[Problem, ...], lines: tuple[Shown, ...] = ()) -> StepView:
    return StepView(
        step.step_id,
        name_of(step),
        step.page,
        state,
        problems,
        step.takes,
        step.signs,
        f"step.{step.kind}.change",
        lines,
    )


def _slap(samples: Samples, slap: Slap, policy: SlapPolicy) -> SlapView:
    expected, tried, best = expected_fingers(samples, slap), attempts_at(samples, slap), best_attempt(samples, slap)
    return SlapView(
        slap=slap,
        expected=expected,
        attempts=len(tried),
        attempts_left=max(0, policy.attempts - len(tried)),
        best_attempt=best.attempt if best else None,
        scores=scores_of(best) if best else {},
        thresholds={finger: policy.thresholds[finger] for finger in expected},
        passed=best is not None and passed(best, policy),
    )
