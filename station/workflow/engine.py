"""How far an enrollment has come: which steps it has, which are done, and what is missing in the others. Pure: the same
enrollment always gives the same answer."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial
from typing import Literal, TypeAlias

from station.domain.citizen_view import TOLD
from station.domain.enrollment import Enrollment
from station.domain.errors import Problem, StationError
from station.domain.override import Unfit
from station.domain.value import FieldValue
from station.packet.part import Part, joined
from station.packet.referral import referral_part
from station.workflow.step import Plan, Step

StepState: TypeAlias = Literal["to_do", "current", "done", "attention", "locked"]


class UnknownStep(StationError):
    """The service has no step of that name for this person."""

    code = "STN-430"


class StepLocked(StationError):
    """An earlier step is not done. `step` is the id of the first step that is not."""

    code, retryable = "STN-431", True


@dataclass(frozen=True)
class StepStatus:
    step: Step
    state: StepState
    problems: tuple[Problem, ...]


class Walk:
    """The steps of one enrollment, by the plan of its service, as they are on one day. What a step answers is kept:
    each is asked once, when the answer is first needed."""

    def __init__(self, plan: Plan, enrollment: Enrollment, today: date) -> None:
        from station.forms import Sheet, circumstances_of  # here: nothing on the way to the first window reads forms

        self.plan = plan
        self.enrollment = enrollment
        self.besides = circumstances_of(enrollment)
        self.sheet = Sheet(plan.service, enrollment.fields, today, self.besides)

    @cached_property
    def wanted(self) -> tuple[Step, ...]:
        """The steps this person goes through: not all of the plan are for everybody."""
        return tuple(step for step in self.plan.steps if self.plan.named or step.wanted(self.sheet))

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The wanted steps, and the step the enrollment stands on, even where an answer has made it needless
        meanwhile."""
        ids = {self.enrollment.step, *(step.step_id for step in self.wanted)}
        return tuple(step for step in self.plan.steps if step.step_id in ids)

    @cached_property
    def problems(self) -> Mapping[str, tuple[Problem, ...]]:
        """What is missing in each step, by the id of the step; where the answer stands for which somebody may not come
        for the service at all, that too."""
        found: dict[str, tuple[Problem, ...]] = {step.step_id: () for step in self.steps}
        found |= {step.step_id: step.problems(self.enrollment, self.sheet) for step in self.wanted}
        for step_id, problem in (*self._untold(), *self._turned_away()):
            found[step_id] += (problem,)
        return found

    @property
    def here(self) -> Step:
        """The step the enrollment stands on: one of `steps`, whatever was answered. Raises UnknownStep."""
        for step in self.plan.steps:
            if step.step_id == self.enrollment.step:
                return step
        raise UnknownStep(step=self.enrollment.step)

    def survey(self) -> tuple[StepStatus, ...]:
        """Each step with its state. A step is locked while an earlier one is not done; going back is always open."""
        here = self._index(self.enrollment.step)
        open_so_far = True
        statuses = []
        for index, step in enumerate(self.steps):
            problems = self.problems[step.step_id]
            state: StepState
            if index == here:
                state = "current"
            elif not problems:
                state = "done"
            elif index < here:
                state = "attention"
            else:
                state = "to_do" if open_so_far else "locked"
            statuses.append(StepStatus(step, state, problems))
            open_so_far = open_so_far and not problems
        return tuple(statuses)

    def move(self, step_id: str) -> Enrollment:
        """The enrollment, standing on another step. Going back is always allowed, going forward only past steps that
        are done.

        Raises UnknownStep, StepLocked.
        """
        target = self._index(step_id)
        if target > self._index(self.enrollment.step):
            for step in self.steps[:target]:
                if self.problems[step.step_id]:
                    raise StepLocked(step=step.step_id)
        return self.enrollment.at_step(step_id)

    @property
    def open_problems(self) -> tuple[Problem, ...]:
        """Everything that is missing before the packet can be made, signatures too, in the order of the steps."""
        return tuple(problem for problems in self.problems.values() for problem in problems)

    @property
    def content_problems(self) -> tuple[Problem, ...]:
        """What is missing before anybody may sign: the open problems of all steps but the one at which people sign."""
        return tuple(problem for step in self.steps if not step.signs for problem in self.problems[step.step_id])

    @property
    def unfit(self) -> tuple[Unfit, ...]:
        """The samples that a rule refuses, in the order of the steps."""
        return tuple(each for step in self.wanted for each in step.unfit(self.enrollment))

    def content(self) -> Part:
        """What all steps put into the packet, and referrals, which belong to none. Call it
        only where there are no `content_problems`."""
        asked = [step for step in self.wanted if not step.signs]
        parts = [step.part(self.enrollment, self.sheet) for step in asked]
        whole = joined((*parts, referral_part(self.enrollment)))
        return replace(whole, entered=self._entered(asked))

    def _entered(self, steps: Iterable[Step]) -> Mapping[str, FieldValue]:
        """What was said of each field that is asked for, in the order of the steps; of one made of parts, of each. What
        is not asked for any more leaves nothing behind."""
        ids = [each.field.id for step in steps for each in step.form(self.sheet) if each.shown]
        values = self.enrollment.values
        return {
            name: values[name]
            for field_id in ids
            for name in values
            if (name == field_id or name.startswith(f"{field_id}.")) and (values[name].text or values[name].replaced)
        }

    def _untold(self) -> Iterator[tuple[str, Problem]]:
        """Before data are taken: at the first step."""
        given = {each.about for each in self.enrollment.notices}
        for about in () if self.plan.named else self.plan.told:
            if given.isdisjoint(TOLD[about]):
                yield self.wanted[0].step_id, Problem("STN-661")

    def _turned_away(self) -> Iterator[tuple[str, Problem]]:
        from station.forms.coming import turned_away  # here: as above

        if self.plan.named:
            return iter(())
        forms = {step.step_id: partial(step.form, self.sheet) for step in self.wanted}
        return turned_away(self.plan.service, self.sheet, forms)

    def _index(self, step_id: str) -> int:
        for index, step in enumerate(self.steps):
            if step.step_id == step_id:
                return index
        raise UnknownStep(step=step_id)
