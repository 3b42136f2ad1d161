"""An enrollment as the pages are shown it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from station.acts import facts_of, least_of
from station.cases.case import Case
from station.domain.attachment import PaperWanted
from station.domain.enrollment import Enrollment, EnrollmentId
from station.domain.errors import Problem
from station.domain.leeway import Leeway
from station.domain.lines import Shown
from station.domain.names import whole_name, written
from station.domain.proven import NOTHING_ASKED, Proven
from station.domain.sample import ExceptionReason, Modality
from station.services.draft_summary import DraftSummary
from station.services.placement_views import placement_views
from station.services.sharing import for_others_in, offered_in
from station.services.traits import traits_of
from station.services.views import EnrollmentView, PersonView, StepState, StepView
from station.texts import LANGUAGES
from station.workflow.engine import Walk
from station.workflow.step import Plan, Step

if TYPE_CHECKING:
    from station.forms import Circumstances


def title_of(enrollment: Enrollment) -> str:
    """The name as far as it is typed, Armenian before Latin; empty before that."""
    if enrollment.follows is not None:  # nobody's name is known here: as the list of packets calls it
        return enrollment.follows.packet_id[:8]
    fields = enrollment.fields
    for script in ("hy", "latin"):
        if name := whole_name(fields, script):
            return name
    return ""


def surname_of(enrollment: Enrollment) -> str:
    """In the script of the title."""
    fields = enrollment.fields
    script = next((script for script in ("hy", "latin") if whole_name(fields, script)), "hy")
    return written(fields.get(f"surname_{script}", ""))


def masked(title: str) -> str:
    """Initials: enough to know an own record again, and nothing to take away on a photograph of a list."""
    return " ".join(f"{word[0]}." for word in title.split())


def summary_of(case: Case, here: Walk) -> DraftSummary:
    """By the first one's name, and where the operator stands: here. It waits when nobody's is left to be signed."""
    first, facts = case.first, facts_of(*case.enrollments)
    waiting = [each.waiting_since for each in case.enrollments if each.waiting_since is not None]
    approved = sum(each.approved is not None for each in case.enrollments)
    return DraftSummary(
        case.case_id,
        title_of(first),
        name_of(here.here),
        first.started_at,
        first.procedure,
        state=facts.state,
        waiting_since=min(waiting) if waiting and len(waiting) + approved == len(case.enrollments) else None,
        involved=facts.involved,
        people=len(case.enrollments),
        called=here.here.called,
        by_two=facts.by_two,
        surname=surname_of(first),
        names=tuple(map(title_of, case.enrollments)),
        keep_days=here.plan.service.profile.retention_days,
        traits=traits_of(case, here),
        least=least_of(*case.enrollments),
    )


def view_in(case: Case, which: EnrollmentId, walk: Callable[[Enrollment], Walk]) -> EnrollmentView:
    """Of one person, with whom they came. Raises NotInCase, and as walk."""
    walks = {each.enrollment_id: walk(each) for each in case.enrollments}
    here = walks[case.of(which).enrollment_id]
    ready = {each: not walked.open_problems for each, walked in walks.items()}
    people = tuple(
        PersonView(
            each.enrollment_id,
            title_of(each),
            each.together.relation,
            ready[each.enrollment_id],
            complete=not walks[each.enrollment_id].content_problems,
            signed=each.signed is not None,
            waiting=each.waiting_since is not None,
            involved=each.involved,
        )
        for each in case.enrollments
        if each.together is not None
    )
    offered = offered_in(case, here)
    others = () if offered else for_others_in(case, here, walks)
    ready_to_seal = all(ready.values())
    return replace(view_of(here), people=people, ready_to_seal=ready_to_seal, offered=offered, for_others=others)


def view_of(walk: Walk) -> EnrollmentView:
    enrollment = walk.enrollment
    fingerprints = any(step.takes is Modality.FINGERS for step in walk.wanted)
    return EnrollmentView(
        enrollment=enrollment,
        title=title_of(enrollment),
        steps=steps_of(walk),
        current=enrollment.step,
        slaps=placement_views(enrollment, walk.plan.slaps, walk.unfit) if fingerprints else (),
        fingerprints_required=fingerprints,
        ready_to_sign=not walk.content_problems,
        ready_to_seal=not walk.open_problems,
        service=walk.plan.service.profile.name.by_language,
        relations=walk.plan.relations,
        unfit=walk.unfit,
        leeway=_leeway(walk),
        nameable=_nameable(walk) if walk.here.signs or enrollment.decision or enrollment.recapture else {},
    )


def _leeway(walk: Walk) -> Leeway:
    from station.steps.outgrown import leeway_of  # here: nothing on the way to the first window reads forms

    face = walk.plan.service.profile.samples.face
    limits = {} if face is None else face.limits
    return replace(leeway_of(walk.enrollment, walk.sheet.day), limits=tuple(sorted(limits.items())))


def _nameable(walk: Walk) -> Mapping[str, Mapping[str, str]]:
    from station.steps.again import nameable  # here: nothing on the way to the first window reads forms

    called = walk.plan.service.called
    return {name: {tag: called(name, tag) for tag in LANGUAGES} for name in nameable(walk.plan, walk.sheet)}


def name_of(step: Step) -> str:
    return f"step.{step.kind}.name"


def steps_of(walk: Walk) -> tuple[StepView, ...]:
    compared = walk.here.signs
    return tuple(
        step_view(
            walk.plan,
            each.step,
            each.state,
            each.problems,
            each.step.lines(walk.enrollment, walk.sheet) if compared else (),
            each.step.papers(walk.enrollment, walk.sheet),
            None if each.step.takes is None else walk.enrollment.why_not(each.step.takes),
            walk.besides,
            each.step.proven(walk.enrollment),
            each.step.may_lack(walk.sheet),
            not each.problems and each.step.blank(walk.enrollment, walk.sheet),
        )
        for each in walk.survey()
    )


def step_view(
    plan: Plan,
    step: Step,
    state: StepState,
    problems: tuple[Problem, ...],
    lines: tuple[Shown, ...] = (),
    papers: tuple[PaperWanted, ...] = (),
    lacks: ExceptionReason | None = None,
    besides: "Circumstances | None" = None,
    proven: Proven = NOTHING_ASKED,
    may_lack: tuple[ExceptionReason, ...] = (),
    blank: bool = False,
) -> StepView:
    from station.services.form_view import Form  # here: nothing on the way to the first window reads forms

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
        Form(plan.service, step, besides) if step.takes is None and not step.signs else None,
        step.called,
        papers,
        may_lack,
        lacks,
        proven,
        blank,
    )
