"""What people may come for here: the services in force, each as a plan that can be walked."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from station.domain.enrollment import Enrollment
from station.domain.errors import StationError
from station.workflow.engine import Walk
from station.workflow.slaps import FingerRules
from station.workflow.step import Plan

if TYPE_CHECKING:
    from station.profiles import Library


class UnknownProcedure(StationError):
    """This installation offers no service of that name."""

    code = "STN-434"


class Plans:
    """Looked up each time anew, for policy may have changed. From any thread where `library` and `rules` may."""

    def __init__(
        self, library: Callable[[], "Library"], rules: Callable[[], FingerRules] = lambda: FingerRules({})
    ) -> None:
        """Nothing is read before somebody asks."""
        self._library = library
        self._rules = rules

    def ids(self) -> tuple[str, ...]:
        return self._library().ids

    def name(self, service_id: str) -> Mapping[str, str]:
        """Of its newest version, by language. Raises ServiceUnknown, ProfilesWrong."""
        return self._library().versions(service_id)[-1].name.by_language

    def plan(self, service_id: str, day: date) -> Plan:
        """day: of the application. Raises UnknownProcedure, ServiceNotInForce, ProfilesWrong, UnknownKind,
        FieldsMissing."""
        from station.steps.table import plan_of  # here: nothing on the way to the first window reads profiles

        library = self._library()
        if service_id not in library.ids:
            raise UnknownProcedure(procedure=service_id)
        return plan_of(library.service(service_id, day), self._rules())

    def walk(self, enrollment: Enrollment, today: date) -> Walk:
        """By the version with which it was begun, whatever came since. Raises as `plan`, ServiceUnknown."""
        walk = Walk(self._begun(enrollment), enrollment, today)
        if enrollment.version or enrollment.signed is None:
            return walk
        return Walk(_as_asked_then(walk), enrollment, today)

    def _begun(self, enrollment: Enrollment) -> Plan:
        if not enrollment.version:  # a draft of 0.1.0
            return self.plan(enrollment.procedure, enrollment.started_at.astimezone().date())
        from station.steps.table import plan_of  # as above

        return plan_of(self._library().begun(enrollment.procedure, enrollment.version), self._rules())


def _as_asked_then(walk: Walk) -> Plan:
    """Without the forms of which nothing stands in the draft: 0.1.0 did not have them. What somebody signed with it is
    sealed as they signed it, for the applicant has gone. Whoever changes anything takes the signature away, and is
    asked all of it."""
    typed = walk.enrollment.fields.keys()
    forms = {step.step_id: {each.field.id for each in step.form(walk.sheet)} for step in walk.plan.steps}
    asked = tuple(step for step in walk.plan.steps if not forms[step.step_id] or forms[step.step_id] & typed)
    return replace(walk.plan, steps=asked)
