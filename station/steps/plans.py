"""What people may come for here: the services in force, each as a plan that can be walked."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from station.domain.classes import CLASSES
from station.domain.enrollment import Enrollment
from station.domain.errors import StationError
from station.texts import LANGUAGES
from station.workflow.engine import Walk
from station.workflow.slaps import FingerRules
from station.workflow.step import Plan

if TYPE_CHECKING:
    from station.profiles import Library, Profile, Service


class UnknownProcedure(StationError):
    """This installation offers no service of that name."""

    code = "STN-434"


class Plans:
    """Services are looked up at every call, for policy may have changed. May be called on the threads on which
    `library` and `rules` may be."""

    def __init__(
        self, library: Callable[[], "Library"], rules: Callable[[], FingerRules] = lambda: FingerRules({})
    ) -> None:
        """library: the services in force. rules: what policy orders for fingers. Neither is called before a service is
        asked for."""
        self._library = library
        self._rules = rules

    def ids(self) -> tuple[str, ...]:
        return self._library().ids

    def described(self) -> "Library":
        """The services as they are described now: another one once any of it changed. Raises ProfilesWrong."""
        return self._library()

    def listed(self) -> tuple[str, ...]:
        """The same in the order of their classes: what citizens come for comes first. Raises ProfilesWrong."""
        library, order = self._library(), tuple(CLASSES)
        return tuple(sorted(library.ids, key=lambda each: order.index(library.versions(each)[-1].case_class)))

    def name(self, service_id: str) -> Mapping[str, str]:
        """What the newest version of a service is called, by language. Raises ServiceUnknown, ProfilesWrong."""
        return self._library().versions(service_id)[-1].name.by_language

    def called(self, service_id: str, item: str) -> Mapping[str, str]:
        """What the newest version of a service calls a field, a paper or a consent, by language; empty where there is
        no such service here. Raises ProfilesWrong."""
        library = self._library()
        if service_id not in library.ids:
            return {}
        service = library.begun(service_id, library.versions(service_id)[-1].version)
        return {tag: service.called(item, tag) for tag in LANGUAGES}

    def offered(self, service_id: str, day: date, *, behind: bool = False) -> "Profile":
        """What somebody would begin with on `day`, without a look at its conditions. behind: what follows an earlier
        packet, for which a service that is over has an end too. Raises as `plan`."""
        from station.steps.table import require_kinds  # as below

        library = self._library()
        if service_id not in library.ids:
            raise UnknownProcedure(procedure=service_id)
        profile = library.last(service_id, day) if behind else library.profile(service_id, day)
        require_kinds(profile)
        return profile

    def plan(self, service_id: str, day: date) -> Plan:
        """The steps of a service for an application begun on `day`. Raises UnknownProcedure, ServiceNotInForce,
        ProfilesWrong, UnknownKind, FieldsMissing."""
        library = self._library()
        if service_id not in library.ids:
            raise UnknownProcedure(procedure=service_id)
        return self._made(library.service(service_id, day), day)

    def walk(self, enrollment: Enrollment, today: date) -> Walk:
        """The steps of an enrollment, by the version of the service with which it was begun, even if a newer one is in
        force; and by the day on which it was signed, where it was: what two people sign and what goes out are one.

        Raises ServiceUnknown, and whatever `plan` raises.
        """
        if enrollment.signed is not None:
            today = enrollment.signed.signed_at.astimezone().date()
        plan = self._begun(enrollment)
        if enrollment.withdrawal is not None:
            from station.steps.withdrawn import withdrawn  # as above

            return Walk(withdrawn(plan), enrollment, today)
        if enrollment.recapture is not None:
            from station.steps.again import asked_again  # as above

            return Walk(asked_again(plan, enrollment.recapture.items), enrollment, today)
        walk = Walk(plan, enrollment, today)
        if enrollment.version or enrollment.signed is None:
            return walk
        return Walk(_as_asked_then(walk), enrollment, today)

    def _begun(self, enrollment: Enrollment) -> Plan:
        day = enrollment.started_at.astimezone().date()
        if not enrollment.version:  # a draft of 0.1.0
            return self.plan(enrollment.procedure, day)
        return self._made(self._library().begun(enrollment.procedure, enrollment.version), day)

    def _made(self, service: "Service", begun: date) -> Plan:
        from station.steps.table import plan_of  # here: nothing on the way to the first window reads profiles

        told = service.profile.acts.sign.told_to(begun, self._library().days)
        return replace(plan_of(service, self._rules()), told=told)


def _as_asked_then(walk: Walk) -> Plan:
    """The plan for a draft signed in version 0.1.0, without the forms that 0.1.0 did not ask for: those of which no
    field stands in the draft; nor was anybody turned away. It is sealed as it was signed, for the applicant has gone. A
    change removes the signature, and then every form is asked for."""
    from msgspec.structs import replace as without  # here: as above

    typed = walk.enrollment.fields.keys()
    forms = {step.step_id: {each.field.id for each in step.form(walk.sheet)} for step in walk.plan.steps}
    asked = tuple(step for step in walk.plan.steps if not forms[step.step_id] or forms[step.step_id] & typed)
    profile = walk.plan.service.profile
    anybody = without(profile, subject=without(profile.subject, who=()))
    return replace(walk.plan, service=replace(walk.plan.service, profile=anybody), steps=asked)
